import { abstentionRate } from "./abstention-rate.js";
import { accuracy } from "./accuracy.js";
import { averagePrecision } from "./average-precision.js";
import { balancedAccuracy } from "./balanced-accuracy.js";
import { benefitMean } from "./benefit-mean.js";
import { brierScore } from "./brier-score.js";
import { calibrationIntercept } from "./calibration-intercept.js";
import { calibrationSlope } from "./calibration-slope.js";
import { cohenKappa } from "./cohen-kappa.js";
import { coverage } from "./coverage.js";
import { debiasedCalibrationError } from "./debiased-calibration-error.js";
import { errorRate } from "./error-rate.js";
import { errorsCaught } from "./errors-caught.js";
import { expectedCalibrationError } from "./expected-calibration-error.js";
import { expectedCalibrationErrorEqualMass } from "./expected-calibration-error-equal-mass.js";
import { exposure } from "./exposure.js";
import { f1 } from "./f1.js";
import { falseDiscoveryRate } from "./false-discovery-rate.js";
import { falseNegativeRate } from "./false-negative-rate.js";
import { falseOmissionRate } from "./false-omission-rate.js";
import { falsePositiveRate } from "./false-positive-rate.js";
import { families } from "./families.js";
import { favourableRate } from "./favourable-rate.js";
import { jainIndex } from "./jain-index.js";
import { ksDistance } from "./ks-distance.js";
import { logLoss } from "./log-loss.js";
import { macroF1 } from "./macro-f1.js";
import { macroPrecision } from "./macro-precision.js";
import { macroRecall } from "./macro-recall.js";
import { matthewsCorrelation } from "./matthews-correlation.js";
import { meanAbsoluteError } from "./mean-absolute-error.js";
import { meanAbsolutePercentageError } from "./mean-absolute-percentage-error.js";
import { meanError } from "./mean-error.js";
import { meanPrediction } from "./mean-prediction.js";
import { meanScore } from "./mean-score.js";
import { meanScoreNegatives } from "./mean-score-negatives.js";
import { meanScorePositives } from "./mean-score-positives.js";
import { meanValue } from "./mean-value.js";
import { medianAbsoluteError } from "./median-absolute-error.js";
import { medianError } from "./median-error.js";
import { medianValue } from "./median-value.js";
import type { Metric } from "./metric.js";
import { microF1 } from "./micro-f1.js";
import { multiclassKappa } from "./multiclass-kappa.js";
import { multiclassMatthewsCorrelation } from "./multiclass-matthews-correlation.js";
import { negativePredictiveValue } from "./negative-predictive-value.js";
import { p90AbsoluteError } from "./p90-absolute-error.js";
import { p90Error } from "./p90-error.js";
import { p90Value } from "./p90-value.js";
import { precision } from "./precision.js";
import { prevalence } from "./prevalence.js";
import { quadraticKappa } from "./quadratic-kappa.js";
import { rSquared } from "./r-squared.js";
import { riskCoverageArea } from "./risk-coverage-area.js";
import { rocAuc } from "./roc-auc.js";
import { rootMeanSquaredError } from "./root-mean-squared-error.js";
import { selectionRate } from "./selection-rate.js";
import { selectiveErrorRate } from "./selective-error-rate.js";
import { treatmentEquality } from "./treatment-equality.js";
import { trueNegativeRate } from "./true-negative-rate.js";
import { truePositiveRate } from "./true-positive-rate.js";
import { weightedF1 } from "./weighted-f1.js";
import { weightedPrecision } from "./weighted-precision.js";
import { weightedRecall } from "./weighted-recall.js";

export { families } from "./families.js";
export type {
  DeferralMetric,
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
  RankingMetric,
  RateMetric,
} from "./metric.js";
export { type RiskCoverageCurve, riskCoverageCurve } from "./risk-coverage-curve.js";
export {
  abstentionRate,
  accuracy,
  averagePrecision,
  balancedAccuracy,
  benefitMean,
  brierScore,
  calibrationIntercept,
  calibrationSlope,
  cohenKappa,
  coverage,
  debiasedCalibrationError,
  errorRate,
  errorsCaught,
  expectedCalibrationError,
  expectedCalibrationErrorEqualMass,
  exposure,
  f1,
  falseDiscoveryRate,
  falseNegativeRate,
  falseOmissionRate,
  falsePositiveRate,
  favourableRate,
  jainIndex,
  ksDistance,
  logLoss,
  macroF1,
  macroPrecision,
  macroRecall,
  matthewsCorrelation,
  meanAbsoluteError,
  meanAbsolutePercentageError,
  meanError,
  meanPrediction,
  meanScore,
  meanScoreNegatives,
  meanScorePositives,
  meanValue,
  medianAbsoluteError,
  medianError,
  medianValue,
  microF1,
  multiclassKappa,
  multiclassMatthewsCorrelation,
  negativePredictiveValue,
  p90AbsoluteError,
  p90Error,
  p90Value,
  precision,
  prevalence,
  quadraticKappa,
  riskCoverageArea,
  rocAuc,
  rootMeanSquaredError,
  rSquared,
  selectionRate,
  selectiveErrorRate,
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
  benefitMean,
  coverage,
  abstentionRate,
  selectiveErrorRate,
  errorsCaught,
  riskCoverageArea,
  macroPrecision,
  macroRecall,
  macroF1,
  weightedPrecision,
  weightedRecall,
  weightedF1,
  microF1,
  multiclassMatthewsCorrelation,
  multiclassKappa,
  quadraticKappa,
  meanScore,
  meanScorePositives,
  meanScoreNegatives,
  rocAuc,
  averagePrecision,
  ksDistance,
  exposure,
  brierScore,
  logLoss,
  expectedCalibrationError,
  expectedCalibrationErrorEqualMass,
  debiasedCalibrationError,
  calibrationSlope,
  calibrationIntercept,
  meanValue,
  medianValue,
  p90Value,
  meanPrediction,
  meanError,
  medianError,
  p90Error,
  meanAbsoluteError,
  medianAbsoluteError,
  p90AbsoluteError,
  rootMeanSquaredError,
  meanAbsolutePercentageError,
  jainIndex,
  rSquared,
];

const byName = new Map(metrics.map((metric) => [metric.name, metric]));

/** The metric of that snake_case name, which may end in a parameter: "f_beta(2)". */
export const metricByName = (name: string): Metric | undefined => byName.get(name) ?? familyMember(name);

/** What is wrong with the parameter of such a name: "selection_at takes k, … : selection_at(500)"; null where it is fine, or the name is no family's. */
export function parameterFault(name: string): string | null {
  const base = name.replace(/\(.*$/, "");
  const family = families.find((each) => each.name === base);
  if (family === undefined || metricByName(name) !== undefined) return null;
  return `${base} takes ${family.parameter}, as in ${base}(${family.example})`;
}

function familyMember(name: string): Metric | undefined {
  const [, base, written] = /^([a-z0-9_]+)(?:\(([^()]+)\))?$/.exec(name) ?? [];
  const family = families.find((each) => each.name === base);
  const parameter = written === undefined ? family?.byDefault : Number(written);
  return parameter != null && family?.allows(parameter) ? family.of(parameter) : undefined;
}
