import fc from "fast-check";
import * as ort from "onnxruntime-node";
import { describe, expect, it } from "vitest";
import { readOnnxFile } from "../../../src/models/onnx-file.js";
import { treesOfOnnx } from "../../../src/models/trees/onnx-trees.js";
import { treeScorer } from "../../../src/models/trees/score-trees.js";
import { onnxFile, onnxNode, onnxValue } from "../tiny-models.js";
import { integerAttributeOf, integersAttributeOf, tensorAttributeOf } from "../tiny-onnx.js";
import { largestGap } from "./library-models.js";

/** A child: a leaf or a split, by its place. */
type Child = readonly [isLeaf: 0 | 1, place: number];

interface Split {
  readonly mode: number;
  readonly feature: number;
  readonly value: number;
  readonly members: readonly number[];
  readonly missingTrue: 0 | 1;
  readonly whenTrue: Child;
  readonly whenFalse: Child;
}

/** What the attributes of a TreeEnsemble say. */
interface Unified {
  readonly splits: readonly Split[];
  readonly leaves: readonly { readonly target: number; readonly weight: number }[];
  readonly roots: readonly number[];
  readonly targets: number;
  readonly isDouble: boolean;
}

const membership = 6;

function fileOf(
  { splits, leaves, roots, targets, isDouble }: Unified,
  changed: readonly Uint8Array[] = [],
): Uint8Array {
  const numbers = (values: readonly number[]) => (isDouble ? Float64Array.from(values) : Float32Array.from(values));
  const members = splits.filter(({ mode }) => mode === membership).flatMap((each) => [...each.members, Number.NaN]);
  const attributes = [
    integerAttributeOf("n_targets", targets),
    integersAttributeOf("tree_roots", roots),
    tensorAttributeOf(
      "nodes_modes",
      Uint8Array.from(splits, ({ mode }) => mode),
    ),
    integersAttributeOf(
      "nodes_featureids",
      splits.map(({ feature }) => feature),
    ),
    tensorAttributeOf("nodes_splits", numbers(splits.map(({ value }) => value))),
    integersAttributeOf(
      "nodes_trueleafs",
      splits.map(({ whenTrue }) => whenTrue[0]),
    ),
    integersAttributeOf(
      "nodes_truenodeids",
      splits.map(({ whenTrue }) => whenTrue[1]),
    ),
    integersAttributeOf(
      "nodes_falseleafs",
      splits.map(({ whenFalse }) => whenFalse[0]),
    ),
    integersAttributeOf(
      "nodes_falsenodeids",
      splits.map(({ whenFalse }) => whenFalse[1]),
    ),
    integersAttributeOf(
      "nodes_missing_value_tracks_true",
      splits.map(({ missingTrue }) => missingTrue),
    ),
    integersAttributeOf(
      "leaf_targetids",
      leaves.map(({ target }) => target),
    ),
    tensorAttributeOf("leaf_weights", numbers(leaves.map(({ weight }) => weight))),
    ...(members.length === 0 ? [] : [tensorAttributeOf("membership_values", numbers(members))]),
    ...changed,
  ];
  const type = isDouble ? 11 : 1;
  return onnxFile({
    nodes: [onnxNode("TreeEnsemble", ["x"], ["scores"], { domain: "ai.onnx.ml", attributes })],
    inputs: [onnxValue("x", type, [null, width])],
    outputs: [onnxValue("scores", type, [null, targets])],
    domains: ["", "ai.onnx.ml"],
    version: 5,
  });
}

const width = 3;

/** The standard's words as a program: https://onnx.ai/onnx/operators/onnx_aionnxml_TreeEnsemble.html. */
function isTrue({ mode, feature, value, members, missingTrue }: Split, row: readonly number[]): boolean {
  const x = row[feature]!;
  if (Number.isNaN(x) && missingTrue === 1) return true;
  const holds = [x <= value, x < value, x >= value, x > value, x === value, x !== value, members.includes(x)];
  return holds[mode]!;
}

function bruteForce({ splits, leaves, roots, targets }: Unified, row: readonly number[]): number[] {
  const sums = new Array<number>(targets).fill(0);
  for (const root of roots) {
    let at: Child = [0, root];
    while (at[0] === 0) at = isTrue(splits[at[1]]!, row) ? splits[at[1]]!.whenTrue : splits[at[1]]!.whenFalse;
    const { target, weight } = leaves[at[1]]!;
    sums[target]! += weight;
  }
  return sums;
}

/** Input 0 is any number; inputs 1 and 2 are codes, and compared with codes where for equality. */
const fractions = fc.integer({ min: -8, max: 8 }).map((value) => value / 4);
const code = fc.integer({ min: 0, max: 40 });
const question = fc.oneof(
  fc.record({ mode: fc.integer({ min: 0, max: 3 }), feature: fc.constant(0), value: fractions }),
  fc.record({ mode: fc.integer({ min: 0, max: 5 }), feature: fc.integer({ min: 1, max: 2 }), value: code }),
  fc.record({ mode: fc.constant(membership), feature: fc.integer({ min: 1, max: 2 }), value: fc.constant(0) }),
);
const asked = fc.tuple(
  question,
  fc.uniqueArray(code, { minLength: 1, maxLength: 6 }),
  fc.constantFrom<0 | 1>(0, 1),
  fc.nat(),
  fc.nat(),
);

