import type { DerivedMetric } from "./metric.js";

/** Harmonic mean of precision and recall, in [0, 1]. Its interval is Wilson's on J = TP / (TP + FP + FN), since F1 = 2J / (1 + J). */
export const f1: DerivedMetric = {
  name: "f1",
  kind: "derived",
  needs: "confusion",
  better: "higher",
  range: [0, 1],
  unit: "proportion",
  formula: "2·TP / (2·TP + FP + FN)",
  source: "van Rijsbergen 1979, Information Retrieval, chapter 7 (E measure with equal weights)",
  empty: "no positives and no predicted positives in group",
  of: ({ tp, fp, fn }) => (tp + fp + fn > 0 ? (2 * tp) / (2 * tp + fp + fn) : null),
  fraction: ({ tp, fp, fn }) => ({ numerator: 2 * tp, denominator: 2 * tp + fp + fn }),
  evidence: ({ tp, fp, fn }) => ({ interval: "f1_wilson", basis: [tp, tp + fp + fn] }),
};
