import type { DerivedMetric } from "./metric.js";

/** Mean of the true positive and the true negative rate, in [0, 1]: accuracy as if both labels were equally common. */
export const balancedAccuracy: DerivedMetric = {
  name: "balanced_accuracy",
  kind: "derived",
  needs: "confusion",
  better: "higher",
  range: [0, 1],
  unit: "proportion",
  formula: "(TP / (TP + FN) + TN / (FP + TN)) / 2",
  source: "Brodersen, Ong, Stephan & Buhmann 2010, equation 1, doi:10.1109/ICPR.2010.764",
  empty: "no positives or no negatives in group",
  of: ({ tp, fp, fn, tn }) => (tp + fn > 0 && fp + tn > 0 ? (tp / (tp + fn) + tn / (fp + tn)) / 2 : null),
  fraction: () => null,
  evidence: ({ tp, fp, fn, tn }) => ({ interval: "balanced_accuracy_scas", basis: [tp, tp + fn, fp, fp + tn] }),
};
