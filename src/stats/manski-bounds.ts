import type { Interval } from "./interval-function.js";
import type { Proportion } from "./proportion.js";

/** What a disparity can be, over all ways to fill in the unknown groups. */
export interface ManskiBounds {
  /** Of the highest minus the lowest rate. */
  readonly gap: Interval;
  /** Of the lowest over the highest rate. 1 where nobody can have the outcome. */
  readonly ratio: Interval;
}

const rateOf = (successes: number, trials: number): number => successes / trials;

/** Least and greatest rate of one group: it gets all unknown failures, or all unknown successes. */
export function manskiRate({ successes, trials }: Proportion, unknown: Proportion): Interval | null {
  const failures = unknown.trials - unknown.successes;
  if (trials + unknown.trials === 0) return null;
  return {
    low: trials + failures === 0 ? 1 : rateOf(successes, trials + failures),
    high: trials + unknown.successes === 0 ? 0 : rateOf(successes + unknown.successes, trials + unknown.successes),
  };
}

/**
 * Bounds of the difference of two groups' rates a − b, in [−1, 1], when the rows of unknown group may belong to either of them
 * or to others; null when a group has no rows and there are no unknown ones. Identification only: no sampling error in it.
 * Source: C. F. Manski, Partial Identification of Probability Distributions (2003), chapter 1, doi:10.1007/b97478.
 */
export function manskiDifference(a: Proportion, b: Proportion, unknown: Proportion): Interval | null {
  const [ofA, ofB] = [manskiRate(a, unknown), manskiRate(b, unknown)];
  return ofA === null || ofB === null ? null : { low: ofA.low - ofB.high, high: ofA.high - ofB.low };
}

/** Lowest level to which the lowest rate can be lifted at best: no set of groups reaches more with all unknown successes. */
function bestFloor(groups: readonly Proportion[], lift: number): number {
  const ascending = [...groups].sort((g, h) => g.successes / g.trials - h.successes / h.trials);
  let [successes, trials, floor] = [lift, lift, 1];
  for (const group of ascending) {
    successes += group.successes;
    trials += group.trials;
    floor = Math.min(floor, successes / trials);
  }
  return floor;
}

/** Who the unknown rows can belong to. */
export interface ManskiOptions {
  /** They may also belong to groups that are not among those compared; default: to the groups compared alone. */
  readonly others?: boolean;
}

const mirrored = ({ successes, trials }: Proportion): Proportion => ({ successes: trials - successes, trials });

/**
 * Worst and best case of the largest gap and the smallest ratio between groups, over all ways to deal the rows of unknown group
 * (any number of them to any group, whatever their outcome). Worst: one group gets all unknown successes, another all unknown
 * failures; sharp. Best: every rate is brought as near the common rate as the unknown rows allow; sharp for rows that may be
 * split, otherwise too good by less than one row per group. null with fewer than two groups that have, or could have, rows.
 * Where the rows may also belong to others, the worst case is the same, and the best need not use all of them.
 * Source: Manski 2003, chapter 1; the best case is the feasibility of a transport problem, solved here by its tightest cut.
 */
export function manskiBounds(
  groups: readonly Proportion[],
  unknown: Proportion,
  { others = false }: ManskiOptions = {},
): ManskiBounds | null {
  const reachable = groups.flatMap((group) => manskiRate(group, unknown) ?? []);
  if (reachable.length < 2) return null;
  const known = groups.filter(({ trials }) => trials > 0);
  const failures = unknown.trials - unknown.successes;
  const lifted = bestFloor(known, unknown.successes);
  const lowered = 1 - bestFloor(known.map(mirrored), failures);
  const common = others ? lifted : rateOfAll([...known, unknown]);
  const [floor, ceiling] = [Math.min(common, lifted), Math.max(common, lowered)];
  const worst = worstPair(reachable);
  return {
    gap: { low: ceiling - floor, high: worst.gap },
    ratio: { low: worst.ratio, high: ceiling === 0 ? 1 : floor / ceiling },
  };
}

const rateOfAll = (groups: readonly Proportion[]): number =>
  rateOf(
    groups.reduce((sum, { successes }) => sum + successes, 0),
    groups.reduce((sum, { trials }) => sum + trials, 0),
  );

/** Largest gap and smallest ratio of one group's greatest and another's least rate. */
function worstPair(reachable: readonly Interval[]): { gap: number; ratio: number } {
  let [gap, ratio] = [0, 1];
  for (const [i, { high }] of reachable.entries()) {
    for (const [j, { low }] of reachable.entries()) {
      if (i === j) continue;
      gap = Math.max(gap, high - low);
      if (high > 0) ratio = Math.min(ratio, low / high);
    }
  }
  return { gap, ratio };
}
