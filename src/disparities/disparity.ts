import type { Confusion } from "../core/confusion.js";
import type { Evidence } from "../core/estimate.js";
import type { Apart, ClassScores, CountedValues, JointRule } from "../stats/index.js";

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
  /** snake_case, as in suites and records; with its parameter where it has one: "between_group_entropy(2)". */
  readonly name: string;
  /** Ratios are for values that are 0 or more and mean something at 0. */
  readonly scale: "difference" | "ratio";
  /** How a gate limits it: absolute differences from above, ratios (smaller over larger) from below. */
  readonly bound: "at_most" | "at_least";
  readonly formula: string;
  readonly source: string;
  /** No interval of ours holds its level for it: why. It is shown without one, and no gate can rest on it. */
  readonly withoutInterval?: string;
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

/** Each group against the one that is best off: which one that is, is found in the same data, and the bounds allow for it. */
export interface BestDisparity extends DisparityBase {
  readonly kind: "best";
  /** @param members two or more. One value per member, and the index of the best one. */
  of(members: readonly Member[], options: BestOptions): { readonly best: number; readonly values: DisparityValue[] };
}

/** Groups compared by several figures at once; a gate on it names no metric. */
export interface JointDisparity extends DisparityBase {
  readonly kind: "joint";
  /** Metrics whose values it is made from. */
  readonly metrics: readonly string[];
  readonly range: readonly [number, number | null];
  readonly rule: JointRule;
}

/** All groups compared by their confusion counts; a gate on it names no metric. */
export interface CountsDisparity extends DisparityBase {
  readonly kind: "counts";
  /** Metrics that say the most about the same counts: they stand in the record with it. */
  readonly metrics: readonly string[];
  readonly range: readonly [number, number | null];
  /** Why it can be undefined. */
  readonly empty: string;
  /** @param counts [tp, fp, fn, tn] of each group, whole or weighted; two groups or more. null where it is not defined. */
  of(counts: Float64Array): number | null;
  /**
   * p-value of "it is 0" for independent rows that count alike, where it cannot be less: resampling does not see that end, so that a lower
   * bound holds only as far as this test rejects. Absent: it is far from 0.
   */
  zeroP?(counts: Float64Array): number;
}

/** One group against the reference, by how two outcomes of the same rows go together; a gate on it names no metric. */
export interface PairedDisparity extends DisparityBase {
  readonly kind: "paired";
  readonly metrics: readonly string[];
  readonly range: readonly [number, number | null];
  readonly empty: string;
  /** The value, and the evidence of independent rows that count alike. null where it is not defined. */
  of(group: Confusion, reference: Confusion): { readonly value: number; readonly evidence: Evidence } | null;
}

/** One group against the reference, by how the scores of their rows are distributed; a gate on it names no metric. */
export interface DistributionDisparity extends DisparityBase {
  readonly kind: "distribution";
  /** Metrics of the same rows and scores: they stand in the record with it. */
  readonly metrics: readonly string[];
  readonly range: readonly [number, number | null];
  readonly empty: string;
  /** Of rows with weights, too. null where it is not defined. */
  value(group: GroupScores, reference: GroupScores): number | null;
  /** The same with the evidence of independent rows that count alike. */
  of(group: GroupScores, reference: GroupScores): Apart | null;
}

/** The scores of one group, ascending: of all rows, whose counts are sums of weights where they have some, and by label. */
export interface GroupScores extends ClassScores {
  readonly scores: CountedValues;
}

/** Groups compared within the strata of legitimate factors. */
export interface StratifiedDisparity extends DisparityBase {
  readonly kind: "stratified";
  /** Whether it says nothing of rows that have weights, or of units with several rows. */
  readonly independentOnly?: true;
  readonly range: readonly [number, number | null];
  readonly against: "reference" | "rest";
  /** The metrics that it says something about; absent: every share of rows. */
  readonly onlyOf?: readonly string[];
  /** @param strata counts of the group `a` and of the others `b` */
  of(strata: readonly StratumPair[], options: { readonly alpha: number }): DisparityValue;
}

/** Groups compared by what a model's inputs do to its output; a gate on it names no metric, and its suite asks for explanations. */
export interface AttributionDisparity extends DisparityBase {
  readonly kind: "attribution";
  readonly metrics: readonly [];
  readonly range: readonly [number, number | null];
}

/** A share of a group and of those that it is compared with, in one stratum. */
export interface StratumPair {
  readonly a: { readonly successes: number; readonly trials: number };
  readonly b: { readonly successes: number; readonly trials: number };
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

export interface BestOptions {
  /** Level of each bound over all groups that may be best. */
  readonly alpha: number;
  readonly better: "higher" | "lower";
  readonly correlation: (i: number, j: number) => number;
}

export type Disparity =
  | SpreadDisparity
  | PairDisparity
  | BestDisparity
  | JointDisparity
  | CountsDisparity
  | PairedDisparity
  | DistributionDisparity
  | StratifiedDisparity
  | AttributionDisparity;

/** Those that compare several figures at once, so that a gate on them names no metric. */
export type WithoutMetric =
  | JointDisparity
  | CountsDisparity
  | PairedDisparity
  | DistributionDisparity
  | AttributionDisparity;

/** Whether a gate on it names no metric. */
export const namesNoMetric = (disparity: Disparity): disparity is WithoutMetric =>
  disparity.kind === "joint" ||
  disparity.kind === "counts" ||
  disparity.kind === "paired" ||
  disparity.kind === "distribution" ||
  disparity.kind === "attribution";
