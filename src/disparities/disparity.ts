import type { Evidence } from "../core/estimate.js";

/** One group's value, with its evidence where it has an interval. */
export interface Member {
  readonly value: number;
  readonly evidence: Evidence | null;
}

/** Two or more values as one number, with an interval and a p-value for "no disparity" where the values have intervals. */
export interface DisparityValue {
  /** null: a ratio to 0. */
  readonly value: number | null;
  /** null: no interval, or (upper bound of a ratio) infinite. */
  readonly low: number | null;
  readonly high: number | null;
  readonly p: number | null;
  readonly method: string | null;
}

interface DisparityBase {
  /** snake_case, as in suites and records. */
  readonly name: string;
  /** Ratios are for values that are 0 or more and mean something at 0. */
  readonly scale: "difference" | "ratio";
  /** How a gate limits it: absolute differences from above, ratios (smaller over larger) from below. */
  readonly bound: "at_most" | "at_least";
  readonly formula: string;
  readonly source: string;
}

/** The spread of all groups of an attribute. */
export interface SpreadDisparity extends DisparityBase {
  readonly kind: "spread";
  /** @param members two or more. `pair` of the answer: indices of the highest and the lowest. */
  of(members: readonly Member[], options: SpreadOptions): DisparityValue & { readonly pair: readonly [number, number] };
}

/** One group against another, or against everybody else. */
export interface PairDisparity extends DisparityBase {
  readonly kind: "pair";
  readonly against: "reference" | "rest";
  of(member: Member, other: Member, options: PairOptions): DisparityValue;
}

export interface SpreadOptions {
  /** Level of each bound: the interval has confidence 1 - alpha on either side. */
  readonly alpha: number;
  readonly correlation: (i: number, j: number) => number;
}

export interface PairOptions {
  /** The two-sided interval has confidence 1 - alpha. */
  readonly alpha: number;
  readonly correlation: number;
}

export type Disparity = SpreadDisparity | PairDisparity;
