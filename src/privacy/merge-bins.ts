import { determinedUnknowns } from "./determined-unknowns.js";

/** One group's people by bin. */
export interface BinnedGroup {
  /** Whether the group is shown at all. */
  readonly shown: boolean;
  /** People of whom some row is in one of these bins. */
  readonly people: (bins: readonly number[]) => number;
}

/** Which bins are told together: by bin the first one of those that it is told with. */
export type Merged = Int32Array;

/** What is told of a distribution: of everybody, and of each group in the order given (null: it is not shown). */
export interface MergedBins {
  readonly everybody: Merged;
  readonly groups: readonly (Merged | null)[];
}

/**
 * Merges bins until nothing that is told is of fewer than `below` people, unless nobody at all is in the bin: neighbours where bins have an order, else the
 * small ones with each other. As everybody's bins are told too, one group's merged bins could follow from all other groups' by subtraction: so of each bin
 * two groups or more are merged or hidden, of `below` people or more together, or none; and no bin of a group is the only solution of all the sums.
 */
export function mergeBins(
  everybody: BinnedGroup,
  groups: readonly BinnedGroup[],
  { bins, ordered, below }: { readonly bins: number; readonly ordered: boolean; readonly below: number },
): MergedBins {
  const all = Int32Array.from({ length: bins }, (_, bin) => bin);
  const telling: Telling = {
    all,
    groups,
    merged: [],
    below,
    isEmpty: (part) => everybody.people(part) === 0,
    merge: ordered ? withNeighbour : intoPool,
  };
  while (mergeSmallest(telling, all, everybody));
  const merged = groups.map(({ shown }) => (shown ? Int32Array.from(all) : null));
  const told = { ...telling, merged };
  if (below > 0) while (mergeSmall(told) || protectBins(told) || protectSolutions(told));
  return { everybody: all, groups: merged };
}

/** What is told so far, and how parts of it are merged. */
interface Telling {
  readonly all: Merged;
  readonly groups: readonly BinnedGroup[];
  /** By group; null: it is not shown. */
  readonly merged: readonly (Merged | null)[];
  readonly below: number;
  readonly isEmpty: (part: readonly number[]) => boolean;
  readonly merge: Merge;
}

type Merge = (of: Merged, part: number, group: BinnedGroup) => boolean;

/** The bins that are told together, by their first one. */
function partsOf(of: Merged): Map<number, number[]> {
  const parts = new Map<number, number[]>();
  for (const [bin, first] of of.entries()) parts.set(first, [...(parts.get(first) ?? []), bin]);
  return parts;
}

/** Merges the small parts of every group. Answers whether there were any. */
function mergeSmall(telling: Telling): boolean {
  const { merged, groups } = telling;
  return merged.map((of, g) => of !== null && mergeSmallest(telling, of, groups[g]!)).includes(true);
}

/** Merges the smallest part that is too small to be told. Answers whether there was one, and something to merge it with. */
function mergeSmallest({ below, isEmpty, merge }: Telling, of: Merged, group: BinnedGroup): boolean {
  const small = [...partsOf(of)]
    .map(([first, part]) => ({ first, part, people: group.people(part) }))
    .filter(({ part, people }) => people < below && !isEmpty(part))
    .sort((a, b) => a.people - b.people || a.first - b.first);
  return small.length > 0 && merge(of, small[0]!.first, group);
}

/** Merges a part with the smaller one of those beside it. */
function withNeighbour(of: Merged, first: number, group: BinnedGroup): boolean {
  const parts = [...partsOf(of)];
  const at = parts.findIndex(([start]) => start === first);
  const beside = [parts[at - 1], parts[at + 1]].filter((part) => part !== undefined);
  return join(of, first, smallest(beside, group));
}

/** Merges a part with the parts that are merged already, else with the smallest other one that holds somebody. */
function intoPool(of: Merged, first: number, group: BinnedGroup): boolean {
  const others = [...partsOf(of)].filter(([start]) => start !== first);
  const pools = others.filter(([, part]) => part.length > 1);
  return join(of, first, smallest(pools.length > 0 ? pools : others, group));
}

const smallest = (parts: readonly (readonly [number, number[]])[], group: BinnedGroup): number | null =>
  parts.length === 0
    ? null
    : parts
        .map(([first, part]) => ({ first, people: group.people(part) }))
        .reduce((a, b) => (b.people < a.people ? b : a)).first;

