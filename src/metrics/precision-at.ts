import type { MetricFamily, RankingMetric } from "./metric.js";
import { amongHighest, sidesOfCut } from "./places.js";
import { shareOfRows } from "./share-of-rows.js";
import { isWholePlaces } from "./whole-places.js";

/** Share of positives among a group's rows that are among the k highest scores of everybody, in [0, 1]. */
export const precisionAt: MetricFamily = {
  name: "precision_at",
  parameter: "k, the places for rows of all groups, a whole number from 1",
  byDefault: null,
  example: 100,
  allows: isWholePlaces,
  of: precisionOf,
};

function precisionOf(k: number): RankingMetric {
  return {
    name: `precision_at(${k})`,
    kind: "ranking",
    places: k,
    needs: "scores",
    better: "higher",
    range: [0, 1],
    unit: "proportion",
    formula: "positives / rows, of rows among the k highest scores of everybody; ties at the cut in part",
    source: "Manning, Raghavan & Schütze 2008, Introduction to Information Retrieval, section 8.4",
    empty: "no rows of group among the k highest",
    sides: (entries, everybody) => sidesOfCut(entries, everybody, k),
    of: (entries, everybody) => {
      const trial = amongHighest(entries, everybody, k);
      return shareOfRows(entries, { success: trial.map((one, i) => (entries.label[i] === 1 ? one : 0)), trial });
    },
  };
}
