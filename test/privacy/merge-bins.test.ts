import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { determinedUnknowns } from "../../src/privacy/determined-unknowns.js";
import { type BinnedGroup, type Merged, mergeBins } from "../../src/privacy/merge-bins.js";

const group = (counts: readonly number[], shown = true): BinnedGroup => ({
  shown,
  people: (bins) => bins.reduce((sum, bin) => sum + counts[bin]!, 0),
});

const sumOf = (groups: readonly (readonly number[])[]): number[] =>
  groups[0]!.map((_, bin) => groups.reduce((sum, counts) => sum + counts[bin]!, 0));

function merged(groups: readonly (readonly number[])[], hidden: readonly number[], ordered: boolean, below = 5) {
  const options = { bins: groups[0]!.length, ordered, below };
  const of = groups.map((counts, g) => group(counts, !hidden.includes(g)));
  return mergeBins(group(sumOf(groups)), of, options);
}

const partsOf = (of: Merged): number[][] =>
  [...new Set(of)].map((first) => Array.from(of.keys()).filter((bin) => of[bin] === first));

const tables = fc.integer({ min: 2, max: 7 }).chain((bins) =>
  fc.record({
    groups: fc.array(fc.array(fc.integer({ min: 0, max: 25 }), { minLength: bins, maxLength: bins }), {
      minLength: 1,
      maxLength: 5,
    }),
    ordered: fc.boolean(),
    hidden: fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 2 }),
  }),
);

describe("mergeBins", () => {
  it("leaves alone what is large enough", () => {
    const { everybody, groups } = merged(
      [
        [10, 20, 30],
        [9, 8, 7],
      ],
      [],
      true,
    );
    expect([everybody, ...groups].map((of) => Array.from(of!))).toEqual([
      [0, 1, 2],
      [0, 1, 2],
      [0, 1, 2],
    ]);
  });

  it("merges a small bin with its smaller neighbour, and a bin of another group with it", () => {
    const { everybody, groups } = merged(
      [
        [90, 80, 70, 60],
        [20, 2, 10, 40],
        [30, 40, 50, 60],
      ],
      [],
      true,
    );
    expect(Array.from(everybody)).toEqual([0, 1, 2, 3]);
    expect(Array.from(groups[1]!)).toEqual([0, 1, 1, 3]);
    // Everybody's bins are told, so the 2 would follow from both other groups.
    expect(groups.filter((of) => of![1] !== 1 || of!.lastIndexOf(1) > 1).length).toBeGreaterThan(1);
    expect(Array.from(groups[0]!)).toEqual([0, 1, 2, 3]);
  });

  it("puts small values together where they have no order", () => {
    const { groups } = merged(
      [
        [30, 1, 50, 4],
        [40, 60, 70, 80],
        [90, 80, 70, 60],
      ],
      [],
      false,
    );
    expect(Array.from(groups[0]!)).toEqual([0, 1, 2, 1]);
    expect(groups.slice(1).some((of) => of![1] === of![3])).toBe(true);
  });

  it("tells of no group that is hidden, and keeps bins that nobody is in", () => {
    const { everybody, groups } = merged(
      [
        [30, 0, 50],
        [40, 0, 70],
        [3, 0, 1],
      ],
      [2],
      true,
    );
    expect(groups[2]).toBeNull();
    expect(Array.from(everybody)).toEqual([0, 1, 2]);
  });

  it("merges nothing where nothing is small enough to hide", () => {
    expect(
      Array.from(
        merged(
          [
            [1, 0, 2],
            [0, 1, 1],
          ],
          [],
          true,
          0,
        ).groups[0]!,
      ),
    ).toEqual([0, 1, 2]);
  });

  it("gives no number of one to four people away, by itself or by all sums together", () =>
    fc.assert(
      fc.property(tables, ({ groups, ordered, hidden }) => {
        const away = hidden.filter((g) => g < groups.length);
        const { everybody, groups: of } = merged(groups, away, ordered);
        const all = sumOf(groups);
        const bins = all.length;
        // What a reader knows: everybody's parts over all groups, and each shown group's parts. Unknown: each group's people in each bin.
        const cell = (g: number, bin: number) => ({ line: g * bins + bin, sign: 1 });
        const equations = [
          ...partsOf(everybody).map((part) => groups.flatMap((_, g) => part.map((bin) => cell(g, bin)))),
          ...of.flatMap((parts, g) =>
            parts === null ? [] : partsOf(parts).map((part) => part.map((bin) => cell(g, bin))),
          ),
        ];
        const known = determinedUnknowns(equations);
        if (known === "too large") return;
        const isTold = of.some((parts) => parts !== null);
        for (const line of known) {
          const [g, bin] = [Math.floor(line / bins), line % bins];
          const isNobody = all[bin] === 0;
          // One group is everybody, and where even all rows of a group are few there is nothing left to merge them with.
          const isLarge = groups.every((counts) => total(counts) >= 5) && all.every((n) => n === 0 || n >= 5);
          if (groups.length > 1 && isTold && isLarge && !isNobody)
            expect(groups[g]![bin], JSON.stringify({ groups, ordered, away })).toBeGreaterThanOrEqual(5);
        }
        for (const [g, parts] of of.entries()) {
          if (parts === null || total(groups[g]!) < 5) continue;
          for (const part of partsOf(parts)) {
            const people = part.reduce((sum, bin) => sum + groups[g]![bin]!, 0);
            const nobody = part.every((bin) => all[bin] === 0);
            expect(people >= 5 || nobody, JSON.stringify({ groups, ordered, away, part })).toBe(true);
          }
        }
      }),
      { numRuns: 2_000 },
    ));
});

const total = (counts: readonly number[]): number => counts.reduce((sum, n) => sum + n, 0);
