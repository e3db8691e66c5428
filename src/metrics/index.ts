import { accuracy } from "./accuracy.js";
import { averagePrecision } from "./average-precision.js";
import { balancedAccuracy } from "./balanced-accuracy.js";
import { brierScore } from "./brier-score.js";
import { calibrationIntercept } from "./calibration-intercept.js";
import { calibrationSlope } from "./calibration-slope.js";
import { cohenKappa } from "./cohen-kappa.js";
import { debiasedCalibrationError } from "./debiased-calibration-error.js";
import { errorRate } from "./error-rate.js";
import { expectedCalibrationError } from "./expected-calibration-error.js";
import { expectedCalibrationErrorEqualMass } from "./expected-calibration-error-equal-mass.js";
import { f1 } from "./f1.js";
import { falseDiscoveryRate } from "./false-discovery-rate.js";
import { falseNegativeRate } from "./false-negative-rate.js";
import { falseOmissionRate } from "./false-omission-rate.js";
import { falsePositiveRate } from "./false-positive-rate.js";
import { families } from "./families.js";
import { favourableRate } from "./favourable-rate.js";
import { ksDistance } from "./ks-distance.js";
import { logLoss } from "./log-loss.js";
import { macroF1 } from "./macro-f1.js";
import { macroPrecision } from "./macro-precision.js";
import { macroRecall } from "./macro-recall.js";
import { matthewsCorrelation } from "./matthews-correlation.js";
import { meanScore } from "./mean-score.js";
import { meanScoreNegatives } from "./mean-score-negatives.js";
import { meanScorePositives } from "./mean-score-positives.js";
import type { Metric } from "./metric.js";
import { microF1 } from "./micro-f1.js";
import { multiclassKappa } from "./multiclass-kappa.js";
import { multiclassMatthewsCorrelation } from "./multiclass-matthews-correlation.js";
import { negativePredictiveValue } from "./negative-predictive-value.js";
import { precision } from "./precision.js";
import { prevalence } from "./prevalence.js";
import { rocAuc } from "./roc-auc.js";
import { selectionRate } from "./selection-rate.js";
import { treatmentEquality } from "./treatment-equality.js";
import { trueNegativeRate } from "./true-negative-rate.js";
import { truePositiveRate } from "./true-positive-rate.js";
import { weightedF1 } from "./weighted-f1.js";
import { weightedPrecision } from "./weighted-precision.js";
import { weightedRecall } from "./weighted-recall.js";

export { families } from "./families.js";
export type {
  DerivedMetric,
  DistributionMetric,
  Entries,
  MatrixMetric,
  MeanMetric,
  Measurement,
  Metric,
  MetricContext,
  MetricFamily,
  Proportion,
  RateMetric,
} from "./metric.js";
export {
  accuracy,
  averagePrecision,
  balancedAccuracy,
  brierScore,
  calibrationIntercept,
  calibrationSlope,
  cohenKappa,
  debiasedCalibrationError,
  errorRate,
  expectedCalibrationError,
  expectedCalibrationErrorEqualMass,
  f1,
  falseDiscoveryRate,
  falseNegativeRate,
  falseOmissionRate,
  falsePositiveRate,
  favourableRate,
  ksDistance,
  logLoss,
  macroF1,
  macroPrecision,
  macroRecall,
  matthewsCorrelation,
  meanScore,
  meanScoreNegatives,
  meanScorePositives,
  microF1,
  multiclassKappa,
  multiclassMatthewsCorrelation,
  negativePredictiveValue,
  precision,
  prevalence,
  rocAuc,
  selectionRate,
  treatmentEquality,
  trueNegativeRate,
  truePositiveRate,
  weightedF1,
  weightedPrecision,
  weightedRecall,
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
  macroPrecision,
  macroRecall,
  macroF1,
  weightedPrecision,
  weightedRecall,
  weightedF1,
  microF1,
  multiclassMatthewsCorrelation,
  multiclassKappa,
  meanScore,
  meanScorePositives,
  meanScoreNegatives,
  rocAuc,
  averagePrecision,
  ksDistance,
  brierScore,
  logLoss,
  expectedCalibrationError,
  expectedCalibrationErrorEqualMass,
  debiasedCalibrationError,
  calibrationSlope,
  calibrationIntercept,
];

const byName = new Map(metrics.map((metric) => [metric.name, metric]));

/** The metric of that snake_case name, which may end in a parameter: "f_beta(2)". */
export const metricByName = (name: string): Metric | undefined => byName.get(name) ?? familyMember(name);

function familyMember(name: string): Metric | undefined {
  const [, base, written] = /^([a-z0-9_]+)(?:\(([^()]+)\))?$/.exec(name) ?? [];
  const family = families.find((each) => each.name === base);
  const parameter = written === undefined ? family?.byDefault : Number(written);
  return parameter != null && family?.allows(parameter) ? family.of(parameter) : undefined;
}
