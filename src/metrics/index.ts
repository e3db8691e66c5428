import { accuracy } from "./accuracy.js";
import { balancedAccuracy } from "./balanced-accuracy.js";
import { cohenKappa } from "./cohen-kappa.js";
import { errorRate } from "./error-rate.js";
import { f1 } from "./f1.js";
import { falseDiscoveryRate } from "./false-discovery-rate.js";
import { falseNegativeRate } from "./false-negative-rate.js";
import { falseOmissionRate } from "./false-omission-rate.js";
import { falsePositiveRate } from "./false-positive-rate.js";
import { favourableRate } from "./favourable-rate.js";
import { matthewsCorrelation } from "./matthews-correlation.js";
import { meanScore } from "./mean-score.js";
import { meanScoreNegatives } from "./mean-score-negatives.js";
import { meanScorePositives } from "./mean-score-positives.js";
import type { Metric } from "./metric.js";
import { negativePredictiveValue } from "./negative-predictive-value.js";
import { precision } from "./precision.js";
import { prevalence } from "./prevalence.js";
import { rocAuc } from "./roc-auc.js";
import { selectionRate } from "./selection-rate.js";
import { treatmentEquality } from "./treatment-equality.js";
import { trueNegativeRate } from "./true-negative-rate.js";
import { truePositiveRate } from "./true-positive-rate.js";

export type { DerivedMetric, MeanMetric, Metric, MetricContext, RankingMetric, RateMetric } from "./metric.js";
export {
  accuracy,
  balancedAccuracy,
  cohenKappa,
  errorRate,
  f1,
  falseDiscoveryRate,
  falseNegativeRate,
  falseOmissionRate,
  falsePositiveRate,
  favourableRate,
  matthewsCorrelation,
  meanScore,
  meanScoreNegatives,
  meanScorePositives,
  negativePredictiveValue,
  precision,
  prevalence,
  rocAuc,
  selectionRate,
  treatmentEquality,
  trueNegativeRate,
  truePositiveRate,
};

/** Every metric, in the order readers meet them. */
export const metrics: readonly Metric[] = [
  prevalence,
  selectionRate,
  favourableRate,
  truePositiveRate,
  falsePositiveRate,
  trueNegativeRate,
  falseNegativeRate,
  precision,
  negativePredictiveValue,
  falseDiscoveryRate,
  falseOmissionRate,
  accuracy,
  errorRate,
  balancedAccuracy,
  f1,
  matthewsCorrelation,
  cohenKappa,
  treatmentEquality,
  meanScore,
  meanScorePositives,
  meanScoreNegatives,
  rocAuc,
];

const byName = new Map(metrics.map((metric) => [metric.name, metric]));

/** The metric of that snake_case name. */
export const metricByName = (name: string): Metric | undefined => byName.get(name);
