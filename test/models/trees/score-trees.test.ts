import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { goesLeft, type Link, type TreeEnsemble } from "../../../src/models/trees/ensemble.js";
import { joinTrees } from "../../../src/models/trees/join-trees.js";
import { applyLink } from "../../../src/models/trees/link.js";
import { rawScores, treeScorer } from "../../../src/models/trees/score-trees.js";
import { ensemble, special, value, width } from "./drawn-ensembles.js";

/** Every row walks every tree by `goesLeft`. */
function walked(trees: TreeEnsemble, inputs: readonly (Float32Array | Float64Array)[], rows: number): number[] {
  return Array.from({ length: rows }, (_, row) => {
    const out = [...trees.base];
    for (const [tree, root] of trees.roots.entries()) {
      let node = root;
      while (trees.feature[node]! >= 0)
        node = (goesLeft(trees, node, inputs[trees.feature[node]!]![row]!) ? trees.left : trees.right)[node]!;
      out[trees.treeOutput[tree]!]! += trees.value[node]!;
    }
    return out;
  }).flat();
}

describe("rawScores(trees, inputs, rows)", () => {
  it("sends every value where goesLeft sends it, whatever is missing, listed or on a threshold", () =>
    fc.assert(
      fc.property(ensemble, fc.array(fc.tuple(value, value, value), { maxLength: 11 }), (trees, rows) => {
        const inputs = [0, 1, 2].map((input) => Float64Array.from(rows, (row) => row[input]!));
        // Leaves are whole numbers and bases quarters: sums are exact in any order.
        expect([...rawScores(trees, inputs, rows.length)]).toEqual(walked(trees, inputs, rows.length));
      }),
      { numRuns: 1000 },
    ));

  it("gives a row the same score in any block and from single floats", () =>
    fc.assert(
      fc.property(ensemble, fc.integer({ min: 1, max: 700 }), (trees, rows) => {
        const inputs = [0, 1, 2].map((input) =>
          Float32Array.from({ length: rows }, (_, row) =>
            row % 7 === input ? Number.NaN : special[(row * (input + 1)) % 17]!,
          ),
        );
        expect([...rawScores(trees, inputs, rows)]).toEqual(walked(trees, inputs, rows));
      }),
      { numRuns: 50 },
    ));

  it("is the base where there are no trees, and nothing without rows", () => {
    const trees = joinTrees([], {
      inputs: null,
      width,
      outputs: 2,
      categorySets: [],
      base: Float64Array.of(1, 2),
      link: "identity",
      single: false,
      hasCover: false,
    });
    const inputs = [0, 1, 2].map(() => new Float64Array(2));
    expect([...rawScores(trees, inputs, 2)]).toEqual([1, 2, 1, 2]);
    expect(treeScorer(trees).answers(inputs, 0)).toEqual(new Float64Array());
  });
});

describe("applyLink(trees, values)", () => {
  const linked = (link: Link, values: readonly number[], outputs = 1): number[] => [
    ...applyLink({ link, outputs } as TreeEnsemble, Float64Array.from(values)),
  ];

  it.each<{ link: Link; raw: number[]; answers: number[] }>([
    { link: "identity", raw: [-2, 3], answers: [-2, 3] },
    { link: "logistic", raw: [0, 800, -800, Math.log(3)], answers: [0.5, 1, 0, 0.75] },
    { link: "logistic_each", raw: [0, Math.log(3)], answers: [0.5, 0.75] },
    { link: "exponential", raw: [0, 1], answers: [1, Math.E] },
    { link: "step", raw: [0, 1e-300, -1], answers: [0, 1, 0] },
  ])("of $link", ({ link, raw, answers }) => {
    for (const [at, answer] of linked(link, raw).entries()) expect(answer).toBeCloseTo(answers[at]!, 15);
  });

  it("of softmax is a distribution per row, also of large numbers", () => {
    const found = linked("softmax", [0, Math.log(2), Math.log(5), 1000, 1000, -1000], 3);
    for (const [at, answer] of [1 / 8, 2 / 8, 5 / 8, 0.5, 0.5, 0].entries()) expect(found[at]).toBeCloseTo(answer, 15);
  });
});
