/** Counts of one group's binary outcome: whole numbers, 0 ≤ successes ≤ trials. */
export interface Proportion {
  readonly successes: number;
  readonly trials: number;
}

/** Two groups side by side: in one stratum of a declared factor, or in one block of a period. */
export interface GroupPair {
  readonly a: Proportion;
  readonly b: Proportion;
}

/** Rows of both groups. */
export const pairSize = ({ a, b }: GroupPair): number => a.trials + b.trials;

/** Strata in which both groups stand; the others cannot compare them. */
export const comparable = (strata: readonly GroupPair[]): GroupPair[] =>
  strata.filter(({ a, b }) => a.trials > 0 && b.trials > 0);
