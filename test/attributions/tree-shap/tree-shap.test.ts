import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { binned } from "../../../src/attributions/tree-shap/bins.js";
import { byTables } from "../../../src/attributions/tree-shap/by-tables.js";
import { coverRule } from "../../../src/attributions/tree-shap/cover-rule.js";
import { forestOf } from "../../../src/attributions/tree-shap/forest.js";
import { treeShapInteractions } from "../../../src/attributions/tree-shap/interactions.js";
import { trainingShares } from "../../../src/attributions/tree-shap/shares.js";
import { treeShap } from "../../../src/attributions/tree-shap/tree-shap.js";
import type { TreeEnsemble } from "../../../src/models/trees/ensemble.js";
import { mulberry32 } from "../../mulberry32.js";
import { backgroundGame, coverGame, type Row, rawOutputs, shapley } from "./brute-force.js";
import { drawnRow, drawnTrees, ensembleOf } from "./drawn-trees.js";
import { interventional, pathDependent, tableOf } from "./methods.js";

type Drawn = Parameters<typeof ensembleOf>[0][number][1];

const leaf = (value: number, cover: number): Drawn => ({ value, cover });
const split = (input: number, threshold: number, left: Drawn, right: Drawn): Drawn => ({
  input,
  threshold,
  missing: 0,
  missingLeft: 1,
  codes: null,
  listedLeft: 0,
  left,
  right,
});

/** A path of splits with a leaf beside each: the k-th split is on an input of its own, or all are on the same. */
const chain = (length: number, inputs: number): Drawn => {
  let tree = leaf(3, 2);
  for (let k = length - 1; k >= 0; k--) tree = split(k % inputs, k / length, leaf(k % 5, 1 + (k % 3)), tree);
  return tree;
};

/** Largest difference from the sum of a row's values and its raw output. */
function additivityError(trees: TreeEnsemble, found: ReturnType<typeof treeShap>, rows: readonly Row[]): number {
  return Math.max(
    ...rows.map((row, at) => {
      const sum = found.values[0]!.reduce((total, phi) => total + phi[at]!, found.base[0]!);
      return Math.abs(sum - rawOutputs(trees, row)[0]!);
    }),
  );
}

const uniformRows = (rows: number, width: number, seed: number): Row[] => {
  const draw = mulberry32(seed);
  return Array.from({ length: rows }, () => Array.from({ length: width }, draw));
};

describe("treeShap(trees, columns, rows)", () => {
  const width = 5;

  it("gives each row the same values whatever rows it stands among, in whichever block", () =>
    fc.assert(
      fc.property(
        drawnTrees(width),
        fc.array(drawnRow(width), { minLength: 2, maxLength: 9 }),
        fc.integer({ min: 1, max: 4 }),
        (trees, rows, block) => {
          const forest = forestOf(trees);
          const rule = coverRule(trees, trainingShares(trees));
          const valuesOf = (some: readonly Row[], size: number) => {
            const codes = binned(forest.bins, tableOf(some).columns, some.length);
            return byTables(forest, rule, codes, some.length, { block: size }).values;
          };
          const forwards = valuesOf(rows, 100).map((byInput) => byInput.map((phi) => [...phi]));
          const backwards = valuesOf(rows.toReversed(), block).map((byInput) =>
            byInput.map((phi) => [...phi].reverse()),
          );
          expect(backwards).toEqual(forwards);
        },
      ),
    ));

  it("reads columns of single and of double precision alike", () => {
    const trees = ensembleOf([[0, chain(6, 3)]], 3);
    const rows = uniformRows(200, 3, 1).map((row) => row.map(Math.fround));
    const { columns } = tableOf(rows);
    expect(
      treeShap(
        trees,
        columns.map((column) => Float32Array.from(column)),
        200,
      ),
    ).toEqual(treeShap(trees, columns, 200));
  });

  it("gives inputs that no tree looks at nothing", () => {
    const { values } = treeShap(ensembleOf([[0, chain(6, 3)]], 5), tableOf(uniformRows(130, 5, 2)).columns, 130);
    expect([...values[0]![4]!, ...values[1]![0]!].every((value) => value === 0)).toBe(true);
  });

  it("of trees of single leaves gives their sum as base", () => {
    const trees = ensembleOf([[0, leaf(2, 1)], [1, leaf(-3, 0)], [0, leaf(0.5, 4)]], 2); // biome-ignore format: one line
    for (const rows of [1, 130]) {
      const { values, base } = treeShap(trees, tableOf(uniformRows(rows, 2, 3)).columns, rows);
      expect([...base]).toEqual([2.75, -4]);
      expect(values.flat().every((phi) => phi.every((value) => value === 0))).toBe(true);
    }
  });

  it("of no rows gives the base alone", () => {
    const { values, base } = treeShap(ensembleOf([[0, chain(4, 2)]], 2), [new Float64Array(), new Float64Array()], 0);
    expect(values[0]!.map((phi) => phi.length)).toEqual([0, 0]);
    expect(base[0]).toBeCloseTo(coverGame(ensembleOf([[0, chain(4, 2)]], 2), [0, 0], 0)(0), 12);
  });

  it("without a background needs to know how training rows went", () => {
    const trees = { ...ensembleOf([[0, chain(4, 2)]], 2), cover: null };
    const { columns } = tableOf([[0, 1]]);
    const complaint = /does not tell how many training rows/;
    expect(() => treeShap(trees, columns, 1)).toThrow(complaint);
    expect(() => treeShapInteractions(trees, columns, 1)).toThrow(complaint);
  });

  it("refuses a background without rows", () => {
    const { columns } = tableOf([[0, 1]]);
    const background = { columns: [new Float64Array(), new Float64Array()], rows: 0 };
    expect(() => treeShap(ensembleOf([[0, chain(4, 2)]], 2), columns, 1, { background })).toThrow(/no rows/);
  });
});

