import type { MetricFamily, RankingMetric } from "./metric.js";
import { amongHighest, placesInAll, placesOf, sidesOfCut } from "./places.js";
import { shareOfRows } from "./share-of-rows.js";
import { isWholePlaces } from "./whole-places.js";

/** Skew of a group among the k highest scores: logarithm of its share of those places over its share of all rows; 0 is as many as its size, below 0 is fewer. */
export const skewAt: MetricFamily = {
  name: "skew_at",
  parameter: "k, the places for rows of all groups, a whole number from 1",
  byDefault: null,
  example: 100,
  allows: isWholePlaces,
  of: skewOf,
};

function skewOf(k: number): RankingMetric {
  return {
    name: `skew_at(${k})`,
    kind: "ranking",
    places: k,
    needs: "scores",
    withoutLabel: true,
    better: "neutral",
    range: [null, null],
    unit: "number",
    formula: "ln(share of the group among the k highest scores of everybody / its share of everybody)",
    source: "Geyik, Ambler & Kenthapadi 2019, definition 3.1, doi:10.1145/3292500.3330691",
    empty: "no rows of group among the k highest",
    sides: (entries, everybody) => sidesOfCut(entries, everybody, k),
    of: (entries, everybody) => {
      const success = amongHighest(entries, everybody, k);
      const selected = shareOfRows(entries, { success, trial: new Float64Array(success.length).fill(1) });
      if (selected === null || !(selected.value > 0)) return null;
      const all = placesInAll(placesOf(everybody));
      // A share of the places over a share of all rows is the share of the group's rows over that of everybody's.
      const value = Math.log(selected.value / (Math.min(k, all) / all));
      const influence = selected.influence!.map((one) => one / selected.value);
      return { value, influence, scale: "identity" };
    },
  };
}
