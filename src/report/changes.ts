import type { ChangeRow } from "../record/run-record.js";
import { type GapUnit, gapUnitOf } from "./amounts.js";
import { gapTitle } from "./checks.js";
import type { Context } from "./context.js";
import { decimalsFor } from "./precision.js";
import type { Rich } from "./rich-text.js";
import { reasonText } from "./sentences.js";

/** How a gap changed since the baseline, in words and numbers; null: not known. */
export interface ChangeWords {
  readonly row: ChangeRow;
  readonly title: Rich;
  readonly before: Rich | null;
  readonly now: Rich | null;
  readonly change: Rich | null;
  /** "−5.8 to +7.0". */
  readonly interval: Rich | null;
  readonly reading: Rich;
  /** Why more cannot be said. */
  readonly reason: Rich | null;
}

/** The words of a change. */
export function changeWords(context: Context, row: ChangeRow): ChangeWords {
  const unit = gapUnitOf(context, row.metric, row.disparity);
  const factor = unit === "points" ? 100 : 1;
  const scaled = (value: number | null) => (value === null ? null : value * factor);
  const [value, low, high] = [scaled(row.change), scaled(row.low), scaled(row.high)];
  const digits = digitsOf(unit, { value, low, high });
  const plain = (number: number | null) =>
    number === null ? null : context.t("amount.number", { n: context.numbers.decimal(number * factor, digits) });
  const signed = (number: number) => context.numbers.signed(number, digits);
  const { tolerance } = row;
  return {
    row,
    title: unit === "ratio" ? context.t("change.ratio", { check: gapTitle(context, row) }) : gapTitle(context, row),
    before: plain(row.before),
    now: plain(row.now),
    change: value === null ? null : context.t("amount.number", { n: signed(value) }),
    interval:
      low === null || high === null ? null : context.t("interval.number", { low: signed(low), high: signed(high) }),
    reading: context.t(`change.reading.${row.reading}`, { limit: signed((tolerance ?? 0) * factor) }),
    reason: row.reason === null ? null : reasonText(context, row.reason, row.attribute),
  };
}

const digitsOf = (unit: GapUnit, estimate: Parameters<typeof decimalsFor>[0]): number =>
  unit === "ratio" ? 2 : decimalsFor(estimate);
