import { normalUpper } from "./normal-upper.js";
import { areaOf, classSizes, type Labels, placementsOf } from "./placements.js";

/** Areas under the ROC curves of two scores of the same rows, and how they compare. */
export interface PairedAreas {
  /** Areas of the first and the second score. */
  readonly areas: readonly [number, number];
  /** DeLong's variances of the two areas, and their covariance. */
  readonly variances: readonly [number, number];
  readonly covariance: number;
  /** Correlation of the two areas, for `compareDifference` of their intervals; 0 where one has no variance. */
  readonly correlation: number;
  /** First area − second area, and its standard error. */
  readonly difference: number;
  readonly standardError: number;
  /** Standardised difference and its two-sided p; null where the areas differ but nothing varies. */
  readonly z: number | null;
  readonly p: number | null;
}

/**
 * DeLong's test of two scores (two models) on the same independent rows, with the whole covariance of their areas; arrays are
 * equally long. null without at least two rows of each class. In O(n log n).
 * Source: E. DeLong, D. DeLong and D. Clarke-Pearson, Biometrics 44 (1988), doi:10.2307/2531595; X. Sun and W. Xu, IEEE
 * Signal Process. Lett. 21 (2014), doi:10.1109/LSP.2014.2337313.
 */
export function delongPaired(
  scoresA: ArrayLike<number>,
  scoresB: ArrayLike<number>,
  isPositive: ArrayLike<boolean | number>,
): PairedAreas | null {
  const label = Int32Array.from(isPositive, Number);
  const sizes = classSizes(label);
  if (Math.min(...sizes) < 2) return null;
  const placements = [placementsOf(label, scoresA, sizes), placementsOf(label, scoresB, sizes)] as const;
  const areas = placements.map((each) => areaOf(label, each, sizes[0])) as [number, number];
  const covarianceOf = (i: 0 | 1, j: 0 | 1): number =>
    covarianceOfMeans(label, sizes, [placements[i], placements[j]], [areas[i], areas[j]]);
  const variances = [covarianceOf(0, 0), covarianceOf(1, 1)] as const;
  const covariance = covarianceOf(0, 1);
  const product = variances[0] * variances[1];
  return {
    areas,
    variances,
    covariance,
    correlation: product > 0 ? Math.min(1, Math.max(-1, covariance / Math.sqrt(product))) : 0,
    ...compared(areas[0] - areas[1], variances[0] + variances[1] - 2 * covariance, variances[0] + variances[1]),
  };
}

/** Covariance of two areas: the covariance of their placements within each class, over the size of the class. */
function covarianceOfMeans(
  label: Labels,
  [positives, negatives]: readonly [number, number],
  [first, second]: readonly [Float64Array, Float64Array],
  [areaFirst, areaSecond]: readonly [number, number],
): number {
  const sums: [number, number] = [0, 0];
  for (let i = 0; i < label.length; i++) {
    const side = label[i] === 1 ? 0 : 1;
    sums[side] += (first[i]! - areaFirst) * (second[i]! - areaSecond);
  }
  return sums[0] / (positives * (positives - 1)) + sums[1] / (negatives * (negatives - 1));
}

function compared(difference: number, variance: number, scale: number) {
  // Two scores that order the rows alike leave nothing but rounding, about 1e-16 of the variances.
  const standardError = variance > 1e-14 * scale ? Math.sqrt(variance) : 0;
  if (standardError > 0) {
    const z = difference / standardError;
    return { difference, standardError, z, p: 2 * normalUpper(Math.abs(z)) };
  }
  return Math.abs(difference) < 1e-12
    ? { difference, standardError, z: 0, p: 1 }
    : { difference, standardError, z: null, p: null };
}
