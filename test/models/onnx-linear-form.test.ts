import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { loadModel } from "../../src/models/index.js";
import type { LinearForm, LoadedModel, Unavailable } from "../../src/models/model.js";
import { onnxLinearForm } from "../../src/models/onnx-linear-form.js";
import { fixturePath, withFixtures } from "../fixtures.js";
import { batchOf, featureStepsOf, referenceOf, requestFor, rowsOf } from "./reference.js";
import { onnxFile, onnxNode, onnxValue, temporaryFolder } from "./tiny-models.js";
import { numberFeatures } from "./tiny-networks.js";
import {
  floatAttributeOf,
  floatsAttributeOf,
  integerAttributeOf,
  integersAttributeOf,
  onnxTensor,
  textAttributeOf,
} from "./tiny-onnx.js";

const root = temporaryFolder();
afterAll(() => rmSync(root, { recursive: true }));

const known = (found: LinearForm | Unavailable | undefined): LinearForm => {
  if (found === undefined || "reason" in found) throw new Error(found?.reason ?? "not offered");
  return found;
};
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** Margins of encoded rows, output after output in a row. */
function margins({ coefficients, intercepts, inputs: { width } }: LinearForm, encoded: Float64Array): number[][] {
  return Array.from({ length: encoded.length / width }, (_, row) =>
    coefficients.map((list, output) =>
      list.reduce((sum, coefficient, input) => sum + coefficient * encoded[row * width + input]!, intercepts[output]!),
    ),
  );
}

/** The score that a model would give: of the only or the most probable output. */
function scoreOf({ link }: LinearForm, row: readonly number[]): number {
  if (link === "identity") return Math.max(...row);
  if (link === "softmax") return Math.max(...row.map(Math.exp)) / row.map(Math.exp).reduce((a, b) => a + b);
  return Math.max(...row.map(sigmoid));
}

/** Largest difference between the form's scores and the model's. */
async function scoreError(model: LoadedModel, batch: ReturnType<typeof batchOf>): Promise<number> {
  const form = known(await model.linearForm?.());
  const { score } = await model.predict(batch);
  return Math.max(
    ...margins(form, form.inputs.encode(batch)).map((row, at) => Math.abs(scoreOf(form, row) - score![at]!)),
  );
}

interface LogisticReference {
  readonly coef: readonly number[];
  readonly intercept: number;
  readonly pred_contribs: {
    readonly tolerance: number;
    readonly background_mean: number[];
    readonly values: number[][];
  };
}

withFixtures("linear form of telco-churn-logistic-onnx", () => {
  const folder = "telco-churn-logistic-onnx";
  const open = (file: string) =>
    loadModel(
      requestFor("onnx", fixturePath("models", folder, file), {
        featureSteps: featureStepsOf(referenceOf(folder)),
        output: file.includes("zipmap") ? "output_probability" : null,
      }),
    );
  const reference: LogisticReference = JSON.parse(
    readFileSync(fixturePath("models", folder, "reference.json"), "utf8"),
  );

  it.each(["model.onnx", "model.zipmap.onnx"])(
    "has scikit-learn's contributions and the model's scores (%s)",
    async (file) => {
      const model = await open(file);
      const form = known(await model.linearForm?.());
      expect([form.link, form.coefficients.length]).toEqual(["logistic", 1]);
      const rows = batchOf(await rowsOf(folder), model.columns, 0, 200);
      const encoded = form.inputs.encode(rows);
      const { values, background_mean: mean, tolerance } = reference.pred_contribs;
      const contributions = Array.from({ length: 200 }, (_, row) =>
        [...form.coefficients[0]!].map(
          (coefficient, input) => coefficient * (encoded[row * 46 + input]! - mean[input]!),
        ),
      );
      const errors = contributions.flatMap((list, row) =>
        list.map((value, input) => Math.abs(value - values[row]![input]!)),
      );
      expect(Math.max(...errors)).toBeLessThan(tolerance);
      // onnxruntime adds single floats.
      expect(await scoreError(model, batchOf(await rowsOf(folder), model.columns))).toBeLessThan(1e-6);
      await model.close();
    },
  );
});

