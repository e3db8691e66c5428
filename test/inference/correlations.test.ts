import fc from "fast-check";
import { expect, it } from "vitest";
import { correlationsOf } from "../../src/inference/correlations.js";
import {
  groupTables,
  type Material,
  metricView,
  restOfGroups,
  splitOf,
  withoutScores,
} from "../../src/inference/index.js";
import { unitSums } from "../../src/inference/unit-sums.js";
import { metricByName } from "../../src/metrics/index.js";
import { cautiousProportion, unitCorrelation } from "../../src/stats/index.js";
import { countRows, type Row } from "./count-rows.js";

const row = fc.record({
  groups: fc.tuple(fc.constantFrom("a", "b", "c")),
  unit: fc.integer({ min: 0, max: 6 }),
  label: fc.constant(0),
  prediction: fc.integer({ min: 0, max: 1 }),
  weight: fc.integer({ min: 1, max: 3 }),
});

/** Rows of a few units as an audit sees them. */
function audited(rows: readonly Row[]) {
  const counts = countRows(rows, { attributes: ["group"] });
  const units = withoutScores(counts.units!);
  const material: Material = {
    counts,
    profiles: units,
    weighted: true,
    clustered: true,
    context: { favourableIsPositive: null },
    seed: 1,
  };
  const table = groupTables(counts.cells, [["group"]])[1]!;
  const view = metricView(material, metricByName("selection_rate")!, null, { kind: "class", index: 1 });
  const split = splitOf(table, material, view);
  const parts = { trial: () => true, success: (cell: number) => counts.cells.prediction[cell] === 1 };
  return { units, material, table, view, split, parts };
}

/** Sums of one group by profile, zeros where it has no row: what `unitCorrelation` takes. */
function aligned({ units, split, parts }: ReturnType<typeof audited>, inGroup: (group: number) => boolean) {
  const only = split.cells.map((group) => (group >= 0 && inGroup(group) ? 0 : -1));
  const [sums] = unitSums(units, only, 1, parts);
  const take = (column: Float64Array) =>
    Float64Array.from(units.units, (_, p) => column[sums!.profile.indexOf(p)] ?? 0);
  return {
    numerator: take(sums!.numerator),
    denominator: take(sums!.denominator),
    rows: take(sums!.rows),
    count: units.units,
  };
}

it("correlations of all pairs at once are those of two groups at a time", () =>
  fc.assert(
    fc.property(fc.array(row, { minLength: 2, maxLength: 30 }), (rows) => {
      const made = audited(rows);
      const found = correlationsOf(unitSums(made.units, made.split.cells, made.split.size, made.parts));
      for (const { a, b, correlation } of found) {
        const expected = unitCorrelation(
          aligned(made, (group) => group === a),
          aligned(made, (group) => group === b),
          made.units.units,
        );
        // 1e-9: a residual of 0 may be rounding on one side and 0 on the other only where both squares are tiny.
        expect(correlation).toBeCloseTo(expected, 9);
      }
    }),
  ));

it("all others together are one group of their rows", () =>
  fc.assert(
    fc.property(fc.array(row, { minLength: 2, maxLength: 30 }), (rows) => {
      const made = audited(rows);
      const rest = restOfGroups(made.view, made.material, made.split, () => false);
      for (const [group] of made.table.groups.entries()) {
        const others = aligned(made, (other) => other !== group);
        const [expected] = cautiousProportion([others]);
        const { estimate, correlation } = rest(group);
        if (expected === null || expected === undefined) expect(estimate.status).toBe("undefined");
        else {
          expect(estimate.value).toBeCloseTo(expected.value, 12);
          for (const [i, number] of expected.evidence.basis.entries()) {
            expect(estimate.evidence?.basis[i]).toBeCloseTo(number, 9);
          }
          const own = aligned(made, (other) => other === group);
          expect(correlation).toBeCloseTo(unitCorrelation(own, others, made.units.units), 9);
        }
      }
    }),
  ));
