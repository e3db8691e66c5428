import { describe, expect, it } from "vitest";
import { loadModel } from "../../../src/models/index.js";
import { readCatboost } from "../../../src/models/trees/catboost-json.js";
import { fixturePath, withFixtures } from "../../fixtures.js";
import { featureStepsOf, largestDifference, referenceOf, requestFor, rowsOf, scoreAll } from "../reference.js";
import { fixture, flat, largestGap, libraryModels, scoresOf } from "./library-models.js";
import { parentsAreSums } from "./oracles.js";

/** CatBoost adds the bias last and we add it first: a few units in the last place. */
const tolerance = 1e-14;
const models = libraryModels("catboost").filter(({ name }) => name !== "catboost-uncertainty");

describe.each(models)("readCatboost(model, content) of $name", ({ content, rows, raw, answers }) => {
  const file = readCatboost("m", content);
  const { outputs } = file.trees;
  const found = scoresOf(file, rows);

  it("gives the library's raw outputs", () => {
    expect(largestGap(found.raw, flat(raw!, outputs))).toBeLessThan(tolerance);
  });

  it("gives the library's answers", () => {
    expect(largestGap(found.answers, flat(answers, outputs))).toBeLessThan(tolerance);
  });

  it("has covers that add up", () => {
    expect(parentsAreSums(file.trees)).toBe(true);
  });
});

type Document = Record<string, unknown> & {
  features_info: { float_features: Record<string, unknown>[]; cat_features_hash: { hash: number; value: string }[] };
  oblivious_trees: { splits: Record<string, unknown>[]; leaf_values: number[]; leaf_weights?: number[] }[];
  model_info: Record<string, unknown>;
};
type Nested = { split: Record<string, unknown>; left: Nested; right: Nested; value?: number; weight?: number };

const changed = (name: string, change: (document: Document) => void): Buffer => {
  const document = JSON.parse(fixture(name).toString());
  change(document);
  return Buffer.from(JSON.stringify(document));
};
const oblivious = "catboost-oblivious.model.json";
const nested = "catboost-depthwise.model.json";

