import type { Proportion } from "./proportion.js";
import type { Directions } from "./test-result.js";
import { unconditionalP } from "./unconditional-test.js";

/** Tables whose statistics agree to this relative size are tied; rounding is far smaller, true differences far larger. */
const tie = 1 - 1e-10;

/**
 * Barnard's exact test of two independent proportions, with the pooled z statistic; conditional on the group sizes only, and
 * therefore more powerful than Fisher's. null for an empty group. Not a default: the score methods decide nearly alike and
 * have intervals that agree with them, at any size.
 * Source: G. A. Barnard, Biometrika 34 (1947) 123–138, doi:10.1093/biomet/34.1-2.123; S. Suissa and J. J. Shuster, J. Royal
 * Statistical Society A 148 (1985) 317–327, doi:10.2307/2981892.
 * @throws RangeError where the groups have more than 4,000,000 possible tables.
 */
export function barnard(a: Proportion, b: Proportion): Directions | null {
  if (a.trials === 0 || b.trials === 0) return null;
  const size = a.trials + b.trials;
  /** Signed square of the pooled z, but for a factor that all tables share. */
  const distance = (inA: number, total: number): number => {
    const difference = inA * b.trials - (total - inA) * a.trials;
    return difference === 0 ? 0 : (Math.sign(difference) * difference ** 2) / (total * (size - total));
  };
  const observed = distance(a.successes, a.successes + b.successes);
  const p = (isExtreme: (distance: number) => boolean): number =>
    unconditionalP(a, b, (total, least, probabilities) =>
      probabilities.reduce((sum, each, i) => (isExtreme(distance(least + i, total)) ? sum + each : sum), 0),
    );
  const room = Math.abs(observed) * (1 - tie);
  return {
    less: p((each) => each <= observed + room),
    greater: p((each) => each >= observed - room),
    twoSided: p((each) => Math.abs(each) >= Math.abs(observed) - room),
  };
}
