import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ProfileTable } from "../../src/core/profile-table.js";

type Entry = readonly [cell: number, n: number, w: number, ws: number];

const entry = fc.tuple(
  fc.constantFrom(1, 2, 63, 64, 200),
  fc.constantFrom(0, 0.5, 1.25, 2),
  fc.constantFrom(-1, 0, 0.5),
);
const unit = fc
  .uniqueArray(fc.nat(6), { minLength: 1, maxLength: 4 })
  .chain((cells) =>
    fc.tuple(...cells.sort((a, b) => a - b).map((cell) => entry.map(([n, w, ws]): Entry => [cell, n, w, ws]))),
  );
const parts = fc.record({ isWeighted: fc.boolean(), hasScore: fc.boolean() });

function compare(a: readonly Entry[], b: readonly Entry[]): number {
  for (let place = 0; place < Math.min(a.length, b.length); place++) {
    for (let part = 0; part < 4; part++)
      if (a[place]![part] !== b[place]![part]) return a[place]![part]! - b[place]![part]!;
  }
  return a.length - b.length;
}

describe("ProfileTable", () => {
  it("counts equal units and sorts profiles by content, in whatever order units come", () => {
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 60 }), parts, (units, { isWeighted, hasScore }) => {
        const seen = units.map((entries) =>
          entries.map(([cell, n, w, ws]): Entry => [cell, n, isWeighted ? w : n, hasScore ? ws : 0]),
        );
        const table = new ProfileTable({ isWeighted, hasScore });
        for (const entries of seen) {
          for (const each of entries) table.put(...each);
          table.endUnit();
        }
        const { units: counts, start, ...columns } = table.finish();
        const profiles = [...counts].map((_, place) =>
          Array.from({ length: start[place + 1]! - start[place]! }, (_, step) =>
            [columns.cell, columns.n, columns.w, columns.ws].map((list) => list[start[place]! + step]!),
          ),
        );
        const expected = new Map([...seen].sort(compare).map((entries) => [JSON.stringify(entries), entries]));
        expect(profiles).toEqual([...expected.values()].map((entries) => entries.map((each) => [...each])));
        expect([...counts]).toEqual(
          [...expected.keys()].map((key) => seen.filter((entries) => JSON.stringify(entries) === key).length),
        );
      }),
      { numRuns: 300 },
    );
  });

  it("finds its profiles again after it has grown", () => {
    const table = new ProfileTable({ isWeighted: false, hasScore: false });
    for (let round = 0; round < 2; round++) {
      for (let each = 0; each < 10_000; each++) {
        table.put(each, 1 + (each % 70), 0, 0);
        table.endUnit();
      }
    }
    const { units, cell } = table.finish();
    expect(units.every((count) => count === 2)).toBe(true);
    expect(cell).toEqual(Int32Array.from({ length: 10_000 }, (_, each) => each));
  });
});
