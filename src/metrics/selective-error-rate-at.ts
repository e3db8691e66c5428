import type { DistributionMetric, MetricFamily } from "./metric.js";
import { amongHighest, placesInAll, placesOf } from "./places.js";
import { shareOfRows } from "./share-of-rows.js";

/**
 * Selective risk at a coverage: share of errors among those of a group's rows that the model is surest of, in [0, 1]. Each group is cut
 * where it covers that share of its own rows.
 */
export const selectiveErrorRateAt: MetricFamily = {
  name: "selective_error_rate_at",
  parameter: "coverage, the share of the group's rows that the model decides, above 0 up to 1",
  byDefault: null,
  example: 0.8,
  allows: (coverage) => coverage > 0 && coverage <= 1,
  of: selectiveErrorRateOf,
};

function selectiveErrorRateOf(coverage: number): DistributionMetric {
  return {
    name: `selective_error_rate_at(${coverage})`,
    kind: "distribution",
    needs: "confidences",
    better: "lower",
    range: [0, 1],
    unit: "proportion",
    formula:
      "errors / rows, of the given share of the group's rows with the highest confidence; ties at the cut in part",
    source: "Geifman & El-Yaniv 2017, section 2, https://papers.nips.cc/paper/7073",
    empty: "no rows in group",
    of: (entries) => {
      const trial = amongHighest(entries, entries, coverage * placesInAll(placesOf(entries)));
      return shareOfRows(entries, { success: trial.map((one, i) => (entries.label[i] === 1 ? 0 : one)), trial });
    },
  };
}
