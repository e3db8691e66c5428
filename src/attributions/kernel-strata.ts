/**
 * Pairs of a coalition and its complement, the smaller of which has `size` members. The Shapley kernel weighs all pairs of a
 * stratum alike.
 */
export interface Stratum {
  readonly size: number;
  /** How many different pairs there are. */
  readonly pairs: number;
  /** Share of the Shapley kernel on the stratum; sums to 1. */
  readonly weight: number;
}

/**
 * The strata of a game. The kernel gives the coalitions of one size together a weight proportional to 1/(size (players − size)).
 * Source: Lundberg and Lee 2017, theorem 2, arXiv:1705.07874.
 */
export function kernelStrata(players: number): Stratum[] {
  const strata: Stratum[] = [];
  let coalitions = 1;
  for (let size = 1; 2 * size <= players; size++) {
    coalitions = Math.round((coalitions * (players - size + 1)) / size);
    const middle = 2 * size === players;
    strata.push({
      size,
      pairs: middle ? coalitions / 2 : coalitions,
      weight: (middle ? 1 : 2) / (size * (players - size)),
    });
  }
  const total = strata.reduce((sum, { weight }) => sum + weight, 0);
  return strata.map((stratum) => ({ ...stratum, weight: stratum.weight / total }));
}

/** A stratum is asked about in full when it holds single players, without which φ is not determined; else by two pairs at least, without which no variance is known. */
const leastOf = ({ size, pairs }: Stratum): number => (size === 1 ? pairs : Math.min(2, pairs));

/** The fewest pairs that give values with standard errors. */
export const leastPairs = (strata: readonly Stratum[]): number =>
  strata.reduce((sum, stratum) => sum + leastOf(stratum), 0);

/** All pairs there are. */
export const allPairs = (strata: readonly Stratum[]): number => strata.reduce((sum, { pairs }) => sum + pairs, 0);

/**
 * Pairs to ask about in each stratum, in all at most `pairs`: in proportion to the strata's weights, but never more than there are,
 * so that strata are enumerated from the outermost inwards as `pairs` grows. No stratum's part shrinks when `pairs` grows.
 */
export function allocatePairs(strata: readonly Stratum[], pairs: number): number[] {
  const at = (scale: number): number[] =>
    strata.map((stratum) => Math.min(stratum.pairs, Math.max(leastOf(stratum), Math.floor(scale * stratum.weight))));
  const fits = (scale: number): boolean => at(scale).reduce((sum, part) => sum + part, 0) <= pairs;
  let [low, high] = [0, Math.max(...strata.map((stratum) => (stratum.pairs + 1) / stratum.weight), 1)];
  if (fits(high)) return at(high);
  // The parts are steps in the scale: halving until both ends lie within a double's last digits finds the last scale that fits.
  for (let step = 0; step < 200 && high - low > low * Number.EPSILON; step++) {
    const middle = (low + high) / 2;
    if (fits(middle)) low = middle;
    else high = middle;
  }
  return at(low);
}
