/** One group's pairs by unit; units that are alike may stand once, with their number in `count`. Arrays are equally long. */
export interface UnitPairs {
  /** Per unit: pairs that count +1, and those that count −1. */
  readonly plus: Float64Array;
  readonly minus: Float64Array;
  /** Per unit: all of its pairs; units without any take no part. */
  readonly rows: Float64Array;
  readonly count: Float64Array;
}

/** What the pairs of one group are worth. */
export interface EffectiveSize {
  readonly n: number;
  /** Kish's number of equally heavy units − 1, at least 1. */
  readonly df: number;
}

/**
 * How many independent pairs each group's mean of +1, −1 and 0 is worth, where pairs come in units; entry g is null for a group without
 * pairs. As for proportions of units, the least of: what its linearised variance over units says (Kish's units where that is 0), what the
 * correlation within units pooled over all groups says, n/(1 + (m̃ − 1)ρ) with m̃ the size of the unit of a random pair, and n.
 * Source: as `clusteredProportion`, L. Kish, "Survey Sampling" (1965), section 8.2.
 */
export function effectivePairs(groups: readonly UnitPairs[]): (EffectiveSize | null)[] {
  const totals = groups.map(totalsOf);
  const correlation = pooledCorrelation(totals);
  return totals.map((group) => {
    if (group === null) return null;
    const own = group.ofUnits > 0 ? group.n * (group.ofRows / group.ofUnits) : group.kish;
    const pooled = group.n / (1 + (group.unitSize - 1) * correlation);
    return { n: Math.min(own, pooled, group.n), df: Math.max(1, group.kish - 1) };
  });
}

interface Totals {
  readonly n: number;
  readonly kish: number;
  /** Size of the unit of a random pair. */
  readonly unitSize: number;
  /** Variance of the mean over units, and what it were if pairs were independent. */
  readonly ofUnits: number;
  readonly ofRows: number;
}

function totalsOf({ plus, minus, rows, count }: UnitPairs): Totals | null {
  let [units, n, sum, discordant, squares] = [0, 0, 0, 0, 0];
  for (let i = 0; i < count.length; i++) {
    const [c, m] = [count[i]!, rows[i]!];
    if (!(m > 0)) continue;
    units += c;
    n += c * m;
    sum += c * (plus[i]! - minus[i]!);
    discordant += c * (plus[i]! + minus[i]!);
    squares += c * m * m;
  }
  if (n === 0) return null;
  const mean = sum / n;
  let residuals = 0;
  for (let i = 0; i < count.length; i++) {
    if (rows[i]! > 0) residuals += count[i]! * (plus[i]! - minus[i]! - mean * rows[i]!) ** 2;
  }
  // Units that are all alike leave residuals of rounding only.
  const spread = residuals > 1e-20 * squares && units > 1 ? (units / (units - 1)) * residuals : 0;
  return {
    n,
    kish: (n * n) / squares,
    unitSize: squares / n,
    ofUnits: spread / (n * n),
    ofRows: Math.max(0, discordant / n - mean * mean) / n,
  };
}

/** Weighted by pairs, in [0, 1]; groups whose units have one pair each, or that are all alike, say nothing about it. */
function pooledCorrelation(groups: readonly (Totals | null)[]): number {
  let [sum, rows] = [0, 0];
  for (const group of groups) {
    if (group === null || !(group.unitSize > 1) || !(group.ofUnits > 0) || !(group.ofRows > 0)) continue;
    sum += (group.n * (group.ofUnits / group.ofRows - 1)) / (group.unitSize - 1);
    rows += group.n;
  }
  return rows > 0 ? Math.min(1, Math.max(0, sum / rows)) : 0;
}