describe("deep trees", () => {
  /** 40 leaves up to 5 in doubles, with a quadrature of 20 nodes. */
  const tolerance = 1e-12;
  const rows = uniformRows(150, 40, 4).map((row) => row.map((value, input) => (value < 0.2 ? input / 40 - 1e-3 : 1)));

  it.each(pathDependent)("with 40 inputs on a path add up, %s", (_, method) => {
    const trees = ensembleOf([[0, chain(40, 40)]], 40);
    expect(additivityError(trees, method(trees, tableOf(rows)), rows)).toBeLessThan(tolerance);
  });

  it("have the same path-dependent values by all methods", () => {
    const trees = ensembleOf([[0, chain(40, 40)]], 40);
    const [first, ...others] = pathDependent.map(([, method]) => method(trees, tableOf(rows)).values[0]!);
    for (const other of others) {
      const error = first!.map((phi, input) => phi.map((value, row) => Math.abs(value - other[input]![row]!)));
      expect(Math.max(...error.flatMap((each) => [...each]))).toBeLessThan(tolerance);
    }
  });

  it.each(interventional)("with 40 inputs on a path add up against a background, %s", (_, method) => {
    const trees = ensembleOf([[0, chain(40, 40)]], 40);
    const found = method(trees, tableOf(rows), tableOf(uniformRows(20, 40, 5)));
    expect(additivityError(trees, found, rows)).toBeLessThan(tolerance);
  });

  it.each(pathDependent)("of 500 splits on few inputs are those of all coalitions, %s", (_, method) => {
    const trees = ensembleOf([[0, chain(500, 3)]], 3);
    const some = uniformRows(3, 3, 6);
    const { values } = method(trees, tableOf(some));
    for (const [at, row] of some.entries()) {
      const expected = shapley(coverGame(trees, row, 0), 3);
      for (const [input, value] of expected.entries())
        expect(Math.abs(values[0]![input]![at]! - value)).toBeLessThan(tolerance);
    }
  });

  it.each(interventional)(
    "of 13 inputs on a path are those of all coalitions against a background, %s",
    (_, method) => {
      const trees = ensembleOf([[0, chain(13, 13)]], 13);
      const some = rows.slice(0, 2).map((row) => row.slice(0, 13));
      const background = uniformRows(4, 13, 7);
      const { values } = method(trees, tableOf(some), tableOf(background));
      for (const [at, row] of some.entries()) {
        const expected = shapley(backgroundGame(trees, row, background, 0), 13);
        for (const [input, value] of expected.entries())
          expect(Math.abs(values[0]![input]![at]! - value)).toBeLessThan(tolerance);
      }
    },
  );
});
