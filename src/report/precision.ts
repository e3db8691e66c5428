import type { Numbers } from "./numbers.js";

/** A value and its bounds, all in the unit they are printed in (shares and gaps of shares: times 100). */
export interface Estimate {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

const magnitude = (value: number): number => Math.floor(Math.log10(Math.abs(value)));

/**
 * Decimals for a value and its bounds: one more than the width of the interval can carry, and never more than three significant
 * digits of the value. Without an interval, three significant digits.
 */
export function decimalsFor({ value, low, high }: Estimate): number {
  const shown = value ?? high ?? low ?? 0;
  const known = [value, low, high].filter((bound): bound is number => bound !== null);
  const width = known.length > 1 ? Math.max(...known) - Math.min(...known) : 0;
  const bySignificance = shown === 0 ? 2 : Math.max(0, 2 - magnitude(shown));
  if (width === 0) return Math.min(Math.max(1, bySignificance - 1), 3);
  const byWidth = width >= 30 ? 0 : width >= 1 ? 1 : 1 - magnitude(width);
  return Math.min(byWidth, Math.max(bySignificance, 1), 6);
}

/** 99.96 with one decimal would be "100.0", four digits. */
export const withinThreeDigits = (value: number, digits: number): number =>
  Math.abs(value) >= 99.95 ? Math.max(0, Math.min(digits, 2 - magnitude(value))) : digits;

const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));

/** Decimals that keep a bound apart from a limit it is not equal to: a limit of 5 and a bound of 5.02 must not both read "5.0". */
export function decimalsApart(value: number, limit: number | null, digits: number): number {
  if (limit === null || Math.abs(value - limit) < 1e-9) return digits;
  for (let more = digits; more < digits + 5; more++) {
    if (rounded(value, more) !== rounded(limit, more)) return more;
  }
  return digits;
}

/** `limit`: bounds are kept apart from it. `least`, `most`: decimals, whatever the interval says. */
export interface Digits {
  readonly limit?: number | null;
  readonly least?: number;
  readonly most?: number;
}

/** Value and bounds with one number of decimals, except where a bound would read like the limit. */
export function printed(numbers: Numbers, estimate: Estimate, options: Digits = {}) {
  const { limit = null, least = 0, most = 6 } = options;
  const digits = Math.min(most, Math.max(least, decimalsFor(estimate)));
  const print = (value: number | null) =>
    value === null ? null : numbers.decimal(value, withinThreeDigits(value, decimalsApart(value, limit, digits)));
  return { value: print(estimate.value), low: print(estimate.low), high: print(estimate.high) };
}
