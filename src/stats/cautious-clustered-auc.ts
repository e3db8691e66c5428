import type { AucEstimate } from "./delong.js";
import { delongClustered, type ScoredRows } from "./delong-clustered.js";
import { leastAreaVariance } from "./hanley-mcneil.js";

/**
 * Area under the ROC curve of rows in units, as `delongClustered`, but safe for areas near 1 and for few units with a positive;
 * null where a class has no rows. The variance is not below Hanley and McNeil's for independent rows while the smaller class has
 * fewer than 200 rows, for units that repeat each other are worth no more than rows that do not; degrees of freedom are the least
 * of (units with a positive − 1) and 2k/(κ − 1), at least 1, with k units and κ the kurtosis k Σi⁴/(Σi²)² of their influences i on
 * the area: where few units decide, the variance is uncertain itself.
 * Source: N. Obuchowski, Biometrics 53 (1997), doi:10.2307/2533958; degrees of freedom from the variance's own variance:
 * F. E. Satterthwaite, Biometrics Bulletin 2 (1946), doi:10.2307/3002019.
 */
export function cautiousClusteredAuc(rows: ScoredRows): AucEstimate | null {
  const plain = delongClustered(rows);
  if (plain === null || plain.evidence.interval !== "delong_logit_clustered") return plain;
  const { value, positives, negatives } = plain;
  const [, ofUnits, df, n] = plain.evidence.basis as [number, number, number, number];
  const variance = Math.max(ofUnits, leastAreaVariance(value, positives, negatives));
  const freedom = Math.max(1, Math.min(df, freedomOf(influences(rows, plain))));
  return { ...plain, variance, evidence: { interval: "delong_logit_clustered", basis: [value, variance, freedom, n] } };
}

/** 2k/(κ − 1) for the kurtosis κ of k values around 0; infinite where all are equally large. */
function freedomOf(values: Iterable<number>): number {
  let [count, squares, fourths] = [0, 0, 0];
  for (const value of values) {
    count++;
    squares += value ** 2;
    fourths += value ** 4;
  }
  const excess = (count * fourths) / squares ** 2 - 1;
  return excess > 0 ? (2 * count) / excess : Number.POSITIVE_INFINITY;
}

/** How much each unit moves the area: sums of (placement − area) over its positives and negatives, each per row of the class. */
function influences(
  { unit, label, score }: ScoredRows,
  { value, positives, negatives }: AucEstimate,
): Iterable<number> {
  const order = Int32Array.from(score, (_, i) => i).sort((i, j) => score[i]! - score[j]!);
  const byUnit = new Map<number, number>();
  let [positivesBelow, negativesBelow] = [0, 0];
  for (let start = 0, end = 0; start < order.length; start = end) {
    let tied = 0;
    for (; end < order.length && score[order[end]!] === score[order[start]!]; end++) tied += label[order[end]!]!;
    const others = end - start - tied;
    const ofPositive = (negativesBelow + others / 2) / negatives;
    const ofNegative = 1 - (positivesBelow + tied / 2) / positives;
    for (let k = start; k < end; k++) {
      const row = order[k]!;
      const moved = label[row] === 1 ? (ofPositive - value) / positives : (ofNegative - value) / negatives;
      byUnit.set(unit[row]!, (byUnit.get(unit[row]!) ?? 0) + moved);
    }
    positivesBelow += tied;
    negativesBelow += others;
  }
  return byUnit.values();
}
