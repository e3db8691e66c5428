import { describe, expect, it } from "vitest";
import { scoreGroups } from "../../src/inference/group-table.js";
import { groupTables, unitCounts, unitsRepeat } from "../../src/inference/index.js";
import { countRows, type Row } from "./count-rows.js";

const rows: Row[] = [
  { groups: ["m", "(unknown)"], strata: ["x"], label: 1, score: 0.1, unit: 1 },
  { groups: ["f", "da"], strata: ["x"], label: 0, score: 0.2, unit: 1 },
  { groups: ["f", "en"], strata: ["y"], label: 1, score: 0.3, unit: 2 },
  { groups: ["m", "da"], strata: ["y"], label: 1, score: 0.4, unit: 3 },
];
const counts = countRows(rows, { attributes: ["gender", "language"], strata: ["product"] });
const tables = groupTables(counts.cells, [["gender"], ["language"], ["gender", "language"]]);
const named = (attribute: string | null, stratum: string | null) =>
  tables.find((table) => table.attribute === attribute && table.stratum === stratum)!;

describe("groupTables(cells, sets)", () => {
  it("has everybody first, then each set, over all rows and by stratum", () => {
    expect(tables.map(({ attribute, stratum }) => `${attribute} ${stratum}`)).toEqual(
      [null, "gender", "language", "gender × language"].flatMap((attribute) =>
        [null, "x", "y"].map((stratum) => `${attribute} ${stratum}`),
      ),
    );
    expect(named(null, null).groups.map(({ name }) => name)).toEqual([null]);
  });

  it("sorts groups by name with the unknown one last, and marks combinations that hold it", () => {
    expect(named("language", null).groups.map(({ name, unknown }) => [name, unknown])).toEqual([
      ["da", false],
      ["en", false],
      ["(unknown)", true],
    ]);
    expect(named("gender × language", null).groups.map(({ name, unknown }) => [name, unknown])).toEqual([
      ["f × da", false],
      ["f × en", false],
      ["m × da", false],
      ["m × (unknown)", true],
    ]);
  });

  it("has no group that has no row", () => {
    expect(named("gender × language", "x").groups.map(({ name }) => name)).toEqual(["f × da", "m × (unknown)"]);
  });

  it("puts scores into the groups of their cells", () => {
    const of = (table: (typeof tables)[number]) =>
      [...scoreGroups(table, counts.cells, counts.scores!)].map((group) => table.groups[group]?.name ?? "none");
    expect(of(named("gender", null))).toEqual(["m", "f", "f", "m"]);
    expect(of(named("gender", "y"))).toEqual(["none", "none", "f", "m"]);
  });

  it("lists groups that have vanished, empty", () => {
    const [, gender] = groupTables(counts.cells, [["gender"]], new Map([["gender", ["x"]]])).filter(
      ({ stratum }) => stratum === null,
    );
    expect(gender?.groups.map(({ name }) => name)).toEqual(["f", "m", "x"]);
    expect(new Set(gender?.cellGroup)).toEqual(new Set([0, 1]));
  });
});

describe("units", () => {
  it("are counted once per group, however many rows they have there", () => {
    const table = named("gender", null);
    expect([...unitCounts(counts.units!, table.cellGroup, 2)]).toEqual([2, 2]);
  });

  it("repeat when one has two rows", () => {
    expect(unitsRepeat(counts.units!)).toBe(true);
    expect(unitsRepeat(countRows(rows.slice(1), { attributes: ["gender", "language"] }).units!)).toBe(false);
  });
});
