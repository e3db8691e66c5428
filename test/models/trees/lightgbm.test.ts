import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { loadModel } from "../../../src/models/index.js";
import type { TreeEnsemble } from "../../../src/models/trees/ensemble.js";
import { readLightgbm } from "../../../src/models/trees/lightgbm.js";
import { fixturePath, withFixtures } from "../../fixtures.js";
import { batchOf, largestDifference, referenceOf, requestFor, rowsOf, scoreAll, type Table } from "../reference.js";
import { fixture, flat, largestGap, libraryModels, scoresOf } from "./library-models.js";
import { attributionInputs, oracle, parentsAreSums } from "./oracles.js";

/** Sums of the same leaves in the same order, then one logistic, softmax or exp: a few units in the last place. */
const tolerance = 1e-14;
/** Models whose files ask for what is refused. */
const refused = ["lightgbm-linear", "lightgbm-sqrt"];
/** Our raw outputs are theirs times `sigmoid`, and theirs of a forest are a sum before it is averaged. */
const scaled: Readonly<Record<string, number>> = {
  "lightgbm-sigmoid": 0.7,
  "lightgbm-one-vs-all": 1.3,
  "lightgbm-forest": 1 / 5,
  "lightgbm-forest-regression": 1 / 3,
};

const models = libraryModels("lightgbm").filter(({ name }) => !refused.includes(name));

describe.each(models)("readLightgbm(model, content) of $name", ({ name, content, rows, raw, answers }) => {
  const file = readLightgbm("m", content);
  const found = scoresOf(file, rows);
  const { outputs } = file.trees;

  it("gives the library's answers", () => {
    expect(largestGap(found.answers, flat(answers, outputs))).toBeLessThan(tolerance);
  });

  it("gives the library's raw outputs", () => {
    const factor = scaled[name] ?? 1;
    expect(
      largestGap(
        found.raw,
        flat(raw!, outputs).map((value) => value * factor),
      ),
    ).toBeLessThan(tolerance);
  });

  it("has covers that add up to those that the file has for its splits", () => {
    expect(parentsAreSums(file.trees)).toBe(true);
    expect(splitCovers(file.trees)).toEqual(internalCounts(content.toString()));
  });
});

const splitCovers = ({ cover, feature }: TreeEnsemble): number[] =>
  [...cover!].filter((_, node) => feature[node] !== -1);

const internalCounts = (text: string): number[] =>
  [...text.matchAll(/^internal_count=(.+)$/gm)].flatMap(([, counts = ""]) => counts.split(" ").map(Number));

