import { findRoot } from "./find-root.js";
import { twoSidedCritical } from "./normal-quantile.js";
import { normalUpper } from "./normal-upper.js";

/** Step of the trapezoid rule: for these entire, fast-falling integrands its error is below double precision. */
const step = 1 / 8;
const start = -9;
/** φ(z) and Φ(z) at z = start, start + step, …: the same for every range, and filled as far as one has needed. */
const points: { readonly density: number; readonly below: number }[] = [];

function pointAt(z: number): (typeof points)[number] {
  const at = (z - start) / step;
  points[at] ??= { density: Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI), below: normalUpper(-z) };
  return points[at];
}

/**
 * P(range of k independent standard normals > q): the studentized range with infinite degrees of freedom, in [0, 1].
 * k ∫ φ(z) {Φ(z)^(k−1) − [Φ(z) − Φ(z−q)]^(k−1)} dz, so that small probabilities keep their digits.
 * Source: H. L. Harter, Ann. Math. Statist. 31 (1960), doi:10.1214/aoms/1177705684.
 */
export function studentizedRangeUpper(q: number, k: number): number {
  if (!(q > 0)) return 1;
  if (k === 2) return Math.min(1, 2 * normalUpper(q * Math.SQRT1_2));
  let sum = 0;
  const end = q + 9;
  for (let z = start; z <= end; z += step) {
    const { density, below } = pointAt(z);
    const share = normalUpper(q - z) / below;
    // Φ^(k−1) · [1 − (1 − share)^(k−1)]; share reaches 1 only where Φ itself has vanished.
    sum += density * below ** (k - 1) * -Math.expm1((k - 1) * Math.log1p(-Math.min(share, 1)));
  }
  return Math.min(1, k * sum * step);
}

/**
 * Tukey's critical value for all pairs of k estimates, c = q(1 − alpha; k, ∞)/√2: the largest of all standardised
 * differences exceeds c with probability alpha when the k estimates have equal variances, and less often otherwise
 * (A. J. Hayter, Ann. Statist. 12 (1984), doi:10.1214/aos/1176346392).
 */
export function tukeyCritical(alpha: number, k: number): number {
  const key = `${alpha} ${k}`;
  const known = criticals.get(key);
  if (known !== undefined) return known;
  // A single pair is below it, Bonferroni over k(k − 1)/2 pairs above. On the logarithm the function is nearly
  // straight.
  const single = twoSidedCritical(alpha);
  const excess = (c: number): number => Math.log(tukeyLevel(c, k) / alpha);
  const critical = k === 2 ? single : findRoot(excess, single, twoSidedCritical((2 * alpha) / (k * (k - 1))));
  criticals.set(key, critical);
  return critical;
}

/** Values found before: a run asks for the same few levels and numbers of groups for every metric. */
const criticals = new Map<string, number>();

/** Level at which Tukey's critical value for k estimates equals c; inverse of {@link tukeyCritical}. */
export const tukeyLevel = (c: number, k: number): number => studentizedRangeUpper(c * Math.SQRT2, k);
