import type { Proportion } from "./proportion.js";
import { scoreDifference } from "./score-difference.js";
import { scoreRatio } from "./score-ratio.js";
import { type ZTest, zTestOf } from "./z-test.js";

/**
 * Miettinen and Nurminen's score test that a − b is `difference`, in (−1, 1): the test of their interval, without the
 * skewness correction of `compareDifference`. Where nobody or everybody succeeded a difference of 0 has z = 0. null without
 * trials in a group.
 * Source: O. Miettinen and M. Nurminen, Stat. Med. 4 (1985) 213–226, doi:10.1002/sim.4780040211.
 */
export function scoreTestDifference(a: Proportion, b: Proportion, difference = 0): ZTest | null {
  if (a.trials === 0 || b.trials === 0) return null;
  return zTestOf(scoreDifference(a.successes, a.trials, b.successes, b.trials, difference).z);
}

/** The same for a / b being `ratio` > 0. */
export function scoreTestRatio(a: Proportion, b: Proportion, ratio = 1): ZTest | null {
  if (a.trials === 0 || b.trials === 0) return null;
  return zTestOf(scoreRatio(a.successes, a.trials, b.successes, b.trials, ratio).z);
}