describe("readCatboost(model, content)", () => {
  it("takes names, categories and classes from the file", () => {
    const { trees, categories, classNames, writtenBy } = readCatboost("m", fixture("catboost-one-hot.model.json"));
    expect(trees.inputs).toEqual(["years", "plan", "floor"]);
    expect(categories![0]).toBeNull();
    expect(categories![1]!.toSorted()).toEqual(["0", "1", "2", "3", 'a "b"', "basic", "c,d", "plus", "ægte"]);
    expect(categories![2]).toBe(categories![1]);
    expect(classNames).toEqual(["0", "1"]);
    expect(writtenBy).toBe("CatBoost 1.2.10");
    expect(readCatboost("m", fixture("catboost-multiclass.model.json")).classNames).toEqual(["high", "low", "middle"]);
    expect(readCatboost("m", fixture("catboost-rmse.model.json")).classNames).toBeNull();
  });

  it("multiplies leaves by the scale and adds the bias, in both forms", () => {
    const raw = (scale_and_bias: unknown) =>
      scoresOf(
        readCatboost(
          "m",
          changed(oblivious, (document) => Object.assign(document, { scale_and_bias })),
        ),
        [[0, 0, 0, 0]],
      ).raw[0]!;
    const plain = raw([1, [0]]);
    expect(raw([2, [0.5]])).toBeCloseTo(2 * plain + 0.5, 14);
    expect(raw([2, 0.5])).toBeCloseTo(2 * plain + 0.5, 14);
    expect(raw(undefined)).toBe(plain);
  });

  it("has no covers where the file has no weights", () => {
    const without = changed(oblivious, ({ oblivious_trees: [tree] }) => delete tree!.leaf_weights);
    expect(readCatboost("m", without).trees.cover).toBeNull();
  });

  it("reads settings that older versions write as text", () => {
    const text = changed(oblivious, ({ model_info: info }) => {
      info.params = JSON.stringify(info.params);
      delete info.class_params;
    });
    expect(readCatboost("m", text)).toMatchObject({ trees: { link: "logistic" }, classNames: ["0", "1"] });
  });

  it.each<[string, RegExp, string]>([
    ["statistics of categories", /CTR, OnlineCtr/, "catboost-ctr.model.json"],
    ["hashes alone", /only hashes of them/, "catboost-no-texts.model.json"],
    ["a loss function with two numbers per row", /RMSEWithUncertainty/, "catboost-uncertainty.model.json"],
  ])("refuses a model with %s by name and with a way on", (_, message, name) => {
    expect(() => readCatboost("m", fixture(name))).toThrow(message);
    expect(() => readCatboost("m", fixture(name))).toThrow(
      expect.objectContaining({
        kind: "unusable",
        problems: [expect.objectContaining({ hint: expect.stringMatching(/\S/) })],
      }),
    );
  });

  it.each<[string, RegExp, string, (document: Document) => void]>([
    [
      "another loss function",
      /"Cox"/,
      oblivious,
      ({ model_info: info }) => (info.params = { loss_function: { type: "Cox" } }),
    ],
    [
      "a loss function of Object's own names",
      /"constructor"/,
      oblivious,
      ({ model_info: info }) => (info.params = { loss_function: { type: "constructor" } }),
    ],
    [
      "no loss function",
      /does not say what it was trained for/,
      oblivious,
      ({ model_info: info }) => delete info.params,
    ],
    [
      "texts",
      /takes text features/,
      oblivious,
      ({ features_info: info }) => Object.assign(info, { text_features: [{}] }),
    ],
    [
      "a value less",
      /oblivious_trees\[0\] has 7 values for 8 leaves/,
      oblivious,
      ({ oblivious_trees: [tree] }) => tree!.leaf_values.pop(),
    ],
    [
      "a value more",
      /oblivious_trees\[0\] has 9 values/,
      oblivious,
      ({ oblivious_trees: [tree] }) => tree!.leaf_values.push(1),
    ],
    [
      "other numbers of values",
      /oblivious_trees\[1\] has 16 values/,
      oblivious,
      ({ oblivious_trees: [, tree] }) => tree!.leaf_values.push(...tree!.leaf_values),
    ],
    [
      "two outputs of one class",
      /is "Logloss", and the trees have 2 outputs/,
      oblivious,
      ({ oblivious_trees: trees }) => {
        for (const tree of trees) tree.leaf_values.push(...tree.leaf_values);
      },
    ],
    [
      "a thousand splits",
      /splits has 1000 entries/,
      oblivious,
      ({ oblivious_trees: [tree] }) => (tree!.splits = new Array(1000).fill(tree!.splits[0])),
    ],
    [
      "24 splits and few leaves",
      /has 8 values for 16777216 leaves/,
      oblivious,
      ({ oblivious_trees: [tree] }) => (tree!.splits = new Array(24).fill(tree!.splits[0])),
    ],
    [
      "a leaf that is no number",
      /leaf_values\[0\] is no number/,
      oblivious,
      ({ oblivious_trees: [tree] }) => Object.assign(tree!.leaf_values, ["x"]),
    ],
    [
      "a leaf that is null",
      /leaf whose value is no finite number/,
      oblivious,
      ({ oblivious_trees: [tree] }) => Object.assign(tree!.leaf_values, [null]),
    ],
    [
      "a negative weight",
      /count that is none/,
      oblivious,
      ({ oblivious_trees: [tree] }) => Object.assign(tree!.leaf_weights!, [-1]),
    ],
    [
      "a feature out of range",
      /float_feature_index is 4; expected 0 to 3/,
      oblivious,
      ({ oblivious_trees: [tree] }) => (tree!.splits[0]!.float_feature_index = 4),
    ],
    [
      "a border that is null",
      /border is no number/,
      oblivious,
      ({ oblivious_trees: [tree] }) => (tree!.splits[0]!.border = null),
    ],
    [
      "another split",
      /splits by "Gradient"/,
      oblivious,
      ({ oblivious_trees: [tree] }) => (tree!.splits[0]!.split_type = "Gradient"),
    ],
    [
      "two features in one place",
      /feature_index/,
      oblivious,
      ({
        features_info: {
          float_features: [, feature],
        },
      }) => (feature!.feature_index = 0),
    ],
    [
      "a thousand million inputs",
      /flat_feature_index is 1000000000/,
      oblivious,
      ({
        features_info: {
          float_features: [feature],
        },
      }) => (feature!.flat_feature_index = 1e9),
    ],
    [
      "another treatment of NaN",
      /is none of AsIs, AsFalse, AsTrue/,
      oblivious,
      ({
        features_info: {
          float_features: [feature],
        },
      }) => (feature!.nan_value_treatment = "Middle"),
    ],
    ["three biases", /has 3 biases; expected 1/, oblivious, (document) => (document.scale_and_bias = [1, [1, 2, 3]])],
    [
      "a scale that is no number",
      /scale that is no number/,
      oblivious,
      (document) => (document.scale_and_bias = ["1", [0]]),
    ],
    [
      "an empty list of trees",
      /oblivious_trees is empty/,
      oblivious,
      (document) => Object.assign(document, { oblivious_trees: [] }),
    ],
    [
      "no trees",
      /oblivious_trees is no list/,
      oblivious,
      (document) => Object.assign(document, { oblivious_trees: 3 }),
    ],
    [
      "other classes",
      /class_names has 3 entries; expected 2/,
      oblivious,
      ({ model_info: info }) => (info.class_params = { class_names: [1, 2, 3] }),
    ],
    [
      "a split without a child",
      /value is missing/,
      nested,
      (document) => delete leafOf((document.trees as Nested[])[0]!).value,
    ],
    [
      "leaves of several lengths",
      /other leaves have others|values for/,
      nested,
      (document) => Object.assign(leafOf((document.trees as Nested[])[0]!), { value: [1, 2] }),
    ],
  ])("refuses a file with %s", (_, message, name, change) => {
    expect(() => readCatboost("m", changed(name, change))).toThrow(message);
  });

  it("refuses a file cut anywhere", () => {
    for (const name of [oblivious, nested]) {
      const content = fixture(name);
      for (let part = 0; part < 20; part++)
        expect(() => readCatboost("m", content.subarray(0, Math.floor((content.length * part) / 20)))).toThrow(
          /no complete JSON/,
        );
    }
  });

  it("walks trees that nest a hundred thousand deep", () => {
    const document = JSON.parse(fixture(nested).toString()) as Document;
    const { split } = (document.trees as Nested[])[0]!;
    const part = `{"split":${JSON.stringify(split)},"right":{"value":0,"weight":1},"left":`;
    const tree = `${part.repeat(1e5)}{"value":1,"weight":1}${"}".repeat(1e5)}`;
    const { trees } = readCatboost(
      "m",
      Buffer.from(JSON.stringify({ ...document, trees: "HERE" }).replace('"HERE"', `[${tree}]`)),
    );
    expect(trees.feature.length).toBe(2e5 + 1);
    expect(trees.cover![0]).toBe(1e5 + 1);
  });
});

