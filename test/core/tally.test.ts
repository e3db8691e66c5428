import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Frame, type Tally, tabulate } from "../../src/core/tally.js";

const frame = (attributes: number): Frame => ({
  attributes: Array.from({ length: attributes }, (_, place) => `a${place}`),
  tagged: Array.from({ length: attributes }, () => false),
  strata: [],
  classes: ["no", "yes"],
});

const tallyOf = (groups: readonly string[], label: number, prediction: number, n: number): Tally => ({
  groups,
  strata: [],
  label,
  prediction,
  abstained: null,
  rank: null,
  n,
  sums: {},
});

/** What a cell is of, as one text; the order of single letters and digits is that of groups. */
const nameOf = ({ groups, label, prediction }: Tally): string => [...groups, label + 1, prediction + 1].join(" ");

const outcome = fc.integer({ min: -1, max: 1 });
const tallies = fc.array(
  fc
    .tuple(fc.array(fc.constantFrom("a", "b", "c"), { minLength: 2, maxLength: 2 }), outcome, outcome, fc.nat(9))
    .map((parts) => tallyOf(...parts)),
  { minLength: 1, maxLength: 40 },
);

describe("tabulate(tallies, frame)", () => {
  it("adds up what is of one cell, in the sorted order of groups, label and prediction", () =>
    fc.assert(
      fc.property(tallies, (drawn) => {
        const { cells, cellOf } = tabulate(drawn, frame(2));
        const wanted = [...new Set(drawn.map(nameOf))].sort();
        expect(drawn.map((tally) => wanted.indexOf(nameOf(tally)))).toEqual([...cellOf]);
        const rows = wanted.map((name) =>
          drawn.filter((tally) => nameOf(tally) === name).reduce((sum, { n }) => sum + n, 0),
        );
        expect([...cells.n]).toEqual(rows);
      }),
    ));

  it("numbers what is alike but for the prediction as one key", () =>
    fc.assert(
      fc.property(tallies, (drawn) => {
        const keyName = (tally: Tally): string => nameOf(tally).slice(0, -2);
        const { keyOf, cellOf, cellOfKey } = tabulate(drawn, frame(2));
        const wanted = [...new Set(drawn.map(keyName))].sort();
        expect([...keyOf]).toEqual(drawn.map((tally) => wanted.indexOf(keyName(tally))));
        expect([...cellOfKey]).toEqual(wanted.map((_, key) => Math.min(...cellOf.filter((_, i) => keyOf[i] === key))));
      }),
    ));

  it("keeps the order where the groups have more combinations than a double has integers", () => {
    const level = (place: number): string => String((place * 7919) % 200).padStart(3, "0");
    const drawn = Array.from({ length: 600 }, (_, i) => {
      const groups = Array.from({ length: 9 }, (_, attribute) => level(i % 300 < 150 ? attribute : i + attribute));
      return tallyOf(groups, i % 2, (i >> 1) % 2, 1);
    });
    const { cellOf } = tabulate(drawn, frame(9));
    const wanted = [...new Set(drawn.map(nameOf))].sort();
    expect([...cellOf]).toEqual(drawn.map((tally) => wanted.indexOf(nameOf(tally))));
  });
});
