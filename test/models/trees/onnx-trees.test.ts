import { readFileSync } from "node:fs";
import * as ort from "onnxruntime-node";
import { describe, expect, it } from "vitest";
import { readOnnxFile } from "../../../src/models/onnx-file.js";
import { withoutZipMap } from "../../../src/models/onnx-zipmap.js";
import { bytesField, bytesOf, changeFields, integerField, joinBytes, textOf } from "../../../src/models/protobuf.js";
import { treesOfOnnx, withOutput } from "../../../src/models/trees/onnx-trees.js";
import { treeScorer } from "../../../src/models/trees/score-trees.js";
import { fixturePath, withFixtures } from "../../fixtures.js";
import { mulberry32 } from "../../mulberry32.js";
import { batchOf, rowsOf } from "../reference.js";
import { onnxFile, onnxNode, onnxValue } from "../tiny-models.js";
import { columnsOf, fixture, flat, largestGap, libraryModels, scoresOf } from "./library-models.js";
import { attributionInputs, oracle } from "./oracles.js";

/** onnxruntime adds leaves in float32, we in double: some 1e-7 of sums about 1. */
const tolerance = 1e-6;

const read = (content: Uint8Array, output: string) => treesOfOnnx(content, readOnnxFile("m", content), output);
const treesIn = (content: Uint8Array, output: string) => {
  const { found, reason } = read(content, output);
  expect(reason).toBeNull();
  return found!;
};

/** What onnxruntime does with them is no plain sum of leaves. */
const refused: Readonly<Record<string, RegExp>> = {
  "onnx-max": /aggregates its trees by "MAX"/,
  "onnx-one-softmax": /softmax of one score/,
  "onnx-one-two-bases": /base values that onnxruntime does not simply add/,
  "onnx-leaf-without-second": /say nothing of the second class/,
  "onnx-one-target-logistic": /transform of one target/,
  "onnx-unified-max": /aggregates its trees by MAX/,
  "onnx-unified-transform": /asks for transform 2, which the standard and onnxruntime do not read alike/,
  "onnx-unified-fractions": /a number that is no code of a category/,
};
const models = libraryModels("onnx");

describe.each(models.filter(({ name }) => refused[name] === undefined))(
  "treesOfOnnx(content, file, output) of $name",
  (model) => {
    it("gives trees whose answers are those of onnxruntime", () => {
      const { trees, isDirect } = treesIn(model.content, model.output!);
      const { answers } = scoresOf({ trees, categories: null }, model.rows);
      expect(isDirect).toBe(true);
      expect(trees.cover).toBeNull();
      expect(largestGap(answers, flat(model.answers, trees.outputs))).toBeLessThan(tolerance);
    });
  },
);