/** Trees of a few splits: each split but the roots hangs below an earlier one that still has a place free, all other places lead to any leaf. */
const unified = fc
  .record({
    trees: fc.array(fc.array(asked, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 4 }),
    weights: fc.array(fractions, { minLength: 2, maxLength: 6 }),
    targets: fc.integer({ min: 1, max: 3 }),
    isDouble: fc.boolean(),
  })
  .map(({ trees, weights, targets, isDouble }): Unified => {
    const splits: (Split & { whenTrue: Child; whenFalse: Child })[] = [];
    const roots = trees.map((tree) => {
      const root = splits.length;
      for (const [{ mode, feature, value }, members, missingTrue, one, other] of tree) {
        const place = splits.length;
        const free = splits
          .slice(root)
          .flatMap((split) =>
            (["whenTrue", "whenFalse"] as const)
              .filter((side) => split[side][0] === 1)
              .map((side) => ({ split, side })),
          );
        if (place > root) {
          const { split, side } = free[one % free.length]!;
          split[side] = [0, place];
        }
        splits.push({
          mode,
          feature,
          value,
          members,
          missingTrue,
          whenTrue: [1, one % weights.length],
          whenFalse: [1, other % weights.length],
        });
      }
      return root;
    });
    return {
      splits,
      leaves: weights.map((weight, leaf) => ({ target: leaf % targets, weight })),
      roots,
      targets,
      isDouble,
    };
  });
const cell = fc.oneof(fractions, fc.constant(Number.NaN));
const codeCell = fc.oneof(code, fc.constant(Number.NaN), fc.constant(-1));
const table = fc.array(fc.tuple(cell, codeCell, codeCell), { minLength: 1, maxLength: 12 });

const read = (content: Uint8Array) => treesOfOnnx(content, readOnnxFile("m", content), "scores");

describe("treesOfOnnx(content, file, output) of a TreeEnsemble of ai.onnx.ml 5", () => {
  it("answers as the standard says, whatever its modes, members, missing values and shared leaves", () =>
    fc.assert(
      fc.property(unified, table, (model, rows) => {
        const { trees } = read(fileOf(model)).found!;
        expect(trees.single).toBe(!model.isDouble);
        const columns = Array.from({ length: width }, (_, at) => Float64Array.from(rows, (row) => row[at]!));
        const answers = treeScorer(trees).answers(columns, rows.length);
        // All weights are quarters: sums are exact.
        expect([...answers]).toEqual(rows.flatMap((row) => bruteForce(model, row)));
      }),
      { numRuns: 300 },
    ));

  it("answers as onnxruntime does", () =>
    fc.assert(
      fc.asyncProperty(unified, table, async (model, rows) => {
        const content = fileOf(model);
        const session = await ort.InferenceSession.create(content, { intraOpNumThreads: 1 });
        const data = (model.isDouble ? Float64Array : Float32Array).from(rows.flat());
        const x = new ort.Tensor(model.isDouble ? "float64" : "float32", data, [rows.length, width]);
        const { scores } = await session.run({ x });
        await session.release();
        const columns = Array.from({ length: width }, (_, at) => Float64Array.from(rows, (row) => row[at]!));
        const answers = treeScorer(read(content).found!.trees).answers(columns, rows.length);
        expect(largestGap([...answers], [...(scores!.data as Float32Array)])).toBe(0);
      }),
      { numRuns: 60 },
    ));

  const split: Split = {
    mode: 0,
    feature: 0,
    value: 0.5,
    members: [],
    missingTrue: 0,
    whenTrue: [1, 0],
    whenFalse: [1, 1],
  };
  const small: Unified = {
    splits: [split],
    leaves: [
      { target: 0, weight: 1 },
      { target: 0, weight: 2 },
    ],
    roots: [0],
    targets: 1,
    isDouble: false,
  };

  it.each<[string, RegExp, Unified]>([
    ["a split that is its own child", /reaches a node twice/, { ...small, splits: [{ ...split, whenTrue: [0, 0] }] }],
    ["a root of two trees", /reaches a node twice/, { ...small, roots: [0, 0] }],
    ["a split that is not there", /has no node 7/, { ...small, splits: [{ ...split, whenTrue: [0, 7] }] }],
    ["a root that is not there", /has no node 3/, { ...small, roots: [3] }],
    ["a leaf that is not there", /has no leaf 9/, { ...small, splits: [{ ...split, whenFalse: [1, 9] }] }],
    ["a mode that is none", /compares by mode 9/, { ...small, splits: [{ ...split, mode: 9 }] }],
    ["no tree", /empty or of unequal length/, { ...small, roots: [] }],
    ["no members to test for", /do not fit together/, { ...small, splits: [{ ...split, mode: membership }] }],
    [
      "a target that is not there",
      /add to output 4 of 1/,
      { ...small, leaves: [...small.leaves.slice(1), { target: 4, weight: 1 }] },
    ],
    ["an input that is not there", /splits on input 5 of 3/, { ...small, splits: [{ ...split, feature: 5 }] }],
    [
      "a weight that is not finite",
      /not finite/,
      { ...small, leaves: [small.leaves[0]!, { target: 0, weight: Number.NaN }] },
    ],
    ["a threshold that is NaN", /threshold that is no number/, { ...small, splits: [{ ...split, value: Number.NaN }] }],
    ["more targets than any model", /declares 70000 targets/, { ...small, targets: 70_000 }],
  ])("says of %s why there are no trees", (_, reason, model) => {
    expect(read(fileOf(model))).toMatchObject({ found: null, reason: expect.stringMatching(reason) });
  });

  it("says which aggregate it does not take", () => {
    const two = { ...small, splits: [split, split], roots: [0, 1] };
    for (const [aggregate, word] of [
      [2, "MIN"],
      [3, "MAX"],
      [9, "9"],
    ] as const)
      expect(read(fileOf(two, [integerAttributeOf("aggregate_function", aggregate)])).reason).toBe(
        `it aggregates its trees by ${word}`,
      );
    expect(read(fileOf(small, [integerAttributeOf("aggregate_function", 2)])).found).not.toBeNull();
  });
});
