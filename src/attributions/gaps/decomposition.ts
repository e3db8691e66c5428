/** One step of the way from the mean output of one group to that of another. */
export interface GapPart {
  /** null: all players that are not named. */
  readonly player: string | null;
  readonly value: number;
}

/** A gap in mean output as a sum: Σ parts + unexplained = gap, up to rounding. */
export interface GapDecomposition {
  /** Mean output of the first group less that of the second. */
  readonly gap: number;
  /** The players with the largest parts, largest first, then the rest of them together where not all are named. */
  readonly parts: readonly GapPart[];
  /** Gap in mean output − base − Σφ: 0 but for rounding where attributions are exact. */
  readonly unexplained: number;
}

/** Gaps of means over the same rows: weighted means are linear, so that the players' gaps add up as their φ do. */
export interface GapMeans {
  readonly players: readonly string[];
  /** mean_g φ − mean_h φ of each player. */
  readonly gaps: readonly number[];
  /** mean_g output − mean_h output. */
  readonly output: number;
}

/**
 * Splits a gap in mean output by players: mean_g f − mean_h f = Σ_j (mean_g φ_j − mean_h φ_j) + unexplained, for f = base + Σφ +
 * error with the same base for both groups.
 * @param most players to name at most; the others are one part together
 */
export function decomposition({ players, gaps, output }: GapMeans, most: number): GapDecomposition {
  const falling = players
    .map((player, place): GapPart => ({ player, value: gaps[place]! }))
    .sort((a, b) => Math.abs(b.value) - Math.abs(a.value));
  const named = falling.slice(0, most);
  const others = falling.slice(most);
  const rest: GapPart[] = others.length === 0 ? [] : [{ player: null, value: sumOf(others) }];
  const parts = [...named, ...rest];
  return { gap: output, parts, unexplained: output - sumOf(parts) };
}

const sumOf = (parts: readonly GapPart[]): number => parts.reduce((sum, { value }) => sum + value, 0);