describe("treesOfOnnx(content, file, output)", () => {
  it.each(Object.entries(refused))("of %s says why there are none", (name, reason) => {
    expect(read(fixture(`${name}.onnx`), "scores")).toMatchObject({
      found: null,
      reason: expect.stringMatching(reason),
    });
  });

  it("of the label says so", () => {
    expect(read(fixture("onnx-tree.onnx"), "label").reason).toMatch(/a label, not a score|makes its answers/);
    expect(read(fixture("onnx-one-none.onnx"), "label").reason).toMatch(/a label, not a score/);
  });

  it("of a graph that doubles its columns again and again ends", () => {
    const doubling = Array.from({ length: 60 }, (_, level) => joinColumns([`c${level}`, `c${level}`], `c${level + 1}`));
    expect(read(around("c60", [...doubling], [onnxValue("c0", 1, [null, 2])]), "scores").reason).toMatch(
      /too many columns/,
    );
  });

  it("of a graph that goes round in circles ends", () => {
    const circle = [onnxNode("Identity", ["a"], ["b"]), onnxNode("Identity", ["b"], ["a"])];
    expect(read(around("a", circle, [onnxValue("X", 1, [null, 2])]), "scores").reason).toMatch(/too many operators/);
  });

  it("follows inputs of one value each through casts and joins, and knows their names", () => {
    const cast = (from: string, to: string) =>
      onnxNode("Cast", [from], [to], { attributes: [integerAttribute("to", 1)] });
    const nodes = [
      cast("first", "first_cast"),
      onnxNode("Identity", ["second"], ["other"]),
      joinColumns(["first_cast", "other"], "both"),
    ];
    const inputs = [onnxValue("first", 7, [null, 1]), onnxValue("second", 1, [null, 1])];
    const { trees, isDirect, columns, matrix } = treesIn(around("both", nodes, inputs), "scores");
    expect({ isDirect, matrix, inputs: trees.inputs, single: trees.single }).toEqual({
      isDirect: true,
      matrix: "both",
      inputs: ["first", "second"],
      single: true,
    });
    expect(columns).toEqual([
      { input: 0, value: 0, isKept: true },
      { input: 1, value: 0, isKept: true },
    ]);
    const turned = around("both", [...nodes.slice(0, 2), joinColumns(["other", "first_cast"], "both")], inputs);
    expect(treesIn(turned, "scores")).toMatchObject({
      isDirect: false,
      columns: [
        { input: 1, value: 0, isKept: true },
        { input: 0, value: 0, isKept: true },
      ],
    });
  });

  it("says which operator stands in the way", () => {
    const nodes = [onnxNode("Exp", ["X"], ["e"])];
    expect(read(around("e", nodes, [onnxValue("X", 1, [null, 2])]), "scores").reason).toBe(
      "the operator Exp stands in front of it",
    );
  });

  it.each<[string, RegExp, (name: string, attribute: Uint8Array) => Uint8Array | null]>([
    [
      "lists of unequal length",
      /unequal length/,
      (name, attribute) => (name === "nodes_featureids" ? withoutLast(attribute) : null),
    ],
    [
      "leaves without weights",
      /unequal length/,
      (name, attribute) => (name === "class_weights" ? withoutLast(attribute) : null),
    ],
    [
      "a threshold that is NaN",
      /threshold that is no number/,
      (name, attribute) => (name === "nodes_values" ? floatsSet(attribute, Number.NaN) : null),
    ],
    [
      "a weight that is infinite",
      /leaf whose value|not finite/,
      (name, attribute) => (name === "class_weights" ? floatsSet(attribute, Number.POSITIVE_INFINITY) : null),
    ],
    [
      "an input out of range",
      /splits on input 9 of 2/,
      (name, attribute) => (name === "nodes_featureids" ? integersSet(attribute, 9) : null),
    ],
    [
      "a cycle",
      /reaches a node twice/,
      (name, attribute) => (name === "nodes_truenodeids" ? integersSet(attribute, 6) : null),
    ],
    [
      "a child that is not there",
      /has no node -1/,
      (name, attribute) => (name === "nodes_truenodeids" ? integersSet(attribute, 77) : null),
    ],
    [
      "one name for two nodes",
      /names a node twice/,
      (name, attribute) => (name === "nodes_nodeids" ? integersSet(attribute, 5) : null),
    ],
    [
      "another transform",
      /answers go through "PROBIT"/,
      (name, attribute) => (name === "post_transform" ? textSet(attribute, "PROBIT") : null),
    ],
    [
      "a class that is not there",
      /output 1|weights where/,
      (name, attribute) => (name === "class_nodeids" ? integersSet(attribute, 6) : null),
    ],
  ])("of a file with %s says why there are none", (_, reason, change) => {
    const content = changedAttributes(fixture("onnx-one-logistic.onnx"), change);
    expect(treesOfOnnx(content, readOnnxFile("m", content), "scores")).toMatchObject({
      found: null,
      reason: expect.stringMatching(reason),
    });
  });

  it("of 200 damaged files, seed 7, gives trees that can be walked or a reason, whatever onnxruntime would say", () => {
    const random = mulberry32(7);
    const whole = fixture("onnx-three-softmax.onnx");
    for (let mutant = 0; mutant < 200; mutant++) {
      const content = Buffer.from(whole);
      for (let damage = 0; damage < 1 + (mutant % 3); damage++)
        content[Math.floor(random() * content.length)] = Math.floor(random() * 256);
      const { found } = outcomeOf(content) ?? { found: null };
      if (found === null) continue;
      const columns = columnsOf(
        [
          [0, 0],
          [1, 3],
          [null, -1],
        ],
        found.trees.width,
        null,
      );
      expect(
        treeScorer(found.trees)
          .answers(columns, 3)
          .every((value) => !Number.isNaN(value)),
      ).toBe(true);
    }
  });
});