describe("readLightgbm(model, content)", () => {
  const text = fixture("lightgbm-categories.txt").toString();
  const read = (changed: string) => () => readLightgbm("m", Buffer.from(changed));

  it("takes the names that pandas gave, and their categories as texts", () => {
    const { trees, categories, classNames } = readLightgbm("m", fixture("lightgbm-pandas.txt"));
    expect(trees.inputs).toEqual(["years", "plan", "code", "share", "vip"]);
    expect(categories![0]).toBeNull();
    expect(categories![1]).toEqual(['a "b"', "basic", "c,d", "plus", "ægte"]);
    expect(categories![2]!.slice(0, 3)).toEqual(["0", "1", "2"]);
    expect(categories!.slice(3)).toEqual([
      ["0.0", "0.5", "1.0", "1.5"],
      ["false", "true"],
    ]);
    expect(classNames).toEqual(["0", "1"]);
  });

  it("knows no names where the training had none, and no categories without lists of them", () => {
    const { trees, categories } = readLightgbm("m", Buffer.from(text));
    expect(trees.inputs).toBeNull();
    expect(categories).toBeNull();
  });

  it("takes lists whose inputs only feature_infos tell", () => {
    const pandas = fixture("lightgbm-pandas.txt")
      .toString()
      .replace(/^\[categorical_feature.*$/m, "[categorical_feature: name:plan]");
    expect(readLightgbm("m", Buffer.from(pandas)).categories?.map((list) => list?.length)).toEqual([
      undefined,
      5,
      69,
      4,
      2,
    ]);
  });

  it("knows no categories when there are more lists than categorical inputs (ordered ones are split like numbers)", () => {
    const pandas = fixture("lightgbm-pandas.txt")
      .toString()
      .replace("pandas_categorical:[", 'pandas_categorical:[["x"], ');
    expect(readLightgbm("m", Buffer.from(pandas)).categories).toBeNull();
  });

  it("reads files with Windows line ends", () => {
    const windows = readLightgbm("m", Buffer.from(text.replaceAll("\n", "\r\n")));
    expect(windows.trees).toEqual(readLightgbm("m", Buffer.from(text)).trees);
  });

  it("has no covers where the file has no counts", () => {
    const { trees } = readLightgbm("m", Buffer.from(text.replace(/^leaf_count=.*$/m, "leaf_count=")));
    expect(trees.cover).toBeNull();
  });

  it.each([
    ["lightgbm-linear", /linear functions in its leaves/],
    ["lightgbm-sqrt", /objective "regression sqrt"/],
  ])("refuses %s by name", (name, message) => {
    expect(read(fixture(`${name}.txt`).toString())).toThrow(message);
  });

  it.each<[string, RegExp, (text: string) => string]>([
    ["another version", /text form "v5"/, (whole) => whole.replace("version=v4", "version=v5")],
    [
      "an unknown objective",
      /objective "cross_entropy_lambda"/,
      (whole) => whole.replace("binary sigmoid:1", "cross_entropy_lambda"),
    ],
    [
      "an objective of Object's own names",
      /objective "constructor"/,
      (whole) => whole.replace("binary sigmoid:1", "constructor"),
    ],
    ["a sigmoid of 0", /sigmoid/, (whole) => whole.replace("sigmoid:1", "sigmoid:0")],
    ["no end", /ends before the line "end of trees"/, (whole) => whole.slice(0, whole.indexOf("end of trees"))],
    ["a tree less", /holds 4 trees.*names 5/, (whole) => whole.replace(/^Tree=4[\s\S]*(?=end of trees)/m, "")],
    ["a tree twice", /does not hold tree 2/, (whole) => whole.replace("Tree=2", "Tree=1")],
    ["fewer names", /names 3 features.*counts 4/, (whole) => whole.replace("Column_0 ", "")],
    [
      "a thousand million leaves",
      /tree 0 has 6 values at "leaf_value" where 1000000000 belong/,
      (whole) => whole.replace(/num_leaves=\d+/, "num_leaves=1000000000"),
    ],
    [
      "a thousand million lists",
      /tree 0 has \d+ values at "cat_boundaries"/,
      (whole) => whole.replace(/num_cat=\d+/, "num_cat=1000000000"),
    ],
    [
      "lists of a thousand million words",
      /tree 0 has \d+ values at "cat_threshold"/,
      (whole) => whole.replace(/(cat_boundaries=.*) \d+$/m, "$1 1000000000"),
    ],
    [
      "lists that fall",
      /cat_boundaries that do not rise/,
      (whole) => whole.replace(/cat_boundaries=0 \d+/, "cat_boundaries=0 99"),
    ],
    ["no leaves", /tree 0 has no leaves/, (whole) => whole.replace(/num_leaves=\d+/, "num_leaves=0")],
    ["no children", /tree 0 has no "left_child"/, (whole) => whole.replace(/^left_child/m, "left")],
    ["a child out of range", /tree 0 has no node 77/, (whole) => whole.replace(/^left_child=-?\d+/m, "left_child=77")],
    ["a leaf out of range", /tree 0 has no node -7/, (whole) => whole.replace(/^left_child=-?\d+/m, "left_child=-7")],
    ["a cycle", /tree 0 reaches a node twice/, (whole) => whole.replace(/^left_child=-?\d+/m, "left_child=0")],
    [
      "a threshold that is no number",
      /tree 0 has a value at "threshold" that is no number/,
      (whole) => whole.replace(/^threshold=\S+/m, "threshold=nan"),
    ],
    [
      "a leaf without end",
      /tree 0 has a value at "leaf_value" that is no number/,
      (whole) => whole.replace(/^leaf_value=\S+/m, "leaf_value=inf"),
    ],
    [
      "an input out of range",
      /tree 0 splits on input 4 of 4/,
      (whole) => whole.replace(/^split_feature=\d+/m, "split_feature=4"),
    ],
    [
      "an unknown decision",
      /unknown decision_type/,
      (whole) => whole.replace(/^decision_type=\d+/m, "decision_type=14"),
    ],
    [
      "a list that is not there",
      /has no list 9 of categories/,
      (whole) => whole.replace(/^threshold=\S+/m, "threshold=9").replace(/^decision_type=\d+/m, "decision_type=9"),
    ],
    [
      "damaged categories",
      /damaged at pandas_categorical/,
      (whole) => whole.replace(/^pandas_categorical:.*$/m, 'pandas_categorical:[["a]'),
    ],
    [
      "categories that are no lists",
      /no lists of values/,
      (whole) => whole.replace(/^pandas_categorical:.*$/m, "pandas_categorical:[1, 2]"),
    ],
    [
      "a thousand million trees per round",
      /whole number of rounds of 1000000000/,
      (whole) => whole.replace("num_tree_per_iteration=1", "num_tree_per_iteration=1000000000"),
    ],
    [
      "no trees and a thousand million outputs",
      /holds 0 trees/,
      (whole) =>
        whole
          .replace("num_tree_per_iteration=1", "num_tree_per_iteration=1000000000")
          .replace(/^tree_sizes=[\s\S]*(?=end of trees)/m, "tree_sizes=\n"),
    ],
    [
      "a strange number of trees per round",
      /no whole number of rounds of 3/,
      (whole) => whole.replace("num_tree_per_iteration=1", "num_tree_per_iteration=3"),
    ],
  ])("refuses a file with %s", (_, message, change) => {
    const changed = change(text);
    expect(changed).not.toBe(text);
    expect(read(changed)).toThrow(message);
  });

  it("refuses a file cut anywhere before its last tree ends", () => {
    const end = text.indexOf("end of trees");
    for (let part = 0; part < 20; part++)
      expect(read(text.slice(0, Math.floor((end * part) / 20)))).toThrow(/its file|the model/);
  });
});

withFixtures.each([
  { name: "lgb_binary", outputs: 1 },
  { name: "lgb_binary_categorical", outputs: 1 },
  { name: "lgb_multiclass", outputs: 3 },
])("the oracle of $name", ({ name, outputs }) => {
  it("has our raw outputs and probabilities", () => {
    const { expected } = oracle(`d_${name}.json`);
    const file = readLightgbm("m", readFileSync(fixturePath("oracles", "models", `${name}.txt`)));
    const found = scoresOf(file, attributionInputs().X);
    expect(largestGap(found.raw, flat(expected.raw_prediction!, outputs))).toBeLessThan(tolerance);
    expect(largestGap(found.answers, flat(expected.probability!, outputs))).toBeLessThan(tolerance);
  });
});

withFixtures("telco-churn-lightgbm", () => {
  const load = () => loadModel(requestFor("lightgbm", fixturePath("models", "telco-churn-lightgbm", "model.txt")));

  it("scores every row as LightGBM does, from the columns that the file names", async () => {
    const model = await load();
    const rows = await rowsOf("telco-churn-lightgbm");
    const { score } = await scoreAll(model, rows);
    expect(largestDifference(score, rows.score!)).toBeLessThan(tolerance);
    const threshold = referenceOf("telco-churn-lightgbm").model.threshold!;
    expect(score.map((value) => Number(value >= threshold))).toEqual(rows.prediction!.map(Number));
  });

  it("scores missing values, unknown categories and extremes as LightGBM does", async () => {
    const model = await load();
    const edges: { rows: Record<string, string | number | null>[]; score: number[] } = JSON.parse(
      readFileSync(fixturePath("models", "telco-churn-lightgbm", "edge_rows.json"), "utf8"),
    );
    const table: Table = Object.fromEntries(
      model.columns.map(({ column }) => [column, edges.rows.map((row) => row[column] ?? null)]),
    );
    const { score } = await model.predict(batchOf(table, model.columns));
    expect(largestDifference([...score!], edges.score)).toBeLessThan(tolerance);
    expect(model.warnings?.().map(({ code }) => code)).toContain("unseen_category");
  });
});
