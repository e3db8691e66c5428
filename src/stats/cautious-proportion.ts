import { clusteredProportion, type EffectiveProportion, powerOfTwo, type UnitSums } from "./clustered-proportion.js";

/**
 * Proportions of groups whose rows come in units, as `clusteredProportion`, but safe for a group that stands alone and for
 * weights together with units, where no design effect pooled over larger groups steadies the variance. Entry g is null where
 * group g has an empty denominator.
 *
 * With e = numerator − value · denominator of a unit and h its share of the group's denominator:
 * - variance Σ e²/(1 − h) / (Σ denominator)²: a heavy unit pulls the value towards itself, which shortens its residual by 1 − h;
 *   the effective size is no larger than value · (1 − value) over that;
 * - degrees of freedom the least of Kish's units − 1 and 2k/(κ − 1), at least 1, with k the number of units and
 *   κ = k Σ q² / (Σ q)² of the terms q = e²/(1 − h). A sum of k equally distributed terms has relative variance (κ − 1)/k, that of
 *   a χ² variable with that many degrees of freedom: where few units hold all the events, the variance itself is uncertain.
 *
 * Source: R. M. Bell and D. F. McCaffrey, Survey Methodology 28 (2002), 169–181 (residuals by leverage); F. E. Satterthwaite,
 * Biometrics Bulletin 2 (1946), doi:10.2307/3002019 (degrees of freedom from the variance's own variance).
 */
export function cautiousProportion(groups: readonly UnitSums[]): (EffectiveProportion | null)[] {
  return clusteredProportion(groups).map((plain, g) => (plain === null ? null : cautious(plain, groups[g]!)));
}

function cautious(plain: EffectiveProportion, sums: UnitSums): EffectiveProportion {
  const { value, n } = plain;
  const { variance, df } = leveragedVariance(sums, value);
  // Units that all have the same share leave no residuals: then Kish's units are all that is known, as in the plain method.
  if (!(plain.variance > 0 && variance > 0)) return plain;
  const nEffective = Math.min(plain.nEffective, (value * (1 - value)) / variance);
  const freedom = Math.max(1, Math.min(plain.df, df));
  const evidence = { interval: "wilson_effective", basis: [value, nEffective, freedom, n] };
  return { ...plain, variance, nEffective, df: freedom, evidence };
}

/** Variance over units with residuals lengthened by their leverage, and the degrees of freedom that its terms speak for. */
export function leveragedVariance({ numerator, denominator, rows, count }: UnitSums, value: number) {
  const currency = powerOfTwo(denominator);
  let total = 0;
  for (let i = 0; i < count.length; i++) if (rows[i]! > 0) total += (count[i]! * denominator[i]!) / currency;
  let [units, sum, squares] = [0, 0, 0];
  for (let i = 0; i < count.length; i++) {
    const rest = total - denominator[i]! / currency;
    if (!(rows[i]! > 0 && rest > 0)) continue;
    const residual = (numerator[i]! - value * denominator[i]!) / currency;
    const term = (residual * residual * total) / rest;
    units += count[i]!;
    sum += count[i]! * term;
    squares += count[i]! * term * term;
  }
  const kurtosis = sum > 0 ? (units * squares) / (sum * sum) : 1;
  return {
    variance: sum / (total * total),
    df: kurtosis > 1 ? (2 * units) / (kurtosis - 1) : Number.POSITIVE_INFINITY,
  };
}