/** Trees, a reason, or null where the file is refused before anybody looks for trees. */
function outcomeOf(content: Uint8Array): ReturnType<typeof treesOfOnnx> | null {
  try {
    return treesOfOnnx(content, readOnnxFile("m", content), "scores");
  } catch (cause) {
    if (cause instanceof Error && cause.name === "Failure") return null;
    throw cause;
  }
}

const integerAttribute = (name: string, value: number): Uint8Array =>
  joinBytes([bytesField(1, name), integerField(3, value), integerField(20, 2)]);

const joinColumns = (inputs: readonly string[], output: string): Uint8Array =>
  onnxNode("Concat", inputs, [output], { attributes: [integerAttribute("axis", 1)] });

const ensembleNode = (): Uint8Array => bytesOf(bytesOf(fixture("onnx-one-logistic.onnx"), 7)[0]!, 1)[0]!;

/** The ensemble of a small model behind other operators. */
const around = (matrix: string, nodes: readonly Uint8Array[], inputs: readonly Uint8Array[]): Uint8Array => {
  const ensemble = changeFields(ensembleNode(), (number) => (number === 1 ? bytesField(1, matrix) : null));
  return onnxFile({
    nodes: [...nodes, ensemble],
    inputs,
    outputs: [onnxValue("scores", 1, [null, 2])],
    domains: ["", "ai.onnx.ml"],
  });
};

function changedAttributes(
  content: Uint8Array,
  change: (name: string, attribute: Uint8Array) => Uint8Array | null,
): Uint8Array {
  const within = (number: number, inner: (bytes: Uint8Array) => Uint8Array) => (found: number, bytes: Uint8Array) =>
    found === number ? bytesField(number, inner(bytes)) : null;
  const attribute = (bytes: Uint8Array) => change(textOf(bytes, 1), bytes) ?? bytes;
  const node = (bytes: Uint8Array) => changeFields(bytes, within(5, attribute));
  return changeFields(
    content,
    within(7, (graph) => changeFields(graph, within(1, node))),
  );
}

/** Fields of numbers stand alone, one after the other: the first, or all but the last. */
const numberFields = (
  attribute: Uint8Array,
  number: number,
  size: number,
): { readonly first: number; readonly bytes: Buffer } => {
  const bytes = Buffer.from(attribute);
  const tag = number * 8 + (size === 4 ? 5 : 0);
  for (let at = 0; at < bytes.length; at++)
    if (bytes[at] === tag && bytes[at + size + 1] === tag) return { first: at + 1, bytes };
  throw new Error("no such fields");
};

function floatsSet(attribute: Uint8Array, value: number): Uint8Array {
  const { first, bytes } = numberFields(attribute, 7, 4);
  bytes.writeFloatLE(value, first);
  return bytes;
}

function integersSet(attribute: Uint8Array, value: number): Uint8Array {
  const { first, bytes } = numberFields(attribute, 8, 1);
  bytes[first] = value;
  return bytes;
}

/** Without the field before the attribute's type, which is written last. */
function withoutLast(attribute: Uint8Array): Uint8Array {
  const size = textOf(attribute, 1).endsWith("weights") ? 5 : 2;
  return joinBytes([attribute.subarray(0, attribute.length - 3 - size), attribute.subarray(attribute.length - 3)]);
}

const textSet = (attribute: Uint8Array, text: string): Uint8Array =>
  changeFields(attribute, (number) => (number === 4 ? bytesField(4, text) : null));

