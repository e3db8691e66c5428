import { classWeights, endOfTies } from "./class-weights.js";
import type { DistributionMetric, Entries, MetricFamily } from "./metric.js";
import { discounts } from "./rank-discount.js";
import { isWholePlaces } from "./whole-places.js";

/**
 * Normalised discounted cumulative gain at k in [0, 1]: how near the top a group's positives stand in the ranking of the group's own rows,
 * 1 where positives fill the first places. Its own ranking, as for a query: how the group fares against others is `exposure`.
 */
export const ndcgAt: MetricFamily = {
  name: "ndcg_at",
  parameter: "k, the places for rows of the group, a whole number from 1",
  byDefault: null,
  example: 10,
  allows: isWholePlaces,
  of: ndcgOf,
};

function ndcgOf(k: number): DistributionMetric {
  return {
    name: `ndcg_at(${k})`,
    kind: "distribution",
    withoutInterval: true,
    needs: "scores",
    better: "higher",
    range: [0, 1],
    unit: "number",
    formula:
      "Σ y / log2(1 + place) over the first k places of the group's rows by falling score, over its largest possible value",
    source:
      "Järvelin & Kekäläinen 2002, doi:10.1145/582415.582418; McSherry & Najork 2008 (ties), doi:10.1007/978-3-540-78646-7_38",
    empty: "no positives in group",
    of: (entries) => {
      const { positive } = classWeights(entries);
      if (!(positive > 0)) return null;
      const value = Math.min(1, gain(entries, k) / discounts(0, Math.min(positive, k)));
      // The first k places are few rows however many there are: no linearisation holds.
      return { value, influence: null, scale: "identity", evidence: null };
    },
  };
}

/** Discounted positives among the first k places; of rows with the same score each has its mean place. */
function gain({ label, score, w }: Entries, k: number): number {
  const starts: number[] = [];
  for (let start = 0; start < score.length; start = endOfTies(score, start)) starts.push(start);
  let [above, sum] = [0, 0];
  for (let tie = starts.length - 1; tie >= 0 && above < k; tie--) {
    let [at, positive] = [0, 0];
    for (let i = starts[tie]!; i < (starts[tie + 1] ?? score.length); i++) {
      at += w[i]!;
      if (label[i] === 1) positive += w[i]!;
    }
    if (at > 0) sum += (positive / at) * discounts(above, Math.min(above + at, k));
    above += at;
  }
  return sum;
}
