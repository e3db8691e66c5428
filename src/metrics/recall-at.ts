import type { MetricFamily, RankingMetric } from "./metric.js";
import { amongHighest, sidesOfCut } from "./places.js";
import { shareOfRows } from "./share-of-rows.js";
import { isWholePlaces } from "./whole-places.js";

/** Share of a group's positives that are among the k highest scores of everybody, in [0, 1]: equal opportunity when there is room for k. */
export const recallAt: MetricFamily = {
  name: "recall_at",
  parameter: "k, the places for rows of all groups, a whole number from 1",
  byDefault: null,
  example: 100,
  allows: isWholePlaces,
  of: recallOf,
};

function recallOf(k: number): RankingMetric {
  return {
    name: `recall_at(${k})`,
    kind: "ranking",
    places: k,
    needs: "scores",
    better: "higher",
    range: [0, 1],
    unit: "proportion",
    formula: "positives among the k highest scores of everybody / positives; ties at the cut in part",
    source: "Manning, Raghavan & Schütze 2008, Introduction to Information Retrieval, section 8.4",
    empty: "no positives in group",
    sides: (entries, everybody) => sidesOfCut(entries, everybody, k),
    of: (entries, everybody) => {
      const trial = Float64Array.from(entries.label, (label) => (label === 1 ? 1 : 0));
      const success = amongHighest(entries, everybody, k).map((one, i) => one * trial[i]!);
      return shareOfRows(entries, { success, trial });
    },
  };
}
