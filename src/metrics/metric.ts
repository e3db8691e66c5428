import type { Confusion } from "../core/confusion.js";

interface MetricBase {
  /** snake_case field term, as in suites and records. */
  readonly name: string;
  readonly better: "higher" | "lower" | "neutral";
  readonly range: readonly [number | null, number | null];
  /** How a value is printed: shares as percent, scores and other numbers as they are. */
  readonly unit: "proportion" | "score" | "number";
  /** The definition in symbols, for the report's method section. */
  readonly formula: string;
  readonly source: string;
}

/** What a metric may know beside the counts. */
export interface MetricContext {
  /** Whether the positive class is the one that is good for the person; null when the suite does not say. */
  readonly favourableIsPositive: boolean | null;
}

/** A proportion of confusion counts: both parts are linear in them, so sums over units and weights carry over. */
export interface RateMetric extends MetricBase {
  readonly kind: "rate";
  /** "prediction": cells without labels suffice. "label": cells without predictions suffice. "confusion": both. */
  readonly needs: "prediction" | "label" | "confusion";
  /** Why the denominator can be empty, in words for the reader: "no positives in group". */
  readonly empty: string;
  of(counts: Confusion, context: MetricContext): { readonly successes: number; readonly trials: number };
}

/** Another function of the confusion counts. */
export interface DerivedMetric extends MetricBase {
  readonly kind: "derived";
  readonly needs: "confusion";
  readonly empty: string;
  /** null where it is not defined. */
  of(counts: Confusion): number | null;
  /** Parts as shown, such as 2·TP and 2·TP + FP + FN; null where the metric is no fraction. */
  fraction(counts: Confusion): { readonly numerator: number; readonly denominator: number } | null;
  /** Interval for independent, unweighted rows, and its arguments; null: none that holds its level. */
  evidence(counts: Confusion): { readonly interval: string; readonly basis: readonly number[] } | null;
}

/** A mean of the score over all rows or those of one label. */
export interface MeanMetric extends MetricBase {
  readonly kind: "mean";
  readonly needs: "score";
  /** Rows that count: everybody, or those whose label is positive / negative. */
  readonly among: "all" | "positive" | "negative";
  readonly empty: string;
}

/** A function of the distribution of scores by label. */
export interface RankingMetric extends MetricBase {
  readonly kind: "ranking";
  readonly needs: "scores";
  readonly empty: string;
}

/** What one group can be measured by; `kind` says which counts it is made from. */
export type Metric = RateMetric | DerivedMetric | MeanMetric | RankingMetric;
