import type { AucEstimate } from "./delong.js";
import { areaOf, classSizes, placementsOf } from "./placements.js";

/** Scored rows; arrays are equally long, in any order. */
export interface ScoredRows {
  /** Any numbering of the units. */
  readonly unit: Int32Array;
  /** 1 positive, 0 negative. */
  readonly label: Int32Array;
  readonly score: Float64Array;
}

/**
 * Area under the ROC curve where rows come in units, each of which may hold rows of both classes; null where a class
 * has no rows. Sums of DeLong's placements over units, logit interval with Student's t on (units with a positive − 1)
 * degrees of freedom. Where that variance is 0 or a class stands in one unit only, and at areas of 0 and 1: Newcombe's
 * method 5 with units in place of rows.
 * Source: N. Obuchowski, Biometrics 53 (1997), doi:10.2307/2533958.
 */
export function delongClustered(rows: ScoredRows): AucEstimate | null {
  const [positives, negatives] = classSizes(rows.label);
  if (positives === 0 || negatives === 0) return null;
  const placements = placementsOf(rows.label, rows.score, [positives, negatives]);
  const value = areaOf(rows.label, placements, positives);
  const sums = unitSums(rows, placements, value);
  const variance = obuchowski(sums, positives, negatives);
  const known = { value, varianceDelong: variance, positives, negatives };
  if (variance !== null && variance > 0 && value > 0 && value < 1) {
    const basis = [value, variance, sums.withPositive - 1, rows.score.length];
    return { ...known, variance, evidence: { interval: "delong_logit_clustered", basis } };
  }
  const basis = [value, sums.withPositive, sums.withNegative];
  return { ...known, variance: variance ?? 0, evidence: { interval: "newcombe_auc", basis } };
}

interface PlacementSums {
  readonly units: number;
  readonly withPositive: number;
  readonly withNegative: number;
  /**
   * Sums over units of a², b² and ab, for a unit's sums a and b of (placement − area) over its positives and negatives.
   */
  readonly aa: number;
  readonly bb: number;
  readonly ab: number;
}

function unitSums({ unit, label }: ScoredRows, placements: Float64Array, value: number): PlacementSums {
  const byUnit = new Map<number, { a: number; b: number; positives: number; negatives: number }>();
  for (let i = 0; i < unit.length; i++) {
    const sums = byUnit.get(unit[i]!) ?? { a: 0, b: 0, positives: 0, negatives: 0 };
    byUnit.set(unit[i]!, sums);
    if (label[i] === 1) {
      sums.a += placements[i]! - value;
      sums.positives++;
    } else {
      sums.b += placements[i]! - value;
      sums.negatives++;
    }
  }
  let [withPositive, withNegative, aa, bb, ab] = [0, 0, 0, 0, 0];
  for (const { a, b, positives, negatives } of byUnit.values()) {
    if (positives > 0) withPositive++;
    if (negatives > 0) withNegative++;
    aa += a * a;
    bb += b * b;
    ab += a * b;
  }
  return { units: byUnit.size, withPositive, withNegative, aa, bb, ab };
}

/** Obuchowski's variance with I/(I − 1) factors over units; null where a class stands in one unit only. */
function obuchowski(sums: PlacementSums, positives: number, negatives: number): number | null {
  const { units, withPositive, withNegative, aa, bb, ab } = sums;
  if (withPositive < 2 || withNegative < 2) return null;
  const partA = ((withPositive / (withPositive - 1)) * aa) / (positives * positives);
  const partB = ((withNegative / (withNegative - 1)) * bb) / (negatives * negatives);
  const shared = ((units / (units - 1)) * ab) / (positives * negatives);
  return Math.max(0, partA + partB + 2 * shared);
}
