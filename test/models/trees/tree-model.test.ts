import { describe, expect, it } from "vitest";
import type { FeatureStep, ModelRequest, UnseenPolicy } from "../../../src/models/model.js";
import { openModelFolder } from "../../../src/models/model-folder.js";
import { blankTree, joinTrees } from "../../../src/models/trees/join-trees.js";
import { type TreeFile, type TreeModel, treeModel } from "../../../src/models/trees/tree-model.js";
import { batchOf, requestFor, type Table } from "../reference.js";

/** One tree over two inputs: tenure < 2 is 1; else plans 0 and 2 are 2 and all others, and missing ones, 3. */
function file(rest: Partial<TreeFile> & { readonly inputs?: readonly string[] | null } = {}): TreeFile {
  const { inputs = ["tenure", "plan"], ...others } = rest;
  const tree = blankTree(5, 0);
  tree.feature.set([0, -1, 1, -1, -1]);
  tree.left.set([1, -1, 3, -1, -1]);
  tree.right.set([2, -1, 4, -1, -1]);
  tree.threshold[0] = 2;
  tree.categorySet[2] = 0;
  tree.listedLeft[2] = 1;
  tree.value.set([0, 1, 0, 2, 3]);
  const trees = joinTrees([tree], {
    inputs,
    width: 2,
    outputs: 1,
    categorySets: [Uint32Array.of(0b101)],
    base: Float64Array.of(0),
    link: "identity",
    single: true,
    hasCover: false,
  });
  return {
    trees,
    writtenBy: "a library 1.0",
    categories: [null, ["basic", "plus", "other"]],
    classNames: null,
    ...others,
  };
}

const load = (
  featureSteps: readonly FeatureStep[] | null,
  from = file(),
  rest: Partial<ModelRequest> = {},
): TreeModel => treeModel(requestFor("trees", "x", { featureSteps, ...rest }), openModelFolder("."), from);
const scores = async (model: TreeModel, table: Table): Promise<number[]> => [
  ...(await model.predict(batchOf(table, model.columns))).score!,
];
const refused = (kind: "usage" | "unusable", message: RegExp) =>
  expect.objectContaining({ kind, message: expect.stringMatching(message) });

const rows: Table = { tenure: [1, 5, 5, 5, null, 5], plan: ["plus", "basic", "plus", null, "other", "gold"] };

describe("treeModel(request, folder, file)", () => {
  it("takes the columns of the inputs' names, and texts where the file lists categories", async () => {
    const model = load(null);
    expect(model.columns).toEqual([
      { column: "tenure", type: "number" },
      { column: "plan", type: "text" },
    ]);
    expect(await scores(model, rows)).toEqual([1, 2, 3, 3, 2, 3]);
    expect(model.warnings?.()).toEqual([{ code: "unseen_category", values: { model: "m", column: "plan", rows: 1 } }]);
    expect((await model.inputs(batchOf(rows, model.columns))).map((column) => [...column])).toEqual([
      [1, 5, 5, 5, Number.NaN, 5],
      [1, 0, 1, Number.NaN, 2, Number.NaN],
    ]);
    expect([...model.inputColumn]).toEqual([0, 1]);
  });

  it("takes codes as numbers where neither file nor suite lists categories", async () => {
    const model = load([{ name: "tenure" }, { name: "plan", column: "code" }], file({ categories: null }));
    expect(await scores(model, { tenure: [5, 5, 5], code: [2, 1, null] })).toEqual([2, 3, 3]);
  });

  it("takes the suite's lists where the file has none", async () => {
    const model = load(
      [{ name: "tenure" }, { name: "plan", categories: ["plus", "basic"] }],
      file({ categories: null }),
    );
    expect(await scores(model, { tenure: [5, 5], plan: ["plus", "basic"] })).toEqual([2, 3]);
  });

  it.each<{ unseen: UnseenPolicy; answers: number[] }>([
    { unseen: "missing", answers: [3] },
    { unseen: "other", answers: [2] },
  ])("counts unseen categories as $unseen", async ({ unseen, answers }) => {
    const model = load(null, file(), { unseen });
    expect(await scores(model, { tenure: [5], plan: ["gold"] })).toEqual(answers);
    expect(model.warnings?.()).toHaveLength(1);
  });

  it("ends the run at unseen categories when it is told to, and withholds them", async () => {
    const model = load(null, file(), { unseen: "error" });
    expect(await scores(model, { tenure: [5], plan: ["plus"] })).toEqual([3]);
    await expect(scores(model, { tenure: [5, 5], plan: ["gold", "tin"] })).rejects.toEqual(
      refused(
        "unusable",
        /^model "m": 2 rows of a batch hold categories of column "plan" that no feature names \(content withheld\)$/,
      ),
    );
  });

  it("refuses other features than the file's", () => {
    const listed = file({ categories: [null, ["basic", "plus"]] });
    expect(() => load(null, listed, { unseen: "other" })).toThrow(
      refused("usage", /column "plan" has no such category/),
    );
    expect(() => load(null, file({ inputs: null }))).toThrow(
      refused("usage", /takes 2 values per row.*does not say which columns/),
    );
    expect(() => load([{ name: "tenure" }])).toThrow(refused("unusable", /takes 2 inputs.*features give 1: tenure/));
    expect(() => load([{ name: "plan" }, { name: "tenure" }], file({ categories: null }))).toThrow(
      refused("unusable", /feature "plan" gives input 1, and the model's file has that name at input 2/),
    );
    expect(() => load([{ name: "tenure" }, { name: "plan", categories: ["plus", "basic"] }])).toThrow(
      refused("unusable", /feature "plan": the suite lists other categories than the model's file/),
    );
    expect(() => load(null, file(), { output: "margin" })).toThrow(refused("usage", /its outputs are value$/));
  });

  it("answers with a distribution and its classes where there are several outputs", async () => {
    const { trees } = file();
    const three = {
      ...trees,
      outputs: 3,
      base: new Float64Array(3),
      link: "softmax" as const,
      treeOutput: Int32Array.of(2),
    };
    const model = load(null, file({ trees: three, classNames: ["a", "b", "c"] }));
    const answers = await model.predict(batchOf({ tenure: [1], plan: ["plus"] }, model.columns));
    expect(answers.label).toEqual(["c"]);
    expect(answers.score![0]).toBeCloseTo(Math.E / (Math.E + 2), 15);
    expect(model.facts.outputs).toEqual([{ name: "probability", type: "float64", shape: ["N", 3] }]);
  });

  it("makes batches smaller where rows are wide", () => {
    const { trees } = file();
    const width = 100_000;
    const wide = file({
      trees: { ...trees, inputs: Array.from({ length: width }, (_, at) => `x${at}`), width },
      categories: null,
    });
    expect(load(null).batchRows).toBe(8192);
    expect(load(null, wide).batchRows).toBe(20);
  });
});
