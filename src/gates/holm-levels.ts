/** A test of several: its p-value, its own level, and whether it rejects when tested at some level. */
export interface Test {
  readonly p: number;
  readonly alpha: number;
  readonly rejectsAt: (alpha: number) => boolean;
}

/**
 * Levels of Holm's step-down procedure, one per test in the order given: the test with the i-th smallest p of m is decided at
 * alpha/(m − i + 1); after the first that does not reject, all later ones keep that divisor and do not reject either.
 * Tests of different alpha are ordered by p/alpha.
 * Source: S. Holm, Scand. J. Statist. 6 (1979), 65–70, https://www.jstor.org/stable/4615733.
 */
export function holmLevels(tests: readonly Test[]): number[] {
  const ratio = (i: number) => (tests[i] as Test).p / (tests[i] as Test).alpha;
  const order = tests.map((_, i) => i).sort((i, j) => ratio(i) - ratio(j) || i - j);
  const levels = new Array<number>(tests.length);
  let divisor = tests.length;
  let stopped = false;
  for (const index of order) {
    const { alpha, rejectsAt } = tests[index] as Test;
    levels[index] = alpha / divisor;
    stopped ||= !rejectsAt(alpha / divisor);
    if (!stopped) divisor -= 1;
  }
  return levels;
}
