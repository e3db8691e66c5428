import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { goesLeft, type TreeEnsemble } from "../../../src/models/trees/ensemble.js";
import { treeScorer } from "../../../src/models/trees/score-trees.js";
import type { TreeFile } from "../../../src/models/trees/tree-model.js";
import { xgboostTrees } from "../../../src/models/trees/xgboost.js";
import { readXgboostDocument } from "../../../src/models/trees/xgboost-json.js";
import { fixturePath, withFixtures } from "../../fixtures.js";
import { largestDifference } from "../reference.js";
import { fixture } from "./library-models.js";

/**
 * XGBoost adds single floats in the order of its trees, we add doubles: its own rows miss their exact sum by some units in the last
 * place of a float near the largest sum on the way. Measured: 1e-6 at most for margins of some trees, 3e-6 of 140 trees.
 */
const marginTolerance = 1e-5;
/** Of a probability: a quarter of the margin's and a unit in the last place; of other answers relative to their size. */
const answerTolerance = 1e-6;

interface Recorded {
  readonly name: string;
  readonly version: string;
  readonly json: string;
  readonly ubj?: string;
  readonly margin: readonly (number | readonly number[])[];
  readonly answers: readonly (number | readonly number[])[];
  readonly leaf: readonly (readonly number[])[] | null;
  readonly rows: readonly (readonly (number | null)[])[];
}

const recorded = ["1.1.1", "1.7.6", "2.1.4", "3.2.0"].flatMap((version): Recorded[] => {
  const { rows, models } = JSON.parse(fixture(`xgboost-${version}.json`).toString());
  return Object.entries<Omit<Recorded, "name" | "version" | "rows">>(models).map(([name, model]) => ({
    ...model,
    name,
    version,
    rows,
  }));
});
const scored = recorded.filter(({ name }) => !name.startsWith("refused-"));

const read = (content: Uint8Array): TreeFile => xgboostTrees(readXgboostDocument("m", content));
const inputsOf = (rows: Recorded["rows"], width: number): Float64Array[] =>
  Array.from({ length: width }, (_, input) => Float64Array.from(rows, (row) => row[input] ?? Number.NaN));

/** Differences relative to numbers beyond 1. */
const differences = (found: Float64Array, expected: readonly number[]): number => {
  expect(found.length).toBe(expected.length);
  return found.reduce((most, value, at) => {
    const scale = Math.max(1, Math.abs(expected[at]!));
    return Math.max(most, Math.abs(value - expected[at]!) / scale);
  }, 0);
};

describe("xgboostTrees(document) of small models", () => {
  it.each(scored)("scores as XGBoost $version does: $name", ({ name, json, margin, answers, rows, version }) => {
    const { trees, writtenBy } = read(Buffer.from(json));
    const inputs = inputsOf(rows, trees.width);
    const scorer = treeScorer(trees);
    expect(differences(scorer.raw(inputs, rows.length), margin.flat())).toBeLessThan(marginTolerance);
    const found = scorer.answers(inputs, rows.length);
    if (name === "softmax") expect(classesOf(found, trees.outputs)).toEqual(answers);
    else expect(differences(found, answers.flat())).toBeLessThan(answerTolerance);
    expect(writtenBy).toBe(`XGBoost ${version}`);
  });

  // Of trees with vectors XGBoost tells one leaf where we have a tree per output.
  const withLeaves = scored.filter(({ name, leaf }) => leaf !== null && name !== "vectors");
  it.each(withLeaves)("sends rows to the same leaves as XGBoost $version: $name", ({ json, leaf, rows }) => {
    const { trees } = read(Buffer.from(json));
    const reached = leavesOf(trees, inputsOf(rows, trees.width), rows.length);
    for (let tree = 0; tree < trees.roots.length; tree++) {
      const pairs = new Set(rows.map((_, row) => `${leaf![row]![tree]} ${reached[row]![tree]}`));
      const [theirs, ours] = [0, 1].map((side) => new Set([...pairs].map((pair) => pair.split(" ")[side])).size);
      expect([theirs, ours]).toEqual([pairs.size, pairs.size]);
    }
  });

  it.each(scored.filter(({ ubj }) => ubj !== undefined))("reads the same from UBJ: $version $name", ({ ubj, json }) => {
    expect(read(Buffer.from(ubj!, "base64"))).toEqual(read(Buffer.from(json)));
  });

  it("makes the cover of a split the sum of its children's", () => {
    for (const { name, json } of scored) {
      const { cover, feature, left, right } = read(Buffer.from(json)).trees;
      // Vectors came without covers in version 2.
      if (cover === null) expect(name).toBe("vectors");
      else
        for (let node = 0; node < feature.length; node++)
          if (feature[node]! >= 0) expect(cover[node]).toBe(cover[left[node]!]! + cover[right[node]!]!);
    }
  });
});

