import type { Comparison, Tally } from "../../src/compatibility/index.js";
import { compatibilityByName, reproduce } from "../../src/compatibility/index.js";
import type { Confusion } from "../../src/core/confusion.js";

/** Counts of a group without weights, written as tp, fp, fn, tn, and by stratum where needed. */
export function tally(
  counts: readonly [tp: number, fp: number, fn: number, tn: number],
  strata: readonly Confusion[] = [],
): Tally {
  const [tp, fp, fn, tn] = counts;
  const rows = { tp, fp, fn, tn };
  return { rows, sums: rows, strata };
}

/** A comparison of a group with another one, of an attribute that has only these unless `groups` says more. */
export const compare = (group: Tally, other: Tally, groups: readonly Tally[] = [group, other]): Comparison => ({
  group,
  other,
  groups,
});

/** The figure of that name, which must exist, as a record shows it. */
export function reproduced(name: string, comparison: Comparison): ReturnType<typeof reproduce> {
  const figure = compatibilityByName(name);
  if (figure === undefined) throw new Error(`no figure ${name}`);
  return reproduce(figure, comparison);
}
