import type { Confusion } from "../core/confusion.js";
import type { Evidence } from "../core/estimate.js";
import type { EffectiveProportion } from "../stats/index.js";

interface MetricBase {
  /** snake_case field term, as in suites and records; with its parameter where it has one: "f_beta(2)". */
  readonly name: string;
  readonly better: "higher" | "lower" | "neutral";
  readonly range: readonly [number | null, number | null];
  /** How a value is printed: shares as percent, scores and other numbers as they are. */
  readonly unit: "proportion" | "score" | "number";
  /** The definition in symbols, for the report's method section. */
  readonly formula: string;
  readonly source: string;
  /** Why it can be undefined, in words for the reader: "no positives in group". */
  readonly empty: string;
  /** No interval of ours holds its level for it: it is shown without one, and no gate can rest on it. */
  readonly withoutInterval?: true;
}

/** What a metric may know beside the counts. */
export interface MetricContext {
  /** Whether the positive class is the one that is good for the person; null when the suite does not say. */
  readonly favourableIsPositive: boolean | null;
}

/** A proportion: both parts are linear in the counts, so sums over units and weights carry over. */
export interface Proportion {
  readonly successes: number;
  readonly trials: number;
}

/** A proportion of confusion counts: of the rows that the model decided, or (needing the label alone) of all. */
export interface RateMetric extends MetricBase {
  readonly kind: "rate";
  /** "prediction": cells without labels suffice. "label": cells without predictions suffice. "confusion": both. "rank": the place of the true class, too. */
  readonly needs: "prediction" | "label" | "confusion" | "rank";
  /** Of metrics that need ranks: among how many classes, by falling score, the true one counts as found. */
  readonly places?: number;
  of(counts: Confusion, context: MetricContext): Proportion;
}

/** A proportion of the rows that a model decided and of those that it left to somebody else. */
export interface DeferralMetric extends MetricBase {
  readonly kind: "deferral";
  /** "prediction": labels are not needed. */
  readonly needs: "prediction" | "confusion";
  /** Whether it needs what the model would have said of the rows that it left to somebody else. */
  readonly ofDeferred?: true;
  of(decided: Confusion, deferred: Confusion): Proportion;
}

/** Another function of the confusion counts. */
export interface DerivedMetric extends MetricBase {
  readonly kind: "derived";
  readonly needs: "confusion";
  /** null where it is not defined. */
  of(counts: Confusion): number | null;
  /** Parts as shown, such as 2·TP and 2·TP + FP + FN; null where the metric is no fraction. */
  fraction(counts: Confusion): { readonly numerator: number; readonly denominator: number } | null;
  /** Interval for independent, unweighted rows; null: a bootstrap of the cells. */
  evidence(counts: Confusion): Evidence | null;
}

/** A function of the whole confusion matrix, for any number of classes. */
export interface MatrixMetric extends MetricBase {
  readonly kind: "matrix";
  readonly needs: "confusion";
  /**
   * @param matrix rows by true class times `classes` + predicted class
   * @param names of the classes, for what depends on their order
   * @returns null where it is not defined
   */
  of(matrix: Float64Array, classes: number, names: readonly string[]): number | null;
}

/** A mean of the score over all rows or those of one label. */
export interface MeanMetric extends MetricBase {
  readonly kind: "mean";
  readonly needs: "score";
  /** Rows that count: everybody, or those whose label is positive / negative. */
  readonly among: "all" | "positive" | "negative";
}

/** One group's rows by a number and what is true of them, by rising score, then label. */
export interface Entries {
  /** Of scores 1 (positive), 0, or -1 without a label; of confidences 1 (right) or 0; of values the true number. */
  readonly label: Float64Array;
  readonly score: Float64Array;
  readonly n: Float64Array;
  /** Weights; equal to `n` where rows have none. */
  readonly w: Float64Array;
}

/** A group's value of a distribution metric and how each row bears on it. */
export interface Measurement {
  readonly value: number;
  /** Parts as shown; null where the value is no fraction. */
  readonly numerator?: number;
  readonly denominator?: number;
  /**
   * Empirical influence per entry: the derivative of the value when a row of this entry gets more weight, with Σ w · influence = 0.
   * Its spread over rows or units gives the variance under weights and clusters. null: the value is not smooth enough for one.
   */
  readonly influence: Float64Array | null;
  /** Scale on which the linearised value is closest to normal; "log_complement": ln(1 − value). */
  readonly scale: "identity" | "logit" | "log" | "log_complement";
  /**
   * Degrees of freedom that the spread of the influence has to speak for, where few rows can carry most of it: with fewer, the tail
   * that was not drawn yet would move the value out of its interval too often.
   */
  readonly leastFreedom?: number;
  /**
   * The value is an area under the ROC curve. Degrees of freedom are then no more than units with a positive less one; a value at
   * its bound, or a class in a single unit, has Newcombe's interval. `least` is the variance that its rows would have if they were
   * independent, while they are few: no linearised variance may be below it.
   */
  readonly area?: { readonly least: number };
  /**
   * The value is a share of rows, or a quantile, which stands on the share of rows at or below it: share + influence is then 1 or 0.
   * Weights and units count through the effective size of that share.
   */
  readonly share?: {
    readonly of: number;
    /** null: the effective size is too small for one, for the reason `tooFew`. */
    readonly evidence: (effective: EffectiveProportion) => Evidence | null;
    readonly tooFew: string;
  };
  /** Why no interval would hold its level here, where one would with more rows; the value is then shown without one. */
  readonly tooFew?: string;
  /** Interval for independent, unweighted rows; absent: the linearised one. null: none holds its level. */
  readonly evidence?: Evidence | null;
}

/** A metric of whole distributions. */
interface CutMetric extends MetricBase {
  /**
   * Where the line between a group's rows is the same for all groups: how many stand on its sides, in rows. They add up over groups,
   * so that a group that is not shown must not follow from the others. Absent: there is no such line.
   */
  readonly sides?: (entries: Entries, everybody: Entries) => readonly number[];
}

/** A function of the distribution of a number among one group's rows. */
export interface DistributionMetric extends CutMetric {
  readonly kind: "distribution";
  /** Which distribution: scores of the positive class, confidences of the predictions, or numbers of a regression. */
  readonly needs: "scores" | "confidences" | "values";
  /** @param options.weighted whether `w` differs from `n`. null where it is not defined. */
  of(entries: Entries, options: { readonly weighted: boolean }): Measurement | null;
}

/** A function of where a group's rows stand in the ranking of everybody by score. */
export interface RankingMetric extends CutMetric {
  readonly kind: "ranking";
  readonly needs: "scores";
  /** Whether it says anything without labels. */
  readonly withoutLabel?: true;
  /** Places for rows of all groups; absent: it is over all rows. */
  readonly places?: number;
  /** @param everybody rows of all groups together, for the places. null where it is not defined. */
  of(entries: Entries, everybody: Entries, options: { readonly weighted: boolean }): Measurement | null;
}

/** What one group can be measured by; `kind` says which counts it is made from. */
export type Metric =
  | RateMetric
  | DeferralMetric
  | DerivedMetric
  | MatrixMetric
  | MeanMetric
  | DistributionMetric
  | RankingMetric;

/** Metrics that differ in one number, written in brackets after the name: "f_beta(2)". */
export interface MetricFamily {
  readonly name: string;
  /** What the number is, in a few words, with its range: "β, above 0". */
  readonly parameter: string;
  /** Its value where the name stands alone; null: it has to be given. */
  readonly byDefault: number | null;
  readonly example: number;
  readonly allows: (value: number) => boolean;
  readonly of: (value: number) => Metric;
}
