import type { MetricFamily, RankingMetric } from "./metric.js";
import { amongHighest, sidesOfCut } from "./places.js";
import { shareOfRows } from "./share-of-rows.js";
import { isWholePlaces } from "./whole-places.js";

/** Share of a group's rows among the k highest scores of everybody, in [0, 1]: who is reached when there is room for k. */
export const selectionAt: MetricFamily = {
  name: "selection_at",
  parameter: "k, the places for rows of all groups, a whole number from 1",
  byDefault: null,
  example: 100,
  allows: isWholePlaces,
  of: selectionOf,
};

function selectionOf(k: number): RankingMetric {
  return {
    name: `selection_at(${k})`,
    kind: "ranking",
    places: k,
    needs: "scores",
    withoutLabel: true,
    better: "neutral",
    range: [0, 1],
    unit: "proportion",
    formula: "rows among the k highest scores of everybody / n; ties at the cut in part",
    source: "Yang & Stoyanovich 2017, section 2, doi:10.1145/3085504.3085526",
    empty: "no rows in group",
    sides: (entries, everybody) => sidesOfCut(entries, everybody, k),
    of: (entries, everybody) => {
      const success = amongHighest(entries, everybody, k);
      return shareOfRows(entries, { success, trial: new Float64Array(success.length).fill(1) });
    },
  };
}
