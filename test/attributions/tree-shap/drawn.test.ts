import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { axesUnder } from "../../../src/attributions/tree-shap/axes.js";
import { forestOf } from "../../../src/attributions/tree-shap/forest.js";
import { treeShapInteractions } from "../../../src/attributions/tree-shap/interactions.js";
import { planner } from "../../../src/attributions/tree-shap/plan.js";
import type { TreeValues } from "../../../src/attributions/tree-shap/tree-values.js";
import type { TreeEnsemble } from "../../../src/models/trees/ensemble.js";
import { backgroundGame, coverGame, type Game, interaction, type Row, rawOutputs, shapley } from "./brute-force.js";
import { drawnRow, drawnTrees } from "./drawn-trees.js";
import { interventional, pathDependent, tableOf } from "./methods.js";

/** Leaves up to 8, sums of some dozens of doubles: 2^-53 × 8 × 1,000. */
const tolerance = 1e-12;
const width = 5;

const sample = fc.record({
  trees: drawnTrees(width),
  rows: fc.array(drawnRow(width), { minLength: 1, maxLength: 6 }),
});

/** Largest difference from values found by definition, over outputs, inputs and rows, and from their bases. */
function largestError({ values, base }: TreeValues, rows: readonly Row[], game: (row: Row, output: number) => Game) {
  return Math.max(
    ...values.flatMap((byInput, output) =>
      rows.flatMap((row, at) => [
        Math.abs(base[output]! - game(row, output)(0)),
        ...shapley(game(row, output), width).map((value, input) => Math.abs(value - byInput[input]![at]!)),
      ]),
    ),
  );
}

const additivityError = ({ values, base }: TreeValues, trees: TreeEnsemble, rows: readonly Row[]): number =>
  Math.max(
    ...rows.flatMap((row, at) =>
      Array.from(rawOutputs(trees, row), (raw, output) =>
        Math.abs(raw - values[output]!.reduce((sum, phi) => sum + phi[at]!, base[output]!)),
      ),
    ),
  );

describe.each(pathDependent)("path-dependent values, %s", (_, method) => {
  it("are those of all coalitions", () =>
    fc.assert(
      fc.property(sample, ({ trees, rows }) => {
        const found = method(trees, tableOf(rows));
        expect(largestError(found, rows, (row, output) => coverGame(trees, row, output))).toBeLessThan(tolerance);
      }),
      { numRuns: 300 },
    ));

  it("add up to each row's raw output", () =>
    fc.assert(
      fc.property(sample, ({ trees, rows }) => {
        expect(additivityError(method(trees, tableOf(rows)), trees, rows)).toBeLessThan(tolerance);
      }),
    ));
});

describe.each(interventional)("interventional values, %s", (_, method) => {
  const withBackground = fc.record({
    trees: drawnTrees(width, 3),
    rows: fc.array(drawnRow(width), { minLength: 1, maxLength: 4 }),
    background: fc.array(drawnRow(width), { minLength: 1, maxLength: 5 }),
  });

  it("are those of all coalitions, and add up", () =>
    fc.assert(
      fc.property(withBackground, ({ trees, rows, background }) => {
        const found = method({ ...trees, cover: null }, tableOf(rows), tableOf(background));
        const game = (row: Row, output: number) => backgroundGame(trees, row, background, output);
        expect(largestError(found, rows, game)).toBeLessThan(tolerance);
        expect(additivityError(found, trees, rows)).toBeLessThan(tolerance);
      }),
      { numRuns: 300 },
    ));
});

describe("planner(forest, rows, limits)", () => {
  it("counts no fewer cells than there are, whatever missing values and categories do", () =>
    fc.assert(
      fc.property(drawnTrees(3, 6), fc.constantFrom(8, 30, 200), (trees, cells) => {
        const forest = forestOf(trees);
        // So many rows that the widest tables are always worth their making.
        const planTree = planner(forest, 1e9, { cells, inputs: 3 });
        const nodes = [...trees.roots].flatMap((root) => planTree(root).tables);
        for (const node of nodes) {
          const found = axesUnder(forest, node).reduce((product, { segments }) => product * segments, 1);
          expect(found).toBeLessThanOrEqual(cells);
        }
      }),
      { numRuns: 1000 },
    ));
});

describe("treeShapInteractions(trees, columns, rows)", () => {
  it("gives the interaction indices of all pairs, which add up to Shapley values", () =>
    fc.assert(
      fc.property(drawnTrees(4, 3), drawnRow(4), (trees, row) => {
        const { values } = treeShapInteractions(trees, tableOf([row]).columns, 1);
        for (const output of [0, 1]) {
          const game = coverGame(trees, row, output);
          const single = shapley(game, 4);
          for (let i = 0; i < 4; i++) {
            const own = values[output]!.subarray(4 * i, 4 * i + 4);
            const errors = [...own].map((value, j) => (i === j ? 0 : value - interaction(game, 4, i, j)));
            const missing = own.reduce((sum, value) => sum + value, 0) - single[i]!;
            expect(Math.max(...errors.map(Math.abs), Math.abs(missing))).toBeLessThan(tolerance);
          }
        }
      }),
    ));
});
