import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { UnitProfiles } from "../../src/core/cells.js";
import { mostProfileNumbers, type PairFrame, type PairTally, pairedGroups } from "../../src/core/pair-tally.js";
import { ProfileTable } from "../../src/core/profile-table.js";
import { inOneOrder, type PairRow, pairedCell, plainAcross, plainPairs } from "../runner/plain-pairs.js";

const said = fc.constantFrom("0", "0", "0", "1", null);
const drawn = fc.record({
  gender: fc.constantFrom("f", "m", "(unknown)"),
  office: fc.constantFrom("a", "b"),
  label: fc.constantFrom("0", "0", "0", "1"),
  before: said,
  now: said,
  unit: fc.integer({ min: 0, max: 120 }),
  /** Engines may count rows that are alike in several tallies. */
  part: fc.constantFrom(0, 1),
});
type Drawn = typeof drawn extends fc.Arbitrary<infer Row> ? Row : never;

const frame: PairFrame = {
  attributes: ["gender", "office"],
  tagged: [false, false],
  sets: [["gender"], ["office"], ["gender", "office"]],
};

const tallyOf = ({ gender, office, label, before, now, part }: Drawn): string =>
  JSON.stringify([part, gender, office, label, before, now]);

/** Tallies and profiles as an engine would give them. */
function counted(rows: readonly Drawn[]): { tallies: PairTally[]; profiles: UnitProfiles } {
  const keys = [...new Set(rows.map(tallyOf))];
  const tallies = keys.map((key): PairTally => {
    const [, gender, office, label, before, now] = JSON.parse(key) as [number, string, string, string, string, string];
    const n = rows.filter((row) => tallyOf(row) === key).length;
    return { groups: [gender, office], ...pairedCell(label, before, now, n) };
  });
  const table = new ProfileTable({ isWeighted: false, hasScore: false });
  for (const unit of new Set(rows.map((row) => row.unit))) {
    const own = rows.filter((row) => row.unit === unit);
    for (const [cell, key] of keys.entries()) {
      const n = own.filter((row) => tallyOf(row) === key).length;
      if (n > 0) table.put(cell, n, n, 0);
    }
    table.endUnit();
  }
  return { tallies, profiles: table.finish() };
}

const plain = ({ gender, office, label, before, now, unit }: Drawn): PairRow => ({
  groups: [
    ["gender", gender],
    ["office", office],
    ["gender × office", `${gender} × ${office}`],
  ],
  label,
  before,
  now,
  unit: String(unit),
});

describe("pairedGroups(tallies, profiles)", () => {
  it("rolls up rows and units to every group, as a plain loop counts them", () => {
    fc.assert(
      fc.property(fc.array(drawn, { minLength: 1, maxLength: 120 }), (rows) => {
        const { tallies, profiles } = counted(rows);
        const pairs = pairedGroups(tallies, profiles, frame)!;
        expect(inOneOrder(pairs.groups)).toEqual(inOneOrder(plainPairs(rows.map(plain))));
        expect(pairs.unitsAcross ?? []).toEqual(plainAcross(rows.map(plain), ["gender", "office", "gender × office"]));
      }),
    );
  });

  it("does not depend on the order of the tallies", () => {
    fc.assert(
      fc.property(fc.array(drawn, { minLength: 1, maxLength: 60 }), (rows) => {
        const [there, back] = [counted(rows), counted(rows.toReversed())];
        const of = ({ tallies, profiles }: typeof there) => pairedGroups(tallies, profiles, frame);
        expect(of(back)).toEqual(of(there));
      }),
    );
  });

  it("gives up where units and cells make more numbers than can be handed over", () => {
    const classes = Math.ceil(Math.sqrt(mostProfileNumbers));
    const tallies = Array.from({ length: classes + 1 }, (_, i) => ({
      groups: ["f"],
      ...pairedCell(null, `${i}`, "0", 2),
    }));
    const profilesOf = (units: number): UnitProfiles => {
      const table = new ProfileTable({ isWeighted: false, hasScore: false });
      for (let unit = 0; unit < units; unit++) {
        table.put(unit, 2, 2, 0);
        table.endUnit();
      }
      return table.finish();
    };
    const everybody = { attributes: ["gender"], tagged: [false], sets: [] };
    expect(pairedGroups(tallies.slice(1), profilesOf(classes), everybody)).not.toBeNull();
    expect(pairedGroups(tallies, profilesOf(classes), everybody)).toBeNull();
  });
});
