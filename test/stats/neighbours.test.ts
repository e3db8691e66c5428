import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { groupedBy } from "../../src/core/grouped-by.js";
import { type NeighbourInput, neighbours } from "../../src/stats/neighbours.js";

interface Row {
  readonly x: number;
  readonly decision: number;
  readonly unit: number;
  readonly group: number;
  readonly weight: number;
}

const k = 3;

/** Rows on a line, compared by their place. */
const inputOf = (rows: readonly Row[]): NeighbourInput => ({
  distances: (row, into) => {
    for (const [other, { x }] of rows.entries()) into[other] = Math.abs(x - rows[row]!.x);
  },
  decision: Int32Array.from(rows, ({ decision }) => decision),
  unit: Int32Array.from(rows, ({ unit }) => unit),
  weight: Float64Array.from(rows, ({ weight }) => weight),
  k,
  attributes: [{ code: Int32Array.from(rows, ({ group }) => group), groups: 2, reference: 0 }],
  outcomes: [1],
});

const figuresOf = (rows: readonly Row[]) => {
  const { everybody, attributes } = neighbours(inputOf(rows));
  const [{ consistency, gaps }] = attributes as [(typeof attributes)[number]];
  return { everybody, minority: consistency[1]!, gap: gaps[1]![0]! };
};

const rows = fc.array(
  fc.record({
    x: fc.integer({ min: 0, max: 30 }),
    decision: fc.integer({ min: 0, max: 1 }),
    unit: fc.integer({ min: 0, max: 14 }),
    group: fc.integer({ min: -1, max: 1 }),
    weight: fc.constantFrom(0.5, 1, 3),
  }),
  { minLength: 20, maxLength: 40 },
);

const sumOf = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

/** Jackknife variance by working everything out again without each unit. */
function jackknifed(list: readonly Row[], of: (rows: readonly Row[]) => number): number {
  const n = Math.max(...list.map(({ unit }) => unit)) + 1;
  const without = Array.from({ length: n }, (_, unit) => of(list.filter((row) => row.unit !== unit)));
  const mean = sumOf(without) / n;
  return ((n - 1) / n) * sumOf(without.map((value) => (value - mean) ** 2));
}

/** Kish's number of units of some rows. */
function kish(list: readonly Row[]): number {
  const weights = [...groupedBy(list, ({ unit }) => `${unit}`).values()].map((own) =>
    sumOf(own.map(({ weight }) => weight)),
  );
  return sumOf(weights) ** 2 / sumOf(weights.map((weight) => weight ** 2));
}

describe("neighbours", () => {
  it("counts how many of the nearest rows of others were decided alike", () => {
    const line = [0, 0, 0, 1, 1].map((decision, x) => ({ x, decision, unit: x, group: 0, weight: 1 }));
    // Of three neighbours: rows 0, 1, 2, 3, 4 agree with 2, 2 (of 0, 2, 3), 1.5 (1, 3, and half of 0 and 4), 1 (2, 4, 1), 1 (3, 2, 1).
    const { everybody } = figuresOf(line);
    expect(everybody.value).toBeCloseTo((2 + 2 + 1.5 + 1 + 1) / 15, 14);
    expect(everybody.n).toBe(5);
  });
  it("a row of the same unit is nobody's neighbour", () => {
    const twins = [0, 1].flatMap((decision) => [0, 1, 2].map((at) => ({ x: decision, decision, unit: decision, at })));
    const { everybody } = figuresOf(twins.map((row) => ({ ...row, group: 0, weight: 1 })));
    expect(everybody.value).toBe(0);
  });
  it("gaps are 0 where rows are decided by their place alone, and 1 where the group decides", () => {
    const pairs = Array.from({ length: 30 }, (_, at) => ({ x: at >> 1, unit: at, group: at % 2, weight: 1 }));
    const byPlace = figuresOf(pairs.map((row) => ({ ...row, decision: Number(row.x > 7) })));
    expect(byPlace.gap.value).toBeCloseTo(0, 14);
    const byGroup = figuresOf(pairs.map((row) => ({ ...row, decision: row.group })));
    expect(byGroup.gap.value).toBe(1);
    expect(byGroup.everybody.value).toBeLessThan(0.6);
  });
  it("the intervals stand on the jackknife: everything worked out again without each unit", () =>
    fc.assert(
      fc.property(rows, (list) => {
        const own = list.filter(({ group }) => group === 1);
        // Without the only reference row of a neighbourhood nothing can be worked out again.
        const referenceUnits = new Set(list.filter(({ group }) => group === 0).map(({ unit }) => unit));
        fc.pre(new Set(own.map(({ unit }) => unit)).size > 1 && referenceUnits.size > 2);
        const found = figuresOf(list);
        for (const [name, part] of [
          ["everybody", list],
          ["minority", own],
        ] as const) {
          const { value, evidence } = found[name];
          const variance = jackknifed(list, (left) => figuresOf(left)[name].value!);
          const [share, trials] = evidence!.basis as [number, number];
          expect(share).toBe(value);
          // Sums over the same units in another order.
          if (variance > 1e-20) expect(trials).toBeCloseTo(Math.min((share * (1 - share)) / variance, kish(part)), 8);
        }
        const [a, , , b] = found.gap.evidence!.basis as [number, number, number, number];
        expect(found.gap.value).toBeCloseTo(a - b, 12);
      }),
      { numRuns: 40 },
    ));
  it("does not depend on the order of the rows or the numbering of units", () =>
    fc.assert(
      fc.property(rows, (list) => {
        const other = list.toReversed().map((row) => ({ ...row, unit: 14 - row.unit }));
        const [one, two] = [figuresOf(list), figuresOf(other)];
        for (const name of ["everybody", "minority", "gap"] as const) {
          expect(two[name].n).toBe(one[name].n);
          if (one[name].value === null) expect(two[name].value).toBeNull();
          else expect(two[name].value).toBeCloseTo(one[name].value, 12);
        }
      }),
    ));
  it("has an interval where all agree, of no more trials than half the units", () => {
    const even = Array.from({ length: 40 }, (_, x) => ({ x, decision: 1, unit: x, group: x % 2, weight: 1 }));
    const { everybody, gap } = figuresOf(even);
    expect(everybody.value).toBe(1);
    expect(everybody.evidence!.basis[1]).toBeLessThanOrEqual(20);
    expect(everybody.evidence!.basis[1]).toBeGreaterThan(15);
    expect(gap.value).toBe(0);
    expect(gap.evidence).not.toBeNull();
  });
  it("says why there is none: nobody to compare with, or a single unit", () => {
    const alone = [{ x: 0, decision: 1, unit: 0, group: 1, weight: 1 }];
    expect(figuresOf(alone).everybody).toMatchObject({ value: null, reason: expect.stringContaining("alike enough") });
    const three = [1, 2].map((unit) => ({ x: unit, decision: 2 - unit, unit, group: 2 - unit, weight: 1 }));
    // Of the two in the group the nearest other one says 1, and the only one of the reference group 0.
    const few = [...alone, ...three];
    expect(figuresOf(few).gap).toMatchObject({ value: 1, evidence: null, reason: "a single unit has no spread" });
  });
});
