import type { DerivedMetric } from "./metric.js";

/** Correlation of label and prediction, in [-1, 1]; 0 when they are unrelated. Not defined when either is the same for the whole group. */
export const matthewsCorrelation: DerivedMetric = {
  name: "matthews_correlation",
  kind: "derived",
  needs: "confusion",
  better: "higher",
  range: [-1, 1],
  unit: "number",
  formula: "(TP·TN − FP·FN) / √((TP + FP)(TP + FN)(TN + FP)(TN + FN))",
  source: "Matthews 1975, doi:10.1016/0005-2795(75)90109-9",
  empty: "all labels or all predictions of the group are alike",
  of: ({ tp, fp, fn, tn }) => {
    // Square roots one by one: the product of four counts of 10^5 has no exact double.
    const scale = Math.sqrt(tp + fp) * Math.sqrt(tp + fn) * Math.sqrt(tn + fp) * Math.sqrt(tn + fn);
    // Roots are rounded, so that a perfect model might have 1 + 2·10⁻¹⁶.
    return scale > 0 ? Math.max(-1, Math.min(1, (tp * tn - fp * fn) / scale)) : null;
  },
  fraction: () => null,
  evidence: ({ tp, fp, fn, tn }) => ({ interval: "mcc_fisher_z", basis: [tp, fp, fn, tn] }),
};