withFixtures("linear form of other models", () => {
  it.each([
    { folder: "credit-default-mlp-onnx", reason: "it is more than weighted sums: operation Relu" },
    { folder: "sentiment-da-onnx", reason: 'its input "text" takes texts' },
    { folder: "bank-marketing-gbdt-onnx", reason: expect.stringMatching(/ takes texts$/) },
  ])("$folder has none, and says why", async ({ folder, reason }) => {
    const file = fixturePath("models", folder, "model.onnx");
    const model = await loadModel(requestFor("onnx", file, { featureSteps: featureStepsOf(referenceOf(folder)) }));
    expect(await model.linearForm?.()).toEqual({ reason });
    await model.close();
  });
});

let files = 0;
/** A model over one float matrix of `width` columns, or several of them. */
function open(
  graph: Omit<Parameters<typeof onnxFile>[0], "inputs" | "outputs">,
  outputs: number | null,
  inputs: Record<string, number> = { x: 3 },
): Promise<LoadedModel> {
  const file = path.join(root, `${files++}.onnx`);
  writeFileSync(
    file,
    onnxFile({
      ...graph,
      inputs: Object.entries(inputs).map(([name, width]) => onnxValue(name, 1, [null, width])),
      outputs: [onnxValue("y", 1, [null, outputs])],
      domains: ["", "ai.onnx.ml"],
    }),
  );
  const several = Object.entries(inputs).flatMap(([name, width]) =>
    Array.from({ length: width }, (_, place) => ({ name, column: `${name}${place}` })),
  );
  return loadModel(
    requestFor("onnx", file, { featureSteps: Object.keys(inputs).length > 1 ? several : numberFeatures(3) }),
  );
}
const ml = (operator: string, input: string, outputs: string[], attributes: Uint8Array[]) =>
  onnxNode(operator, [input], outputs, { domain: "ai.onnx.ml", attributes });
const rowsFor = (model: LoadedModel) => ({
  rows: 3,
  columns: model.columns.map((_, column) => Float64Array.from([0.5 + column, -1.25 * column, 2 - column])),
});
const w = (outputs: number) =>
  onnxTensor(
    "w",
    [3, outputs],
    Array.from({ length: 3 * outputs }, (_, place) => Math.sin(place + 1)),
  );
const b = (outputs: number) =>
  onnxTensor(
    "b",
    [outputs],
    Array.from({ length: outputs }, (_, place) => Math.cos(place)),
  );
const last = (operator: string, input: string, attributes: Uint8Array[] = []) =>
  onnxNode(operator, [input], ["y"], { attributes });