const leafOf = (node: Nested): Nested => (node.value === undefined ? leafOf(node.left) : node);

withFixtures("telco-churn-catboost", () => {
  const reference = "telco-churn-catboost";

  it("scores every row as CatBoost does", async () => {
    const featureSteps = featureStepsOf(referenceOf(reference));
    const model = await loadModel(
      requestFor("catboost", fixturePath("models", reference, "model.json"), { featureSteps }),
    );
    const rows = await rowsOf(reference);
    const { score } = await scoreAll(model, rows);
    expect(largestDifference(score, rows.score!)).toBeLessThan(tolerance);
    const threshold = referenceOf(reference).model.threshold!;
    expect(score.map((value) => Number(value >= threshold))).toEqual(rows.prediction!.map(Number));
  });

  it("says of a .cbm file how to save it", async () => {
    await expect(
      loadModel(requestFor("catboost", fixturePath("models", reference, "model.cbm"))),
    ).rejects.toMatchObject({
      kind: "unusable",
      problems: [{ message: expect.stringContaining(".cbm"), hint: expect.stringContaining('format="json"') }],
    });
  });

  it.each([
    "telco-churn-xgboost/model.json",
    "telco-churn-lightgbm/model.txt",
    "telco-churn-keras/tfjs_layers/model.json",
  ])("names what %s is", async (file) => {
    await expect(loadModel(requestFor("catboost", fixturePath("models", file)))).rejects.toMatchObject({
      kind: "unusable",
      message: expect.stringMatching(/an XGBoost model|a LightGBM model|TensorFlow\.js/),
    });
  });
});