function join(of: Merged, first: number, other: number | null): boolean {
  if (other === null) return false;
  const [into, from] = [Math.min(first, other), Math.max(first, other)];
  for (const [bin, start] of of.entries()) if (start === from) of[bin] = into;
  return true;
}

/** Merges a bin of one more group where its people in another one could be worked out. Answers whether it did. */
function protectBins(telling: Telling): boolean {
  const { all, groups, merged, below, isEmpty } = telling;
  for (const [first, part] of partsOf(all)) {
    if (isEmpty(part)) continue;
    const untold = groups.filter((_, g) => !tellsApart(merged[g]!, part));
    const together = untold.reduce((sum, group) => sum + group.people(part), 0);
    if (untold.length === 0 || (untold.length > 1 && together >= below)) continue;
    if (mergeOneMore(telling, first, part)) return true;
  }
  return false;
}

/**
 * Merges a part of the group that has fewest people in it, of those that tell it apart: with what another group has merged it with, as merges
 * that only overlap tell more. Answers whether there was one.
 */
function mergeOneMore({ groups, merged, merge }: Telling, first: number, part: readonly number[]): boolean {
  const told = groups
    .map((group, g) => ({ group, of: merged[g]!, people: group.people(part) }))
    .filter(({ of }) => tellsApart(of, part))
    .sort((a, b) => a.people - b.people);
  const [example] = merged
    .flatMap((of) => (of === null || tellsApart(of, part) ? [] : [partsOf(of).get(of[first]!)!]))
    .sort((a, b) => a.length - b.length);
  if (example === undefined) return told.some(({ group, of }) => merge(of as Merged, first, group));
  const [smallestOf] = told;
  return smallestOf !== undefined && joinAll(smallestOf.of as Merged, example);
}

/** Joins the parts that these bins are in. Answers whether there were several. */
const joinAll = (of: Merged, bins: readonly number[]): boolean =>
  bins.map((bin) => of[bin] !== of[bins[0]!] && join(of, of[bin]!, of[bins[0]!]!)).includes(true);

/** Whether these bins, and no others, are told together. */
function tellsApart(of: Merged | null, part: readonly number[]): boolean {
  if (of === null) return false;
  const first = of[part[0]!];
  return of.every((start, bin) => (start === first) === part.includes(bin));
}

/** Unknowns of more than this are not solved for: all groups are then merged alike, which leaves none that is the only solution. */
const mostUnknowns = 600;

/** Merges one more part where all sums together have only one solution for a small number. Answers whether it did. */
function protectSolutions(telling: Telling): boolean {
  const { all, groups, merged, below, isEmpty } = telling;
  const parts = [...partsOf(all)];
  const place = (g: number, p: number): number => g * parts.length + p;
  if (groups.length * parts.length > mostUnknowns) return mergeAlike(merged);
  const sums = [
    ...parts.map((_, p) => groups.map((_, g) => place(g, p))),
    ...merged.flatMap((of, g) =>
      of === null
        ? []
        : [...partsOf(of).values()].map((own) =>
            parts.flatMap(([first], p) => (own.includes(first) ? [place(g, p)] : [])),
          ),
    ),
  ];
  const found = determinedUnknowns(sums.map((lines) => lines.map((line) => ({ line, sign: 1 }))));
  if (found === "too large") return mergeAlike(merged);
  const open = found.find((line) => {
    const [group, [, part]] = [groups[Math.floor(line / parts.length)]!, parts[line % parts.length]!];
    return groups.length > 1 && group.people(part) < below && !isEmpty(part);
  });
  if (open === undefined) return false;
  const [first, part] = parts[open % parts.length]!;
  return mergeOneMore(telling, first, part) || mergeAlike(merged);
}

/** Merges in every group what any of them merges. Answers whether that changed anything. */
function mergeAlike(merged: readonly (Merged | null)[]): boolean {
  const shown = merged.filter((of) => of !== null);
  let changed = false;
  for (const of of shown) {
    for (const [bin, first] of of.entries()) {
      for (const other of shown) if (other[bin] !== other[first]) changed = join(other, other[bin]!, other[first]!);
    }
  }
  return changed;
}
