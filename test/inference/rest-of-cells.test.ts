import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { estimates } from "../../src/inference/estimates.js";
import { groupTables, type Material, metricView, restOfGroups, splitOf } from "../../src/inference/index.js";
import { restOf } from "../../src/inference/material.js";
import { metricByName } from "../../src/metrics/index.js";
import { countRows, type Row } from "./count-rows.js";

const row = fc.record({
  groups: fc.tuple(fc.constantFrom("a", "b", "c", "d")),
  label: fc.integer({ min: 0, max: 2 }),
  prediction: fc.integer({ min: 0, max: 2 }),
  // Sixteenths, so that sums of products are exact in any order.
  score: fc.integer({ min: -16, max: 16 }).map((sixteenths) => sixteenths / 16),
  weight: fc.integer({ min: 0, max: 3 }),
});

function audited(rows: readonly Row[], metric: string) {
  const counts = countRows(rows, { attributes: ["group"], classes: ["0", "1", "2"] });
  const context = { favourableIsPositive: null };
  const material: Material = { counts, profiles: null, weighted: true, clustered: false, context, seed: 1 };
  const table = groupTables(counts.cells, [["group"]])[1]!;
  const view = metricView(material, metricByName(metric)!, null, { kind: "class", index: 1 });
  return { material, view, split: splitOf(table, material, view) };
}

describe("restOfGroups(view, material, split, left) of independent rows", () => {
  it.each(["selection_rate", "true_positive_rate", "f1", "mean_score", "macro_f1"])(
    "%s of all others is that of their rows, whichever take no part",
    (metric) =>
      fc.assert(
        fc.property(fc.array(row, { minLength: 1, maxLength: 30 }), fc.integer({ min: -1, max: 3 }), (rows, out) => {
          const { material, view, split } = audited(rows, metric);
          const left = (group: number) => group === out;
          const rest = restOfGroups(view, material, split, left);
          for (let group = 0; group < split.size; group++) {
            expect(rest(group)).toEqual({
              estimate: estimates(view, material, restOf(split, group, left))[0],
              correlation: 0,
            });
          }
        }),
      ),
  );

  it("a group of huge scores leaves no rounding errors in the others' mean", () => {
    const group = (name: string, scores: readonly number[]): Row[] =>
      scores.map((score) => ({ groups: [name], label: 0, prediction: 0, score }));
    const { material, view, split } = audited(
      [...group("a", [0.1, 0.2]), ...group("b", [1e15, -3e15]), ...group("c", [0.3])],
      "mean_score",
    );
    expect(restOfGroups(view, material, split, () => false)(1).estimate.value).toBeCloseTo(0.2, 15);
  });
});