describe("linear form of an ONNX graph", () => {
  const sum = [onnxNode("MatMul", ["x", "w"], ["m"]), onnxNode("Add", ["m", "b"], ["s"])];
  const axis = integerAttributeOf("axis", 1);
  const cases: { what: string; outputs: number; nodes: Uint8Array[]; link: string; inputs?: Record<string, number> }[] =
    [
      { what: "MatMul and Add", outputs: 1, nodes: [...sum, last("Identity", "s")], link: "identity" },
      { what: "a sigmoid behind them", outputs: 1, nodes: [...sum, last("Sigmoid", "s")], link: "logistic" },
      { what: "a softmax over two", outputs: 2, nodes: [...sum, last("Softmax", "s", [axis])], link: "logistic" },
      { what: "a softmax over three", outputs: 3, nodes: [...sum, last("Softmax", "s", [axis])], link: "softmax" },
      { what: "a sigmoid each", outputs: 3, nodes: [...sum, last("Sigmoid", "s")], link: "logistic_each" },
      {
        what: "Gemm with alpha, beta and a transposed matrix",
        outputs: 2,
        link: "identity",
        nodes: [
          onnxNode("Gemm", ["x", "v", "b"], ["s"], {
            attributes: [floatAttributeOf("alpha", 0.5), floatAttributeOf("beta", -2), integerAttributeOf("transB", 1)],
          }),
          last("Identity", "s"),
        ],
      },
      {
        what: "scaling, casting, joining and choosing columns first",
        outputs: 1,
        link: "logistic",
        inputs: { p: 2, q: 2 },
        nodes: [
          ml("Scaler", "p", ["scaled"], [floatsAttributeOf("offset", [1, -2]), floatsAttributeOf("scale", [0.5, 4])]),
          onnxNode("Div", ["q", "d"], ["divided"]),
          onnxNode("Sub", ["one", "divided"], ["turned"]),
          onnxNode("Concat", ["scaled", "turned"], ["joined"], { attributes: [integerAttributeOf("axis", 1)] }),
          onnxNode("Cast", ["joined"], ["cast"], { attributes: [integerAttributeOf("to", 1)] }),
          onnxNode("ArrayFeatureExtractor", ["cast", "places"], ["x"], { domain: "ai.onnx.ml" }),
          ...sum,
          last("Sigmoid", "s"),
        ],
      },
      {
        what: "two mixtures in a row",
        outputs: 1,
        link: "logistic",
        nodes: [
          onnxNode("MatMul", ["x", "square"], ["h"]),
          onnxNode("MatMul", ["h", "w"], ["m"]),
          last("Sigmoid", "m"),
        ],
      },
      {
        what: "LinearRegressor",
        outputs: 1,
        link: "identity",
        nodes: [
          ml(
            "LinearRegressor",
            "x",
            ["y"],
            [floatsAttributeOf("coefficients", [1, 2, -3]), floatsAttributeOf("intercepts", [0.5])],
          ),
        ],
      },
      ...[
        { classes: 3, transform: "SOFTMAX", link: "softmax" },
        { classes: 3, transform: "LOGISTIC", link: "logistic_each" },
        { classes: 3, transform: "NONE", link: "identity" },
        { classes: 2, transform: "SOFTMAX", link: "logistic" },
        { classes: 2, transform: "LOGISTIC", link: "logistic" },
      ].map(({ classes, transform, link }) => ({
        what: `LinearClassifier over ${classes} classes (${transform})`,
        outputs: classes,
        link,
        nodes: [
          ml(
            "LinearClassifier",
            "x",
            ["label", "y"],
            [
              floatsAttributeOf(
                "coefficients",
                Array.from({ length: 3 * classes }, (_, place) => Math.sin(place)),
              ),
              floatsAttributeOf(
                "intercepts",
                Array.from({ length: classes }, (_, place) => Math.cos(place)),
              ),
              integersAttributeOf(
                "classlabels_ints",
                Array.from({ length: classes }, (_, place) => place),
              ),
              textAttributeOf("post_transform", transform),
            ],
          ),
        ],
      })),
    ];

  it.each(cases)("reads $what", async ({ outputs, nodes, link, inputs }) => {
    const initializers = [
      w(outputs),
      b(outputs),
      onnxTensor("v", [outputs, 3], [1, -2, 3, 0.5, 2, -1].slice(0, 3 * outputs)),
      onnxTensor("square", [3, 3], [1, 0, 2, -1, 1, 0, 0.5, 0, 1]),
      onnxTensor("d", [1, 2], [2, -4]),
      onnxTensor("one", [], [1]),
      onnxTensor("places", [3], [3, 0, 1], true),
    ];
    const model = await open({ nodes, initializers }, outputs, inputs);
    expect(known(await model.linearForm?.()).link).toBe(link);
    expect(await scoreError(model, rowsFor(model))).toBeLessThan(1e-6);
    await model.close();
  });

  it.each([
    {
      what: "a function between sums",
      nodes: [...sum, onnxNode("Relu", ["s"], ["r"]), last("Sigmoid", "r")],
      operation: "Relu",
    },
    {
      what: "sums behind a sigmoid",
      nodes: [...sum, onnxNode("Sigmoid", ["s"], ["r"]), last("Neg", "r")],
      operation: "Neg",
    },
    { what: "inputs that are multiplied", nodes: [onnxNode("Mul", ["x", "x"], ["y"])], operation: "Mul" },
    {
      what: "probabilities that are divided by their sum",
      nodes: [...sum, onnxNode("Sigmoid", ["s"], ["r"]), ml("Normalizer", "r", ["y"], [textAttributeOf("norm", "L1")])],
      operation: "Normalizer",
    },
    {
      what: "a cast to whole numbers",
      nodes: [
        onnxNode("Cast", ["x"], ["c"], { attributes: [integerAttributeOf("to", 7)] }),
        onnxNode("Cast", ["c"], ["y"], { attributes: [integerAttributeOf("to", 1)] }),
      ],
      operation: "Cast",
    },
  ])("refuses $what and names the operation", async ({ nodes, operation }) => {
    const model = await open({ nodes, initializers: [w(3), b(3)] }, 3);
    expect(await model.linearForm?.()).toEqual({ reason: `it is more than weighted sums: operation ${operation}` });
    await model.close();
  });

  it("agrees with onnxruntime for drawn chains of linear operations", async () => {
    const number = fc.double({ min: -2, max: 2, noNaN: true }).map(Math.fround);
    const row = fc.array(number, { minLength: 3, maxLength: 3 });
    const step = fc.oneof(
      row.map((values) => ({ operator: "Add", shape: [1, 3], values })),
      row.map((values) => ({ operator: "Mul", shape: [3], values })),
      row.map((values) => ({ operator: "Sub", shape: [3], values })),
      fc.array(number, { minLength: 9, maxLength: 9 }).map((values) => ({ operator: "MatMul", shape: [3, 3], values })),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 4 }), async (steps) => {
        const nodes = steps.map(({ operator }, place) =>
          onnxNode(operator, [place === 0 ? "x" : `t${place}`, `c${place}`], [`t${place + 1}`]),
        );
        const initializers = steps.map(({ shape, values }, place) => onnxTensor(`c${place}`, shape, values));
        const model = await open(
          { nodes: [...nodes, last("Softmax", `t${steps.length}`, [integerAttributeOf("axis", 1)])], initializers },
          3,
        );
        // Sums of up to 3⁴ products of numbers up to 4, in single precision, before a softmax whose slope is at most 1/2.
        expect(await scoreError(model, rowsFor(model))).toBeLessThan(2e-4);
        await model.close();
      }),
      { numRuns: 25 },
    );
  });

  it("is refused or read, but never breaks off, whatever became of the file", () => {
    const content = onnxFile({
      nodes: [...sum, last("Sigmoid", "s")],
      initializers: [w(2), b(2)],
      inputs: [onnxValue("x", 1, [null, 3])],
      outputs: [onnxValue("y", 1, [null, 2])],
    });
    const inputs = { width: 3, inputColumn: Int32Array.of(0, 1, 2), encode: () => new Float64Array() };
    const read = (bytes: Uint8Array) =>
      onnxLinearForm({ content: bytes, tensors: [{ name: "x", width: 3 }], inputs, output: "y" });
    expect(read(content)).toMatchObject({ link: "logistic" });
    const change = fc.tuple(fc.nat(content.length - 1), fc.nat(255));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), fc.nat(content.length), (changes, end) => {
        const bytes = content.slice();
        for (const [at, byte] of changes) bytes[at] = byte;
        for (const mutant of [bytes, content.subarray(0, end)]) {
          const found = read(mutant);
          if ("reason" in found) expect(found.reason).toMatch(/./);
          else expect(found.coefficients.every((list) => list.length === 3 && list.every(Number.isFinite))).toBe(true);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
