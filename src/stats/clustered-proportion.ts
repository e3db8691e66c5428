import type { Evidence } from "../core/estimate.js";

/**
 * One group as sums over each of its units; units with equal sums may stand once, with their number in `count`. Arrays
 * are equally long.
 */
export interface UnitSums {
  /** Per unit: weighted successes (or w·s of a mean). */
  readonly numerator: Float64Array;
  /** Per unit: weighted trials (or w). */
  readonly denominator: Float64Array;
  /** Per unit: rows in the denominator; units without any take no part. */
  readonly rows: Float64Array;
  /** Number of units with these sums. */
  readonly count: Float64Array;
}

/** A proportion of dependent or weighted rows. */
export interface EffectiveProportion {
  readonly value: number;
  /** Linearised variance; 0 where it cannot be told or all rows agree. */
  readonly variance: number;
  readonly evidence: Evidence;
  /** Rows in the denominator, and how many independent ones they are worth. */
  readonly n: number;
  readonly nEffective: number;
  readonly df: number;
  /** Kish's number of equally heavy units (rows, where rows are independent). */
  readonly kish: number;
}

/** Sums over the units of one group. */
export interface UnitTotals {
  readonly units: number;
  readonly n: number;
  readonly value: number;
  /** k/(k − 1) · Σ (numerator − value · denominator)² / (Σ denominator)². */
  readonly variance: number;
  readonly kishUnits: number;
  /** (Σ w)² / Σ w² over rows, each row with its unit's mean weight; n without weights. */
  readonly kishRows: number;
  /** Size of the unit of a random row, Σ m² / Σ m. */
  readonly unitSize: number;
}

/**
 * Linearised (Taylor) variance of a ratio over units, and the sizes that judge it; null where the denominator is empty.
 */
export function unitTotals({ numerator, denominator, rows, count }: UnitSums): UnitTotals | null {
  const currency = powerOfTwo(denominator);
  let [units, n, a, b, squareWeights, rowWeights, squareRows] = [0, 0, 0, 0, 0, 0, 0];
  for (let i = 0; i < count.length; i++) {
    const [m, c, weight] = [rows[i]!, count[i]!, denominator[i]! / currency];
    if (!(m > 0)) continue;
    units += c;
    n += c * m;
    a += (c * numerator[i]!) / currency;
    b += c * weight;
    squareWeights += c * weight * weight;
    rowWeights += (c * weight * weight) / m;
    squareRows += c * m * m;
  }
  if (!(b > 0)) return null;
  const value = a / b;
  let residuals = 0;
  for (let i = 0; i < count.length; i++) {
    if (rows[i]! > 0) residuals += count[i]! * ((numerator[i]! - value * denominator[i]!) / currency) ** 2;
  }
  // Units that all have the same share leave residuals of rounding only, about 1e-16 of their size.
  const spread = residuals > 1e-28 * squareWeights ? residuals : 0;
  return {
    units,
    n,
    value,
    variance: units > 1 ? ((units / (units - 1)) * spread) / (b * b) : 0,
    kishUnits: (b * b) / squareWeights,
    kishRows: (b * b) / rowWeights,
    unitSize: squareRows / n,
  };
}

/**
 * The power of two next to the largest weight, 1 without any: in that currency no square of a weight can underflow, and no
 * digit changes.
 */
export function powerOfTwo(weights: Float64Array): number {
  const largest = weights.reduce((a, b) => Math.max(a, b), 0);
  return largest > 0 ? 2 ** Math.floor(Math.log2(largest)) : 1;
}

/** Design effect of clustering beyond that of weighting: variance against that of `kishRows` independent rows. */
const designEffect = ({ value, variance, kishRows }: UnitTotals): number =>
  variance > 0 ? (variance * kishRows) / (value * (1 - value)) : 1;

/**
 * Intraclass correlation that the design effects of all groups together speak for, in [0, 1]: (deff − 1)/(m̃ − 1),
 * weighted by rows. Groups whose units have one row each say nothing about it.
 */
function pooledCorrelation(groups: readonly (UnitTotals | null)[]): number {
  let [sum, rows] = [0, 0];
  for (const group of groups) {
    if (group === null || !(group.unitSize > 1)) continue;
    sum += (group.n * (designEffect(group) - 1)) / (group.unitSize - 1);
    rows += group.n;
  }
  return rows > 0 ? Math.min(1, Math.max(0, sum / rows)) : 0;
}

/**
 * Proportions of groups whose rows come in units, weighted or not; entry g is null where group g has an empty
 * denominator.
 *
 * The effective size of a group is the least of
 * - its own, p(1 − p)/v with v the linearised variance over units (Kish's number of units where v is 0),
 * - that of its units at the intraclass correlation ρ pooled over all groups, K/(1 + (m̃ − 1)ρ), with m̃ the size of the
 *   unit of a random row and K = (Σw)²/Σw² over rows with their units' mean weights (n without weights): at ρ = 0 it is
 *   what unequal weights allow, and
 * - its rows.
 * The pooled part is needed because v and p move together: a group with few events would look more precise than it is.
 * Design effects count from K, so that unequal weights do not pass for correlation within units. Degrees of freedom:
 * Kish's number of units − 1, at least 1.
 * Source: L. Kish, "Survey Sampling" (1965), section 8.2; S. Gabler, S. Häder and P. Lahiri, Survey Methodology 25
 * (1999), 105–106.
 */
export function clusteredProportion(groups: readonly UnitSums[]): (EffectiveProportion | null)[] {
  const totals = groups.map(unitTotals);
  const correlation = pooledCorrelation(totals);
  return totals.map((group) => {
    if (group === null) return null;
    const { value, variance, kishUnits, n } = group;
    const own = variance > 0 ? (value * (1 - value)) / variance : kishUnits;
    const model = group.kishRows / (1 + (group.unitSize - 1) * correlation);
    return effectiveProportion({ value, variance, n, nEffective: Math.min(own, model, n), kish: kishUnits });
  });
}

/** Completes a proportion with its evidence; degrees of freedom are kish − 1, at least 1. */
export function effectiveProportion(
  known: Pick<EffectiveProportion, "value" | "variance" | "n" | "nEffective" | "kish">,
): EffectiveProportion {
  const df = Math.max(known.kish - 1, 1);
  const basis = [known.value, known.nEffective, df, known.n];
  return { ...known, df, evidence: { interval: "wilson_effective", basis } };
}
