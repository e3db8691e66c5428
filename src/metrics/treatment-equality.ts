import type { DerivedMetric } from "./metric.js";

/** False negatives per false positive, 0 or more: which of the two errors a group bears. It has an interval where both errors occur 5 times or more. */
export const treatmentEquality: DerivedMetric = {
  name: "treatment_equality",
  kind: "derived",
  needs: "confusion",
  better: "neutral",
  range: [0, null],
  unit: "number",
  formula: "FN / FP",
  source: "Berk, Heidari, Jabbari, Kearns & Roth 2021, section 3, doi:10.1177/0049124118782533",
  empty: "no false positives in group",
  of: ({ fp, fn }) => (fp > 0 ? fn / fp : null),
  fraction: ({ fp, fn }) => ({ numerator: fn, denominator: fp }),
  evidence: () => null,
};
