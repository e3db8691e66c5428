import type { Confusion } from "../core/confusion.js";
import type { Evidence } from "../core/estimate.js";

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

/** A proportion of confusion counts. */
export interface RateMetric extends MetricBase {
  readonly kind: "rate";
  /** "prediction": cells without labels suffice. "label": cells without predictions suffice. "confusion": both. */
  readonly needs: "prediction" | "label" | "confusion";
  of(counts: Confusion, context: MetricContext): Proportion;
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
  /** @param matrix rows by true class times `classes` + predicted class. null where it is not defined. */
  of(matrix: Float64Array, classes: number): number | null;
}

/** A mean of the score over all rows or those of one label. */
export interface MeanMetric extends MetricBase {
  readonly kind: "mean";
  readonly needs: "score";
  /** Rows that count: everybody, or those whose label is positive / negative. */
  readonly among: "all" | "positive" | "negative";
}

/** One group's rows by score and label, by rising score, then label. */
export interface Entries {
  /** 1: positive. */
  readonly label: Int32Array;
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
  /** Scale on which the linearised value is closest to normal. */
  readonly scale: "identity" | "logit" | "log";
  /** Units that carry the information when rows come in units: degrees of freedom are one less; absent: Kish's number of all. */
  readonly unitsWith?: "positive";
  /** Why no interval would hold its level here, where one would with more rows; the value is then shown without one. */
  readonly tooFew?: string;
  /** Interval for independent, unweighted rows; absent: the linearised one. null: none holds its level. */
  readonly evidence?: Evidence | null;
}

/** A function of the distribution of scores by label among one group's rows. */
export interface DistributionMetric extends MetricBase {
  readonly kind: "distribution";
  readonly needs: "scores";
  /** @param options.weighted whether `w` differs from `n`. null where it is not defined. */
  of(entries: Entries, options: { readonly weighted: boolean }): Measurement | null;
}

/** What one group can be measured by; `kind` says which counts it is made from. */
export type Metric = RateMetric | DerivedMetric | MatrixMetric | MeanMetric | DistributionMetric;

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