withFixtures.each([
  { name: "gb_classifier", file: "d_gb_classifier.json", of: "gb_classifier", key: "probabilities", missing: false },
  { name: "gb_regressor", file: "d_gb_regressor.json", of: "gb_regressor", key: "variable", missing: false },
  { name: "rf_classifier", file: "d_rf_classifier.json", of: "rf_classifier", key: "probabilities", missing: false },
  { name: "lgb_binary", file: "d_onnxmltools.json", of: "lgb_binary", key: "probabilities", missing: true },
  {
    name: "xgb_sklearn_binary",
    file: "d_onnxmltools.json",
    of: "xgb_sklearn_binary",
    key: "probabilities",
    missing: true,
  },
])("the oracle of $name", ({ name, file, key, missing }) => {
  it("has our answers and raw outputs", () => {
    const { expected } = oracle(file);
    const answersByLibrary = (expected.onnxruntime ?? expected[name]) as Record<string, number[][]>;
    const { trees } = treesIn(readFileSync(fixturePath("oracles", "models", `${name}.onnx`)), key);
    const inputs = attributionInputs();
    const found = scoresOf({ trees, categories: null }, missing ? inputs.X : inputs.withoutMissing);
    expect(largestGap(found.answers, flat(answersByLibrary[key]!, trees.outputs))).toBeLessThan(tolerance);
    if (expected.raw_prediction !== undefined)
      expect(largestGap(found.raw, flat(expected.raw_prediction, 1))).toBeLessThan(tolerance);
  });
});

withFixtures("treesOfOnnx(content, file, output) of whole models", () => {
  it("scores telco-churn-catboost as its JSON does", async () => {
    const { content } = withoutZipMap(readFileSync(fixturePath("models", "telco-churn-catboost", "model.onnx")))!;
    const { trees } = treesIn(content, "probabilities");
    const { readCatboost } = await import("../../../src/models/trees/catboost-json.js");
    const json = readCatboost("m", readFileSync(fixturePath("models", "telco-churn-catboost", "model.json"))).trees;
    const random = mulberry32(1);
    const rows = Array.from({ length: 500 }, () =>
      Array.from({ length: trees.width }, () => Math.round(random() * 200) / (random() < 0.5 ? 1 : 200)),
    );
    const found = scoresOf({ trees, categories: null }, rows).answers;
    expect(largestGap(found, scoresOf({ trees: json, categories: null }, rows).answers)).toBeLessThan(tolerance);
  });

  it("scores bank-marketing-gbdt-onnx from the matrix behind its encoders, which onnxruntime hands out", async () => {
    const content = readFileSync(fixturePath("models", "bank-marketing-gbdt-onnx", "model.onnx"));
    const file = readOnnxFile("m", content);
    const found = treesIn(content, "probabilities");
    expect(found).toMatchObject({ isDirect: false, matrix: "transformed_column" });
    expect(found.columns.length).toBe(49);
    expect(new Set(found.columns.map(({ input }) => input)).size).toBe(15);
    const table = await rowsOf("bank-marketing-gbdt-onnx");
    const session = await ort.InferenceSession.create(withOutput(content, found), { intraOpNumThreads: 1 });
    const rows = 200;
    const feeds = Object.fromEntries(file.inputs.map(({ name, dtype }) => [name, feedOf(table, name, dtype, rows)]));
    const matrix = (await session.run(feeds, [found.matrix]))[found.matrix]!.data as Float32Array;
    const table2 = Array.from({ length: rows }, (_, row) => [...matrix.subarray(row * 49, row * 49 + 49)]);
    const { answers } = scoresOf({ trees: found.trees, categories: null }, table2);
    expect(largestGap(answers, table.score!.slice(0, rows).map(Number))).toBeLessThan(tolerance);
    await session.release();
  });

  it.each([
    ["oracles/models/mlp6.onnx", "probabilities"],
    ["models/banking77-intent-onnx/model.onnx", "probabilities"],
    ["models/telco-churn-logistic-onnx/model.onnx", "probabilities"],
  ])("says that %s has none", (file, output) => {
    expect(read(readFileSync(fixturePath(...file.split("/"))), output)).toMatchObject({
      found: null,
      reason: expect.stringMatching(/\S/),
    });
  });
});

function feedOf(table: Awaited<ReturnType<typeof rowsOf>>, column: string, dtype: string, rows: number): ort.Tensor {
  const type = dtype === "tensor(string)" ? "text" : "number";
  const [values] = batchOf(table, [{ column, type }], 0, rows).columns as [Float64Array | (string | null)[]];
  if (!(values instanceof Float64Array))
    return new ort.Tensor(
      "string",
      values.map((value) => value ?? ""),
      [rows, 1],
    );
  if (dtype === "tensor(float)") return new ort.Tensor("float32", Float32Array.from(values), [rows, 1]);
  return new ort.Tensor(
    "int64",
    BigInt64Array.from(values, (value) => BigInt(value)),
    [rows, 1],
  );
}
