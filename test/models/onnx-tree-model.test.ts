import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { additivityError } from "../../src/attributions/attributions.js";
import { playersOf } from "../../src/attributions/players.js";
import { treeAttributions } from "../../src/attributions/tree-attributions.js";
import { loadModel } from "../../src/models/index.js";
import type { Batch, FeatureStep } from "../../src/models/model.js";
import { bytesField, bytesOf, changeFields } from "../../src/models/protobuf.js";
import { applyLink } from "../../src/models/trees/link.js";
import { rawScores } from "../../src/models/trees/score-trees.js";
import type { TreeModel } from "../../src/models/trees/tree-model.js";
import { fixturePath, withFixtures } from "../fixtures.js";
import { type Json, oracle } from "../stats/oracle.js";
import { batchOf, largestDifference, requestFor, rowsOf, scoreAll } from "./reference.js";
import { onnxFile, onnxNode, onnxValue, temporaryFolder } from "./tiny-models.js";
import { floatAttributeOf, floatsAttributeOf, integerAttributeOf, onnxTensor } from "./tiny-onnx.js";
import { fixture, largestGap, libraryModels } from "./trees/library-models.js";

const root = temporaryFolder();
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** onnxruntime adds leaves as single floats, evenhand as doubles: some 1e-7 of sums about 1. */
const single = 1e-6;
/** The shap package keeps its Shapley weights as single floats. */
const shapPackage = 1e-7;
/** Doubles, added in another order. */
const double = 1e-12;

