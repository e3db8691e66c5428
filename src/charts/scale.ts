/** A position scale with everything written out, so that nothing is left to be guessed from the data. */
export interface Scale {
  readonly type: "linear" | "log";
  /** Values at the two ends, and the pixels they lie at. */
  readonly domain: readonly [number, number];
  readonly range: readonly [number, number];
}

/** A channel that places a column's values on a scale. */
export const placed = (field: string, scale: Scale) => ({
  field,
  type: "quantitative",
  axis: null,
  scale: { ...scale, nice: false, clamp: false, ...(scale.type === "linear" ? { zero: false } : {}) },
});

/**
 * A linear domain that holds every given value with some room at both ends, cut at the natural limits of what is measured.
 * @throws RangeError when there is no finite value.
 */
export function domainOf(
  values: readonly number[],
  natural: readonly [number | null, number | null],
): [number, number] {
  const low = Math.min(...values);
  const high = Math.max(...values);
  if (!Number.isFinite(low) || !Number.isFinite(high)) throw new RangeError("a chart needs finite values");
  const room = high > low ? (high - low) * 0.04 : Math.max(Math.abs(high) * 0.1, 0.01);
  const from = natural[0] !== null && low >= natural[0] ? Math.max(natural[0], low - room) : low - room;
  const to = natural[1] !== null && high <= natural[1] ? Math.min(natural[1], high + room) : high + room;
  return [from, to];
}

/** @throws RangeError when a value would be drawn outside the plot: Vega draws it there without a warning. */
export function assertInside(scale: Scale, values: readonly number[]): void {
  const slack = (scale.domain[1] - scale.domain[0]) * 1e-9;
  for (const value of values) {
    if (value < scale.domain[0] - slack || value > scale.domain[1] + slack || Number.isNaN(value)) {
      throw new RangeError(`value ${value} lies outside the domain ${scale.domain.join(" to ")}`);
    }
  }
}

/** Round values inside a linear domain: multiples of 1 to 5 times a power of ten, as many as there can be up to `count`. */
export function ticks(domain: readonly [number, number], count: number): number[] {
  const power = 10 ** Math.floor(Math.log10((domain[1] - domain[0]) / count));
  const fitting = [1, 2, 3, 4, 5, 10, 20]
    .map((factor) => multiplesOf(factor * power, domain))
    .find((all) => all.length <= count);
  return fitting ?? [];
}

function multiplesOf(step: number, domain: readonly [number, number]): number[] {
  const first = Math.ceil(domain[0] / step - 1e-9);
  const last = Math.floor(domain[1] / step + 1e-9);
  // Rounding takes off what multiplication adds in the last digits: 3 · 0.1 is not 0.3.
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) =>
    Number(((first + index) * step).toPrecision(12)),
  );
}
