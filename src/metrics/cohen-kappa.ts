import type { DerivedMetric } from "./metric.js";

/**
 * Agreement of label and prediction beyond what their shares alone would give, in [-1, 1]; 0 is chance.
 * It has an interval, and can be gated, where every part of the matrix that it uses has 5 rows or more.
 */
export const cohenKappa: DerivedMetric = {
  name: "cohen_kappa",
  kind: "derived",
  needs: "confusion",
  better: "higher",
  range: [-1, 1],
  unit: "number",
  formula: "(p_o − p_e) / (1 − p_e)",
  source: "Cohen 1960, equation 1, doi:10.1177/001316446002000104",
  empty: "all labels and predictions of the group are alike",
  of: ({ tp, fp, fn, tn }) => {
    const n = tp + fp + fn + tn;
    // (p_o − p_e) and (1 − p_e), both times n²: exact for counts.
    const expected = (tp + fp) * (tp + fn) + (fn + tn) * (fp + tn);
    const beyond = n * n - expected;
    return beyond > 0 ? (n * (tp + tn) - expected) / beyond : null;
  },
  fraction: () => null,
  evidence: () => null,
};