const own = /^evenhand \(ONNX file/;
const runtime = /^onnxruntime-node .* \(cpu\)$/;

const load = async (file: string, featureSteps: readonly FeatureStep[] | null, output: string | null = null) =>
  (await loadModel(requestFor("onnx", file, { featureSteps, output }))) as TreeModel;
const steps = (count: number): FeatureStep[] => Array.from({ length: count }, (_, at) => ({ name: `x${at}` }));
const written = (name: string, content: Uint8Array): string => {
  const file = path.join(root, `${name}.onnx`);
  writeFileSync(file, content);
  return file;
};

/** Rows as columns of numbers; missing values are NaN. */
const numbersOf = (rows: readonly (readonly (number | string | null)[])[]): Batch & { columns: Float64Array[] } => ({
  rows: rows.length,
  columns: rows[0]!.map((_, at) => Float64Array.from(rows, (row) => (row[at] === null ? Number.NaN : Number(row[at])))),
});

const explain = async (model: TreeModel, explained: Batch, background: Batch) => {
  const players = playersOf(model.columns.map(({ column }) => column));
  return (await treeAttributions({ model, players, explained, background })).outputs;
};

interface Recorded {
  readonly name: string;
  readonly output: string;
  /** Oracle of the answers, and where in it they are. */
  readonly answers: (output: string) => Json;
  /** Oracle of the attributions; null where nobody recorded any. */
  readonly values: string | null;
  readonly missing: boolean;
  readonly scale: string;
}

const ofSklearn = (name: string, output: string, scale: string): Recorded => ({
  name,
  output,
  scale,
  answers: () => oracle(`d_${name}`).expected.onnxruntime[output],
  values: `d_${name}`,
  missing: false,
});
const ofConverter = (name: string, values: string | null): Recorded => ({
  name,
  output: "probabilities",
  scale: "margin",
  answers: (output) => oracle("d_onnxmltools").expected[name][output],
  values,
  missing: true,
});

withFixtures.each([
  ofSklearn("rf_classifier", "probabilities", "value"),
  ofSklearn("gb_classifier", "probabilities", "margin"),
  ofSklearn("gb_regressor", "variable", "value"),
  // The values that were recorded of the LightGBM model that it was converted from.
  ofConverter("lgb_binary", "d_lgb_binary"),
  ofConverter("xgb_sklearn_binary", null),
])("loadModel({ kind: onnx }) of $name", ({ name, output, answers, values, missing, scale }) => {
  const inputs = () => {
    const { X, background } = oracle("d_inputs");
    const filled = (rows: number[][]) => rows.map((row) => row.map((value) => (Number.isNaN(value) ? 0 : value)));
    return [X, background].map((rows) => numbersOf(missing ? rows : filled(rows)));
  };
  const opened = () => load(fixturePath("oracles", "models", `${name}.onnx`), steps(8), output);

  it("scores by evenhand's evaluator as onnxruntime does", async () => {
    const model = await opened();
    const { score, label } = await model.predict(inputs()[0]!);
    const recorded = answers(output).map((row: number[]) => row.at(-1));
    expect(largestDifference([...score!], recorded)).toBeLessThan(single);
    expect(label).toBeNull();
    expect(model.facts.runtime).toMatch(own);
    expect(model.facts.outputs.map((each) => each.name)).toContain(output);
  });

  it("is explained exactly", async () => {
    const model = await opened();
    const [explained, background] = inputs();
    const [found] = await explain(model, explained!, background!);
    expect(found!.scale).toBe(scale);
    expect(additivityError(found!)).toBeLessThan(double);
    if (values === null) return;
    const { base, values: recorded } = oracle(values).expected.interventional_raw;
    expect(Math.abs(found!.base - base)).toBeLessThan(shapPackage);
    for (const [row, phis] of (recorded as number[][]).entries())
      expect(
        largestGap(
          found!.values.map((phi) => phi[row]!),
          phis,
        ),
      ).toBeLessThan(shapPackage);
  });
});

/** What onnxruntime goes on scoring: it does not simply add leaves, compares for equality, or gives several numbers that are no classes. */
const byRuntime =
  /-(max|one-softmax|one-two-bases|leaf-without-second|one-target-logistic|n?eq-\w+|chains|targets-\w+|two-targets|unified-(?!sigmoid).*)$/;

describe.each(libraryModels("onnx"))(
  "loadModel({ kind: onnx }) of $name",
  ({ name, content, output, rows, answers }) => {
    it("answers as onnxruntime did, whoever evaluates it", async () => {
      const model = await load(written(name, content), steps(rows[0]!.length), output!);
      const found = await model.predict(numbersOf(rows));
      expect(model.facts.runtime).toMatch(byRuntime.test(name) ? runtime : own);
      const wanted = answers.map((each) => (typeof each === "number" ? [each] : each));
      if (wanted[0]!.length <= 2)
        expect(
          largestGap(
            [...found.score!],
            wanted.map((row) => row.at(-1)!),
          ),
        ).toBeLessThan(single);
      else expect(largestGap([...found.classes!.values], wanted.flat())).toBeLessThan(single);
      expect((await model.predict(numbersOf(rows.slice(0, 1)))).score).toHaveLength(1);
      await model.close();
    });
  },
);

describe("loadModel({ kind: onnx }) of trees that compare for equality", () => {
  it("leaves scores to onnxruntime, which cuts no code to a whole number, and explains codes", async () => {
    const model = await load(written("chains", fixture("onnx-chains.onnx")), steps(4), "probabilities");
    expect(model.facts.runtime).toMatch(runtime);
    const { rows } = libraryModels("onnx").find((each) => each.name === "onnx-chains")!;
    const [found] = await explain(model, numbersOf(rows), numbersOf(rows.slice(0, 9)));
    expect(additivityError(found!)).toBeLessThan(double);
    const { score } = await model.predict(numbersOf(rows));
    const answers = applyLink(model.trees, Float64Array.from(found!.output));
    expect(largestGap([...answers], [...score!])).toBeLessThan(single);
    await model.close();
  });
});

const numbers = fc.oneof(fc.constantFrom(0, 0.5, 1, -1, 1.5, Number.NaN), fc.double({ min: -4, max: 4, noNaN: true }));

/** The ensemble of a small model behind other nodes. */
function ensembleBehind(
  matrix: string,
  nodes: readonly Uint8Array[],
  inputs: readonly Uint8Array[],
  initializers: readonly Uint8Array[] = [],
): Uint8Array {
  const [node] = bytesOf(bytesOf(fixture("onnx-one-logistic.onnx"), 7)[0]!, 1);
  const ensemble = changeFields(node!, (number) => (number === 1 ? bytesField(1, matrix) : null));
  const outputs = [onnxValue("scores", 1, [null, 2])];
  return onnxFile({ nodes: [...nodes, ensemble], initializers, inputs, outputs, domains: ["", "ai.onnx.ml"] });
}
const joined = (inputs: readonly string[], output: string): Uint8Array =>
  onnxNode("Concat", inputs, [output], { attributes: [integerAttributeOf("axis", 1)] });
const scaler = (input: string, output: string, offset: readonly number[], scale: readonly number[]): Uint8Array =>
  onnxNode("Scaler", [input], [output], {
    domain: "ai.onnx.ml",
    attributes: [floatsAttributeOf("offset", offset), floatsAttributeOf("scale", scale)],
  });

const one = [null, 1];
const pair = [onnxValue("a", 1, one), onnxValue("b", 1, one)];

describe("loadModel({ kind: onnx }) of trees behind other operators", () => {
  const table = { a: [1, -1, 0.25, null], b: [0.5, 2, -1, 0] };

  it("takes inputs in the order of the trees, and evaluates them", async () => {
    const model = await load(written("turned", ensembleBehind("both", [joined(["b", "a"], "both")], pair)), null);
    const plain = await load(written("plain", ensembleBehind("both", [joined(["a", "b"], "both")], pair)), null);
    expect(model.facts.runtime).toMatch(own);
    expect([...model.inputColumn]).toEqual([1, 0]);
    const turned = { a: table.b, b: table.a };
    const [score, other] = [await scoreAll(model, table), await scoreAll(plain, turned)];
    expect(score).toEqual(other);
  });

  it("asks onnxruntime for what a scaler makes of them", async () => {
    const nodes = [scaler("a", "scaled", [0.5], [2]), joined(["scaled", "b"], "both")];
    const model = await load(written("scaled", ensembleBehind("both", nodes, pair)), null);
    expect(model.facts.runtime).toMatch(runtime);
    expect([...model.inputColumn]).toEqual([0, 1]);
    expect((await model.inputs(batchOf(table, model.columns))).map((column) => [...column])).toEqual([
      [1, -3, -0.5, Number.NaN],
      table.b,
    ]);
    expect((await model.inputs({ rows: 0, columns: [new Float64Array(), new Float64Array()] })).length).toBe(2);
    await model.close();
  });

  it("is the same by both evaluators, whatever the numbers", async () => {
    const nodes = [
      scaler("a", "first", [0], [1]),
      scaler("b", "second", [0], [1]),
      joined(["first", "second"], "both"),
    ];
    const alone = await load(written("alone", ensembleBehind("both", [joined(["a", "b"], "both")], pair)), null);
    const model = await load(written("through", ensembleBehind("both", nodes, pair)), null);
    const rows = fc.array(fc.tuple(numbers, numbers), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(rows, async (drawn) => {
        const [own, other] = [await alone.predict(numbersOf(drawn)), await model.predict(numbersOf(drawn))];
        expect(largestGap([...own.score!], [...other.score!])).toBeLessThan(single);
        expect(await alone.inputs(numbersOf(drawn.map((row) => row.map(Math.fround))))).toEqual(
          await model.inputs(numbersOf(drawn)),
        );
      }),
      { numRuns: 50 },
    );
    await model.close();
  });

  it("has no answer for whole numbers that are missing, and does not explain them", async () => {
    const nodes = [
      onnxNode("Cast", ["a"], ["whole"], { attributes: [integerAttributeOf("to", 1)] }),
      scaler("whole", "scaled", [0], [1]),
      joined(["scaled", "b"], "both"),
    ];
    const inputs = [onnxValue("a", 7, one), onnxValue("b", 1, one)];
    const model = await load(written("whole", ensembleBehind("both", nodes, inputs)), null);
    const batch = batchOf({ a: [1, null], b: [0, 0] }, model.columns);
    expect([...(await model.predict(batch)).score!][1]).toBeNaN();
    await expect(Promise.resolve(model.inputs(batch))).rejects.toMatchObject({
      kind: "unusable",
      message: 'model "m": 1 of the rows to explain miss a number that it cannot do without',
    });
    await model.close();
  });

  it("takes the nearest whole numbers where inputs are whole and an explanation moves them a little", async () => {
    const cast = onnxNode("Cast", ["a"], ["whole"], { attributes: [integerAttributeOf("to", 1)] });
    const inputs = [onnxValue("a", 7, one), onnxValue("b", 1, one)];
    const graphs = {
      kept: [cast, joined(["whole", "b"], "both")],
      scaled: [cast, scaler("whole", "scaled", [0], [1]), joined(["scaled", "b"], "both")],
    };
    for (const [name, nodes] of Object.entries(graphs)) {
      const model = await load(written(`whole-${name}`, ensembleBehind("both", nodes, inputs)), null);
      expect(model.facts.runtime).toMatch(runtime);
      const batch = batchOf({ a: [1.2, 0.4, 2], b: [0.5, 0.25, 0] }, model.columns);
      const found = (await model.inputs(batch)).map((column) => [...column]);
      expect(found).toEqual([
        [1, 0, 2],
        [0.5, 0.25, 0],
      ]);
      await expect(model.predict(batch)).rejects.toMatchObject({ kind: "unusable" });
      await model.close();
    }
  });

  it("keeps the columns of one wide input apart through an imputer, a scaler and a choice of columns", async () => {
    const wide = [onnxValue("x", 1, [null, 3])];
    const nodes = [
      onnxNode("Imputer", ["x"], ["whole"], {
        domain: "ai.onnx.ml",
        attributes: [
          floatsAttributeOf("imputed_value_floats", [1, 0.5, 0]),
          floatAttributeOf("replaced_value_float", Number.NaN),
        ],
      }),
      scaler("whole", "scaled", [0.5, 0, 0], [2, 1, 1]),
      onnxNode("ArrayFeatureExtractor", ["scaled", "places"], ["chosen"], { domain: "ai.onnx.ml" }),
    ];
    const places = onnxTensor("places", [2], [2, 0], true);
    const model = await load(written("wide", ensembleBehind("chosen", nodes, wide, [places])), steps(3));
    expect(model.facts.runtime).toMatch(runtime);
    expect([...model.inputColumn]).toEqual([2, 0]);
    const batch = batchOf({ x0: [1, null, 0.25], x1: [5, 6, 7], x2: [-1, 0, null] }, model.columns);
    expect((await model.inputs(batch)).map((column) => [...column])).toEqual([
      [-1, 0, 0],
      [1, 1, -0.5],
    ]);
    const found = (await explain(model, batch, batch))[0]!;
    expect([...found.values[1]!]).toEqual([0, 0, 0]);
    expect(additivityError(found)).toBeLessThan(double);
    const { score } = await model.predict(batch);
    expect(largestGap([...applyLink(model.trees, found.output)], [...score!])).toBeLessThan(single);
    await model.close();
  });

  it.each([
    ["Normalizer", "the operator Normalizer stands in front of it"],
    ["Binarizer", "the operator Binarizer stands in front of it"],
  ])("says which operator hides its trees: %s", async (operator, reason) => {
    const nodes = [onnxNode(operator, ["x"], ["made"], { domain: "ai.onnx.ml" })];
    const model = await load(
      written(operator, ensembleBehind("made", nodes, [onnxValue("x", 1, [null, 2])])),
      steps(2),
    );
    expect("trees" in model).toBe(false);
    expect(model.facts.noTrees).toBe(reason);
    await model.close();
  });

  it("closes without having explained", async () => {
    const nodes = [scaler("a", "scaled", [0], [1]), joined(["scaled", "b"], "both")];
    const model = await load(written("closed", ensembleBehind("both", nodes, pair)), null);
    await expect(model.close()).resolves.toBeUndefined();
  });
});

withFixtures("loadModel({ kind: onnx }).facts.runtime", () => {
  it.each([
    ["oracles/models/rf_classifier.onnx", 8, /^evenhand \(ONNX file of skl2onnx \d[\d.]*\)$/],
    // Its version is a page of text with the name of a person in it.
    ["models/telco-churn-catboost/model.onnx", 46, /^evenhand \(ONNX file of CatBoost\)$/],
  ])("of %s says that evenhand scores, and who wrote the file", async (file, inputs, words) => {
    expect((await load(fixturePath(...file.split("/")), steps(inputs))).facts.runtime).toMatch(words);
  });
});

withFixtures("loadModel({ kind: onnx }) of bank-marketing-gbdt-onnx", () => {
  const folder = "bank-marketing-gbdt-onnx";
  const rows = 200;

  it("explains 200 rows by 15 columns, which add up to the margins of onnxruntime's scores", async () => {
    const model = await load(fixturePath("models", folder, "model.onnx"), null);
    const table = await rowsOf(folder);
    const explained = batchOf(table, model.columns, 0, rows);
    const [found, ...others] = await explain(model, explained, batchOf(table, model.columns, rows, 300));
    expect(others).toEqual([]);
    expect(found!.values.length).toBe(15);
    expect(found!.scale).toBe("margin");
    expect(additivityError(found!)).toBeLessThan(double);
    const sums = Float64Array.from({ length: rows }, (_, row) =>
      found!.values.reduce((sum, phi) => sum + phi[row]!, found!.base),
    );
    const { score } = await model.predict(explained);
    expect(model.facts.runtime).toMatch(runtime);
    expect(largestGap([...applyLink(model.trees, sums)], [...score!])).toBeLessThan(single);
    await model.close();
  });

  it("adds up over the columns that one raw column became", async () => {
    const model = await load(fixturePath("models", folder, "model.onnx"), null);
    const table = await rowsOf(folder);
    const [explained, background] = [batchOf(table, model.columns, 0, 20), batchOf(table, model.columns, 20, 60)];
    const [found] = await explain(model, explained, background);
    const columns = await model.inputs(explained);
    expect(columns.length).toBe(49);
    expect(new Set(model.inputColumn).size).toBe(15);
    expect(largestGap([...rawScores(model.trees, columns, 20)], [...found!.output])).toBe(0);
    // Rows that differ in one raw column alone differ in its attribution alone from a background that is one of them.
    const other = model.columns.findIndex(({ column }) => column === "marital");
    const first = batchOf(table, model.columns, 0, 1);
    const status = ["single", "married", "divorced"].map((value) => ({
      rows: 1,
      columns: first.columns.map((values, at) => (at === other ? [value] : values)),
    }));
    for (const changed of status) {
      const [moved] = await explain(model, changed, first);
      const elsewhere = moved!.values.filter((_, player) => player !== other).flatMap((phi) => [...phi]);
      expect(Math.max(...elsewhere.map(Math.abs))).toBeLessThan(double);
    }
    await model.close();
  });
});
