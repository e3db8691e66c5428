import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { backgroundRule } from "../../../../src/attributions/tree-shap/background-rule.js";
import { binned } from "../../../../src/attributions/tree-shap/bins.js";
import { byTables, type Making } from "../../../../src/attributions/tree-shap/by-tables.js";
import { coverRule } from "../../../../src/attributions/tree-shap/cover-rule.js";
import { type Forest, forestOf } from "../../../../src/attributions/tree-shap/forest.js";
import { widest } from "../../../../src/attributions/tree-shap/plan.js";
import { trainingShares } from "../../../../src/attributions/tree-shap/shares.js";
import type { TreeValues } from "../../../../src/attributions/tree-shap/tree-values.js";
import { kernelLoops } from "../../../../src/attributions/tree-shap/wasm/kernel-loops.js";
import { kernel } from "../../../../src/models/kernels.js";
import type { TreeEnsemble } from "../../../../src/models/trees/ensemble.js";
import { mulberry32 } from "../../../mulberry32.js";
import type { Row } from "../brute-force.js";
import { drawnRow, drawnTrees, ensembleOf } from "../drawn-trees.js";
import { tableOf } from "../methods.js";

const loops = kernel("tableLoops")!;
type Drawn = Parameters<typeof ensembleOf>[0][number][1];

const codesOf = ({ bins }: Forest, rows: readonly Row[]) => binned(bins, tableOf(rows).columns, rows.length);
const explained = (forest: Forest, rows: readonly Row[], making: Making): TreeValues =>
  byTables(forest, coverRule(forest.trees, trainingShares(forest.trees)), codesOf(forest, rows), rows.length, making);

function againstBackground(forest: Forest, rows: readonly Row[], others: readonly Row[], making: Making): TreeValues {
  const rule = backgroundRule(forest, { codes: codesOf(forest, others), rows: others.length });
  return byTables(forest, rule, codesOf(forest, rows), rows.length, making);
}

/** A tree that halves each input's range in turn, with leaves whose sums depend on the order of adding. */
function halving(levels: number, inputs: number, draw: () => number, ranges: readonly (readonly number[])[]): Drawn {
  if (levels === 0) return { value: draw() - 1 / 3, cover: 1 + Math.floor(9 * draw()) };
  const input = Math.floor(draw() * inputs);
  const [low, high] = ranges[input] as [number, number];
  const threshold = low + (high - low) * draw();
  const within = (range: readonly [number, number]) => ranges.map((each, place) => (place === input ? range : each));
  const left = halving(levels - 1, inputs, draw, within([low, threshold]));
  const right = halving(levels - 1, inputs, draw, within([threshold, high]));
  const missingLeft = draw() < 0.5 ? 1 : 0;
  return { input, threshold, missing: 0, missingLeft, codes: null, listedLeft: 0, left, right };
}

function forestWith(trees: number, levels: number, inputs: number): TreeEnsemble {
  const draw = mulberry32(trees);
  const ranges = Array.from({ length: inputs }, () => [0, 1]);
  return ensembleOf(
    Array.from({ length: trees }, () => [0, halving(levels, inputs, draw, ranges)] as const),
    inputs,
  );
}

const drawRows = (rows: number, inputs: number): Row[] => {
  const draw = mulberry32(rows);
  return Array.from({ length: rows }, () =>
    Array.from({ length: inputs }, () => (draw() < 0.05 ? Number.NaN : draw())),
  );
};

describe("kernelLoops(forest, limits, kernel, block)", () => {
  const width = 4;
  const limits = fc.constantFrom(widest, { cells: 12, inputs: 3 });

  it("gives the path-dependent values of plain loops to the last bit", () =>
    fc.assert(
      fc.property(
        drawnTrees(width, 4),
        fc.array(drawnRow(width), { minLength: 1, maxLength: 80 }),
        limits,
        fc.integer({ min: 1, max: 70 }),
        (trees, rows, limit, block) => {
          const forest = forestOf(trees);
          const found = explained(forest, rows, { limits: limit, loops, block });
          expect(found).toEqual(explained(forest, rows, { limits: limit, loops: null }));
        },
      ),
      { numRuns: 300 },
    ));

  it("gives the interventional values of plain loops to the last bit", () =>
    fc.assert(
      fc.property(
        drawnTrees(width, 3),
        fc.array(drawnRow(width), { minLength: 1, maxLength: 20 }),
        fc.array(drawnRow(width), { minLength: 1, maxLength: 80 }),
        fc.integer({ min: 1, max: 70 }),
        (trees, rows, background, block) => {
          const forest = forestOf(trees);
          const found = againstBackground(forest, rows, background, { loops, block });
          expect(found).toEqual(againstBackground(forest, rows, background, { loops: null }));
        },
      ),
      { numRuns: 300 },
    ));

  // Of 3 inputs, the larger forest has more than 255 thresholds each, whose bins have 16 bits, and fills several batches.
  it.each([
    { trees: 3, levels: 5 },
    { trees: 90, levels: 5 },
  ])("does so for $trees trees of $levels levels, and more rows than a block", ({ trees, levels }) => {
    const forest = forestOf(forestWith(trees, levels, 3));
    const rows = drawRows(2500, 3);
    expect(explained(forest, rows, { loops })).toEqual(explained(forest, rows, { loops: null }));
    const others = drawRows(1100, 3);
    const byKernel = againstBackground(forest, rows.slice(0, 50), others, { loops });
    expect(byKernel).toEqual(againstBackground(forest, rows.slice(0, 50), others, { loops: null }));
  });

  it("has bins of 8 and of 16 bits in these", () => {
    const most = (trees: number) =>
      Math.max(...forestOf(forestWith(trees, 5, 3)).bins.starts.map(({ length }) => length));
    expect(most(3)).toBeLessThan(256);
    expect(most(90)).toBeGreaterThan(256);
  });

  it("is null where the memory cannot be had", () => {
    expect(kernelLoops(forestOf(forestWith(2, 2, 2)), widest, loops, 2 ** 28)).toBeNull();
  });
});