/** The class with the largest probability, the first among equals. */
const classesOf = (values: Float64Array, outputs: number): number[] =>
  Array.from({ length: values.length / outputs }, (_, row) => {
    const own = values.subarray(row * outputs, (row + 1) * outputs);
    return own.indexOf(Math.max(...own));
  });

function leavesOf(trees: TreeEnsemble, inputs: readonly Float64Array[], rows: number): number[][] {
  const { feature, left, right, roots } = trees;
  return Array.from({ length: rows }, (_, row) =>
    Array.from(roots, (root) => {
      let node = root;
      while (feature[node]! >= 0) node = (goesLeft(trees, node, inputs[feature[node]!]![row]!) ? left : right)[node]!;
      return node;
    }),
  );
}

/** The model of the newest version. */
const newest = (name: string): TreeFile => read(Buffer.from(recorded.findLast((model) => model.name === name)!.json));

describe("xgboostTrees(document)", () => {
  it("names what is not read, and what to do instead", () => {
    const refusals: Record<string, RegExp> = {
      "refused-linear": /the booster "gblinear", which holds no trees$/,
      "refused-hazard": /the objective "survival:cox", which is not read$/,
      "refused-targets": /answers each row with 2 numbers$/,
    };
    for (const { name, version, json } of recorded.filter((model) => model.name in refusals)) {
      // Several numbers per row came with version 1.6: before, XGBoost itself took the second column for more labels.
      if (name === "refused-targets" && version === "1.1.1") continue;
      expect(() => read(Buffer.from(json))).toThrow(
        expect.objectContaining({ kind: "unusable", message: expect.stringMatching(refusals[name]!) }),
      );
    }
  });

  it("tells classes apart from numbers", () => {
    const namesOf = (name: string) => newest(name).classNames;
    expect(namesOf("logistic")).toEqual(["0", "1"]);
    expect(namesOf("softmax")).toEqual(["0", "1", "2"]);
    expect(namesOf("poisson")).toBeNull();
  });

  it("takes the rounds up to the best where a scikit-learn class saved the model, else all of them", () => {
    const countOf = (name: string): number => newest(name).trees.roots.length;
    // The rounds after the best that it takes to stop.
    expect(countOf("stopped") - countOf("stopped-classes")).toBe(3);
  });

  it("reads lists of categories in ASCII, and no others: versions up to 3.2 cut them", () => {
    const listOf = (name: string) => newest(name).categories?.[5];
    expect(listOf("categories-texts")).toEqual(["north", "east", "south", "west", "e", "f", "g", "h", "i"]);
    expect(listOf("categories-numbers")).toEqual(["0", "10", "20", "30", "40", "50", "60", "70", "80"]);
    expect(listOf("categories-codes")).toBeNull();
    expect(listOf("categories-letters")).toBeNull();
    expect(listOf("logistic")).toBeUndefined();
  });
});

withFixtures("xgboostTrees(document) of recorded models", () => {
  const oracles = ["xgb_binary", "xgb_regression", "xgb_multiclass", "xgb_categorical"];
  const { X } = JSON.parse(readFileSync(fixturePath("oracles", "d_inputs.json"), "utf8"));
  const rows = (X as (number | string)[][]).map((row) => row.map((value) => (value === "NaN" ? null : Number(value))));

  it.each(oracles.flatMap((name) => ["json", "ubj"].map((form) => ({ name, form }))))(
    "scores $name.$form as XGBoost does",
    ({ name, form }) => {
      const { expected } = JSON.parse(readFileSync(fixturePath("oracles", `d_${name}.json`), "utf8"));
      const { trees } = read(readFileSync(fixturePath("oracles", "models", `${name}.${form}`)));
      const inputs = inputsOf(rows, trees.width);
      const scorer = treeScorer(trees);
      const raw = [...scorer.raw(inputs, rows.length)];
      expect(largestDifference(raw, expected.raw_prediction.flat())).toBeLessThan(marginTolerance);
      const answers = [...scorer.answers(inputs, rows.length)];
      const probabilities = expected.probability?.flat();
      if (probabilities) expect(largestDifference(answers, probabilities)).toBeLessThan(answerTolerance);
      expect(trees.inputs).toContain("wait_minutes");
    },
  );
});
