import { rows } from "./confusion-sums.js";
import type { DerivedMetric } from "./metric.js";

/**
 * Mean benefit prediction − label + 1, in [0, 2]: 1 where a group is given as many positives as it has, more where it is given more. Its
 * interval is Tango's of the difference between two shares of the same rows, (FP − FN)/n.
 */
export const benefitMean: DerivedMetric = {
  name: "benefit_mean",
  kind: "derived",
  needs: "confusion",
  better: "neutral",
  range: [0, 2],
  unit: "number",
  formula: "(TP + TN + 2·FP) / n",
  source: "Speicher et al. 2018, section 2.1, doi:10.1145/3219819.3220046",
  empty: "no rows in group",
  of: (counts) => (rows(counts) > 0 ? 1 + (counts.fp - counts.fn) / rows(counts) : null),
  fraction: (counts) => ({ numerator: counts.tp + counts.tn + 2 * counts.fp, denominator: rows(counts) }),
  evidence: (counts) => ({ interval: "benefit_tango", basis: [counts.fp, rows(counts), counts.fn] }),
};
