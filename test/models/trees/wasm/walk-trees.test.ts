import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { kernel } from "../../../../src/models/kernels.js";
import type { TreeEnsemble } from "../../../../src/models/trees/ensemble.js";
import { blankTree, joinTrees } from "../../../../src/models/trees/join-trees.js";
import { treeScorer } from "../../../../src/models/trees/score-trees.js";
import { blockPlan } from "../../../../src/models/trees/tree-blocks.js";
import { walkTrees } from "../../../../src/models/trees/wasm/walk-trees.js";
import { ensemble, special, value, width } from "../drawn-ensembles.js";

const walk = kernel("treeWalk")!;

type Inputs = readonly (Float32Array | Float64Array)[];
const byKernel = (trees: TreeEnsemble, inputs: Inputs, rows: number): Float64Array =>
  walkTrees(trees, blockPlan(trees), walk)!(inputs, rows);
const byLoops = (trees: TreeEnsemble, inputs: Inputs, rows: number): Float64Array =>
  treeScorer(trees, null).raw(inputs, rows);

/** Leaves whose sums depend on the order of adding. */
const roughly = (trees: TreeEnsemble): TreeEnsemble => ({
  ...trees,
  value: trees.value.map((leaf, node) => (trees.feature[node]! < 0 ? leaf / 3 + Math.sin(node) : 0)),
  base: trees.base.map((base) => base / 7),
});

/** A tree that goes on to the left, split after split: x < levels − level. */
function chain(levels: number, inputs: number): TreeEnsemble {
  const tree = blankTree(2 * levels + 1, 0);
  for (let level = 0; level < levels; level++) {
    tree.feature[level] = level % inputs;
    tree.threshold[level] = levels - level;
    tree.left[level] = level + 1;
    tree.right[level] = levels + 1 + level;
    tree.value[levels + 1 + level] = level + 0.1;
  }
  tree.value[levels] = -1;
  const settings = { inputs: null, width: inputs, outputs: 1, categorySets: [], base: Float64Array.of(0.3) } as const;
  return joinTrees([tree, tree], { ...settings, link: "identity", single: false, hasCover: false });
}

describe("walkTrees(trees, plan, module)", () => {
  it("gives the numbers of plain loops to the last bit, whatever is missing, listed or on a threshold", () =>
    fc.assert(
      fc.property(ensemble, fc.array(fc.tuple(value, value, value), { maxLength: 20 }), (drawn, rows) => {
        const trees = roughly(drawn);
        const inputs = Array.from({ length: width }, (_, input) => Float64Array.from(rows, (row) => row[input]!));
        expect(byKernel(trees, inputs, rows.length)).toEqual(byLoops(trees, inputs, rows.length));
      }),
      { numRuns: 1000 },
    ));

  it("gives a row the same score in any block and from single floats", () =>
    fc.assert(
      fc.property(ensemble, fc.integer({ min: 0, max: 700 }), (drawn, rows) => {
        const trees = roughly(drawn);
        const inputs = Array.from({ length: width }, (_, input) =>
          Float32Array.from({ length: rows }, (_, row) =>
            row % 7 === input ? Number.NaN : special[(row * (input + 1)) % special.length]!,
          ),
        );
        expect(byKernel(trees, inputs, rows)).toEqual(byLoops(trees, inputs, rows));
      }),
      { numRuns: 100 },
    ));

  // Up to eight levels are not asked for leaves; the last has more nodes than 16 bits number, and rows that go all the way.
  it.each([0, 1, 7, 8, 9, 40, 40_000])("goes down %d levels", (levels) => {
    const trees = chain(levels, 3);
    const rows = 37;
    const inputs = [0, 1, 2].map((input) =>
      Float64Array.from({ length: rows }, (_, row) => (row * 7 + input) % (levels + 2)),
    );
    expect(byKernel(trees, inputs, rows)).toEqual(byLoops(trees, inputs, rows));
  });

  it("takes more inputs than a block has rows", () => {
    const trees = chain(5000, 5000);
    const inputs = Array.from({ length: 5000 }, (_, input) =>
      Float64Array.from({ length: 50 }, (_, row) => 4000 - input - row * 90),
    );
    expect(byKernel(trees, inputs, 50)).toEqual(byLoops(trees, inputs, 50));
  });
});

describe("treeScorer(trees, kernel)", () => {
  it("scores by plain loops what does not fit into the kernel's memory", () => {
    const trees = chain(3, 2);
    const plan = { ...blockPlan(trees), rows: 2 ** 27 };
    expect(walkTrees(trees, plan, walk)).toBeNull();
  });
});
