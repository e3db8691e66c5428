import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Scores } from "../../src/core/cells.js";
import { estimates } from "../../src/inference/estimates.js";
import { type Material, type MetricView, restOfGroups } from "../../src/inference/index.js";
import { restOf, type Split } from "../../src/inference/material.js";
import { families, type Metric, metrics } from "../../src/metrics/index.js";
import { countRows } from "./count-rows.js";

interface Drawn {
  /** -1: in no group. */
  readonly group: number;
  readonly label: number;
  readonly score: number;
  readonly weight: number;
}

const size = 5;
const measured: readonly Metric[] = [...metrics, ...families.map(({ of, example }) => of(example))].filter(
  ({ kind }) => kind === "distribution" || kind === "ranking",
);

function audited(metric: Metric, rows: readonly Drawn[], weighted: boolean) {
  const column = (of: (row: Drawn) => number) => Float64Array.from(rows, of);
  const scores: Scores = {
    level: [],
    stratumLevel: [],
    label: column(({ label }) => label),
    score: column(({ score }) => score),
    n: column(() => 2),
    w: column(({ weight }) => (weighted ? 2 * weight : 2)),
    bins: null,
    units: null,
  };
  const counts = countRows([], { attributes: [] });
  const context = { favourableIsPositive: null };
  const material: Material = { counts, profiles: null, weighted, clustered: false, context, seed: 1 };
  const view: MetricView = { metric, class: null, quadrant: new Int8Array(), scores };
  const split: Split = { size, cells: new Int32Array(), scores: Int32Array.from(rows, ({ group }) => group) };
  return { material, view, split };
}

/** The rest of every group: worked out from merged entries, and from the rows of all other groups. */
function bothWays(metric: Metric, rows: readonly Drawn[], weighted: boolean, out: number) {
  const { material, view, split } = audited(metric, rows, weighted);
  const left = (group: number) => group === out;
  const rest = restOfGroups(view, material, split, left);
  const groups = [...Array(size).keys()];
  return {
    merged: groups.map((group) => rest(group).estimate),
    anew: groups.map((group) => estimates(view, material, restOf(split, group, left))[0]),
  };
}

const row = fc.record({
  group: fc.integer({ min: -1, max: size - 1 }),
  label: fc.integer({ min: 0, max: 1 }),
  score: fc.integer({ min: 0, max: 8 }).map((eighths) => eighths / 8),
  // Eighths, so that sums are exact in any order.
  weight: fc.integer({ min: 0, max: 16 }).map((eighths) => eighths / 8),
});

/** Multiples of an irrational number, whose fractions no two sums have in common. */
const fraction = (i: number): number => (i * Math.SQRT2) % 1;
const uneven = Array.from(
  { length: 600 },
  (_, i): Drawn => ({
    group: (i % (size + 1)) - 1,
    label: fraction(7 * i) < 0.3 + 0.4 * fraction(11 * i) ? 1 : 0,
    score: Math.round(1 + 40 * fraction(11 * i)) / 42,
    weight: 0.1 + fraction(13 * i + 5),
  }),
);

/**
 * 1e-12: sums of a few hundred weights in another order differ by 1e-14, and variances take differences of such sums. Of numbers
 * below 1e-3, which are themselves such differences, it is 1e-15 at least.
 */
const near = (value: unknown): unknown =>
  typeof value === "number"
    ? expect.toSatisfy(
        (other: number) => Math.abs(other - value) <= 1e-12 * Math.max(1e-3, Math.abs(value)),
        `${value} within 1e-12`,
      )
    : Array.isArray(value)
      ? value.map(near)
      : value !== null && typeof value === "object"
        ? Object.fromEntries(Object.entries(value).map(([name, part]) => [name, near(part)]))
        : value;

describe("restOfGroups(view, material, split, left) of distributions of independent rows", () => {
  it.each(measured)("$name of all others is that of their rows, whichever take no part", (metric) => {
    fc.assert(
      fc.property(
        fc.array(row, { maxLength: 40 }),
        fc.boolean(),
        fc.integer({ min: -1, max: size - 1 }),
        (rows, weighted, out) => {
          const { merged, anew } = bothWays(metric, rows, weighted, out);
          expect(merged).toEqual(anew);
        },
      ),
    );
  });

  it.each(measured)("$name with weights whose sums are rounded, too", (metric) => {
    // No percentage can be taken of a true number of 0.
    const rows = metric.needs === "values" ? uneven.map((one) => ({ ...one, label: one.label + 1 })) : uneven;
    const { merged, anew } = bothWays(metric, rows, true, 2);
    expect(merged.some(({ value }) => value !== null)).toBe(true);
    expect(merged).toEqual(near(anew));
  });

  it("a group of huge weights leaves no rounding errors in the others' mean", () => {
    const of = (group: number, score: number, weight: number): Drawn => ({ group, label: 1, score, weight });
    const rows = [of(0, 0.25, 0.1), of(0, 0.75, 0.3), of(1, 0.25, 1e17), of(1, 0.75, 3e17)];
    const metric = measured.find(({ name }) => name === "brier_score")!;
    // (0.1 · 0.75² + 0.3 · 0.25²) / 0.4
    expect(bothWays(metric, rows, true, -1).merged[1]?.value).toBeCloseTo(0.1875, 15);
  });
});
