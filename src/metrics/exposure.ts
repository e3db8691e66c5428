import type { Entries, RankingMetric } from "./metric.js";
import { placeOf, placesOf } from "./places.js";
import { discounts } from "./rank-discount.js";

/**
 * Mean exposure of a group's rows in the ranking of everybody, in [0, 1]: 1/log2(1 + place), 1 at the top. Rows with the same score have
 * the mean of the places that they share. It falls with the length of the ranking: compare groups, not rankings.
 */
export const exposure: RankingMetric = {
  name: "exposure",
  kind: "ranking",
  withoutInterval: true,
  needs: "scores",
  withoutLabel: true,
  better: "neutral",
  range: [0, 1],
  unit: "number",
  formula: "Σ 1 / log2(1 + place among everybody by falling score) / n",
  source: "Singh & Joachims 2018, section 3, doi:10.1145/3219819.3220088",
  empty: "no rows in group",
  of: (entries, everybody) => {
    const places = placesOf(everybody);
    const worth = exposures(everybody);
    const each = entries.score.map((score) => worth[placeOf(score, places)]!);
    let [sum, weight] = [0, 0];
    for (let i = 0; i < each.length; i++) {
      sum += entries.w[i]! * each[i]!;
      weight += entries.w[i]!;
    }
    if (!(weight > 0)) return null;
    // Nearly all of it hangs on who holds the few first places: Student's t at 95 % covers 84 % with 30 rows and 93 % with 1,000.
    return { value: sum / weight, influence: null, scale: "identity", evidence: null };
  },
};

const known = new WeakMap<Entries, Float64Array>();

/** Mean exposure of the rows of each distinct score; worked out once for all groups. */
function exposures(everybody: Entries): Float64Array {
  const found = known.get(everybody);
  if (found !== undefined) return found;
  const { above, at } = placesOf(everybody);
  const means = at.map((rows, i) => (rows > 0 ? discounts(above[i]!, above[i]! + rows) / rows : 0));
  known.set(everybody, means);
  return means;
}
