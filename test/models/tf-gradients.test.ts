import { rmSync } from "node:fs";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { loadModel } from "../../src/models/index.js";
import type { Batch, Gradients, LoadedModel, Unavailable } from "../../src/models/model.js";
import { loadTensorFlow } from "../../src/models/tensorflow.js";
import { fixturePath, withFixtures } from "../fixtures.js";
import { mulberry32 } from "../mulberry32.js";
import { batchOf, featureStepsOf, referenceOf, requestFor, rowsOf } from "./reference.js";
import { temporaryFolder, writeGraph, writeLayers } from "./tiny-models.js";
import { type DrawnLayer, numberFeatures, writeNetwork } from "./tiny-networks.js";

const root = temporaryFolder();
afterAll(() => rmSync(root, { recursive: true }));
const place = (name: string): string => path.join(root, name);

const known = <T extends object>(found: T | Unavailable | undefined): T => {
  if (found === undefined || "reason" in found) throw new Error(found?.reason ?? "not offered");
  return found;
};
const gradientsOf = async (model: LoadedModel): Promise<Gradients> => known(await model.gradients?.());
const batch = (...columns: number[][]): Batch => ({
  rows: columns[0]!.length,
  columns: columns.map((values) => Float64Array.from(values)),
});
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const largest = (values: Iterable<number>): number => Math.max(...Array.from(values, Math.abs));

/** Single precision has seven digits, and the two forms of a network add in another order: some units in the last place of values near 1. */
const single = 5e-6;

const folder = "telco-churn-keras";
const telco = (kind: string) =>
  loadModel(
    requestFor(kind, fixturePath("models", folder, kind.replace("-", "_")), {
      featureSteps: featureStepsOf(referenceOf(folder)),
    }),
  );

withFixtures("gradients of telco-churn-keras", () => {
  it("are those of a margin whose sigmoid is the score", async () => {
    for (const kind of ["tfjs-layers", "tfjs-graph"]) {
      const model = await telco(kind);
      const gradients = await gradientsOf(model);
      const rows = batchOf(await rowsOf(folder), model.columns, 0, 500);
      const { value } = await gradients.at(gradients.inputs.encode(rows), 0);
      const { score } = await model.predict(rows);
      expect([gradients.link, gradients.outputs]).toEqual(["logistic", 1]);
      expect(largest(value.map((margin, row) => sigmoid(margin) - score![row]!))).toBeLessThan(1e-6);
      await model.close();
    }
  });

  it("agree between the layers and the graph form", async () => {
    const [layers, graph] = [await telco("tfjs-layers"), await telco("tfjs-graph")];
    const [ofLayers, ofGraph] = [await gradientsOf(layers), await gradientsOf(graph)];
    const encoded = ofLayers.inputs.encode(batchOf(await rowsOf(folder), layers.columns));
    const [a, b] = [await ofLayers.at(encoded, 0), await ofGraph.at(encoded, 0)];
    expect(a.gradient.length).toBe(2113 * 46);
    expect(largest(a.gradient.map((slope, at) => slope - b.gradient[at]!))).toBeLessThan(single);
    expect(largest(a.value.map((margin, row) => margin - b.value[row]!))).toBeLessThan(single);
    await layers.close();
    await graph.close();
  });

  it("name the column of each encoded input, and encode as the model does", async () => {
    const model = await telco("tfjs-layers");
    const { inputs } = await gradientsOf(model);
    const reference = referenceOf(folder);
    const names = Array.from(inputs.inputColumn, (column) => model.columns[column]!.column);
    expect(names).toEqual(reference.features.map(({ column }) => column));
    const encoded = inputs.encode(batchOf(await rowsOf(folder), model.columns, 0, 5));
    const expected = reference.first_inputs!.flat();
    // The reference has them in single precision.
    expect(largest(encoded.map((value, at) => value - expected[at]!))).toBeLessThan(1e-6);
    expect(model.warnings?.()).toEqual([]);
    await model.close();
  });

  it("refuse to be weighted sums, and name the layer or operation", async () => {
    const [layers, graph] = [await telco("tfjs-layers"), await telco("tfjs-graph")];
    expect(await layers.linearForm?.()).toEqual({ reason: 'it is more than weighted sums: layer "dense_1" (Dense)' });
    expect(await graph.linearForm?.()).toMatchObject({ reason: expect.stringMatching(/Relu" \(_FusedMatMul\)$/) });
    await layers.close();
    await graph.close();
  });
});

const network = async (name: string, width: number, layers: readonly DrawnLayer[], seed = 1) => {
  const next = mulberry32(seed);
  const file = writeNetwork(place(name), width, layers, () => 2 * next() - 1);
  return loadModel(requestFor("tfjs-layers", file, { featureSteps: numberFeatures(width) }));
};

describe("gradients of a layers model", () => {
  it.each(["tanh", "softplus", "elu", "sigmoid", "gelu"])(
    "equal differences over a small step (%s)",
    async (activation) => {
      const model = await network(`differences-${activation}`, 3, [
        { units: 5, activation },
        { units: 1, activation: "sigmoid" },
      ]);
      const gradients = await gradientsOf(model);
      const at = [0.3, -0.7, 1.1];
      const { gradient } = await gradients.at(Float64Array.from(at), 0);
      // A step of 2⁻⁷ halves the digits of single precision between rounding and curvature.
      const step = 2 ** -7;
      for (const [input, slope] of gradient.entries()) {
        const shifted = (by: number) => at.map((value, place) => (place === input ? value + by : value));
        const { value } = await gradients.at(Float64Array.from([...shifted(step), ...shifted(-step)]), 0);
        expect(Math.abs((value[0]! - value[1]!) / (2 * step) - slope)).toBeLessThan(2e-4);
      }
      await model.close();
    },
  );

  it("explain the log-odds of the second of two classes under a softmax", async () => {
    const model = await network("two", 2, [{ units: 2, activation: "softmax" }]);
    const gradients = await gradientsOf(model);
    expect([gradients.link, gradients.outputs]).toEqual(["logistic", 1]);
    const { value } = await gradients.at(Float64Array.from([0.5, -2]), 0);
    const { score } = await model.predict(batch([0.5], [-2]));
    expect(sigmoid(value[0]!)).toBeCloseTo(score![0]!, 6);
    await model.close();
  });

  it("explain each class's margin under a softmax over three", async () => {
    const model = await network("three", 2, [{ units: 3, activation: "softmax" }]);
    const gradients = await gradientsOf(model);
    expect([gradients.link, gradients.outputs]).toEqual(["softmax", 3]);
    const margins: number[] = [];
    for (let output = 0; output < 3; output++)
      margins.push((await gradients.at(Float64Array.from([0.5, -2]), output)).value[0]!);
    const powers = margins.map(Math.exp);
    const probabilities = powers.map((power) => power / powers.reduce((a, b) => a + b));
    const { score } = await model.predict(batch([0.5], [-2]));
    expect(Math.max(...probabilities)).toBeCloseTo(score![0]!, 6);
    await model.close();
  });

  it("are those of the answer where the last function is no known link", async () => {
    const model = await network("hard", 2, [{ units: 1, activation: "softplus" }]);
    const gradients = await gradientsOf(model);
    expect(gradients.link).toBeNull();
    const { value } = await gradients.at(Float64Array.from([0.5, -2]), 0);
    expect(value[0]).toBeCloseTo((await model.predict(batch([0.5], [-2]))).score![0]!, 6);
    expect(await model.linearForm?.()).toMatchObject({ reason: expect.stringContaining("dense_0") });
    await model.close();
  });

  it("leave out a sigmoid or softmax that is a layer of its own", async () => {
    const layers = [
      { class_name: "InputLayer", config: { batch_input_shape: [null, 2], dtype: "float32", name: "in" } },
      {
        class_name: "Dense",
        config: { name: "sum", units: 1, activation: "linear", use_bias: false, dtype: "float32" },
      },
      { class_name: "Activation", config: { name: "end", activation: "sigmoid", dtype: "float32" } },
    ];
    const file = writeLayers(place("activation"), layers, [{ name: "sum/kernel", shape: [2, 1], values: [3, -4] }]);
    const model = await loadModel(requestFor("tfjs-layers", file, { featureSteps: numberFeatures(2) }));
    const form = known(await model.linearForm?.());
    expect([form.link, [...form.coefficients[0]!], [...form.intercepts]]).toEqual(["logistic", [3, -4], [0]]);
    await model.close();
  });

  it("are the coefficients of a network of weighted sums", async () => {
    const model = await network("sums", 4, [
      { units: 3, activation: "linear" },
      { units: 1, activation: "sigmoid" },
    ]);
    const form = known(await model.linearForm?.());
    const row = [1, -2, 0.5, 3];
    const margin = row.reduce((sum, value, input) => sum + value * form.coefficients[0]![input]!, form.intercepts[0]!);
    const { score } = await model.predict(batch(...row.map((value) => [value])));
    expect(form.link).toBe("logistic");
    expect(sigmoid(margin)).toBeCloseTo(score![0]!, 6);
    await model.close();
  });

  it("leave no tensor behind", async () => {
    const { tf } = await loadTensorFlow();
    const before = tf.memory().numTensors;
    const model = await network("memory", 3, [{ units: 2, activation: "softmax" }]);
    const gradients = await gradientsOf(model);
    await gradients.at(new Float64Array(30), 0);
    await model.linearForm?.();
    await model.close();
    expect(tf.memory().numTensors).toBe(before);
  });

  it("of no rows are empty", async () => {
    const model = await network("empty", 3, [{ units: 1, activation: "sigmoid" }]);
    const { value, gradient } = await (await gradientsOf(model)).at(new Float64Array(), 0);
    expect([value.length, gradient.length]).toEqual([0, 0]);
    await model.close();
  });

  it("are refused for a model that looks up embeddings, whose gradient TensorFlow.js would make up", async () => {
    const layers = [
      { class_name: "InputLayer", config: { batch_input_shape: [null, 2], dtype: "float32", name: "in" } },
      { class_name: "Embedding", config: { name: "words", input_dim: 4, output_dim: 1, dtype: "float32" } },
      { class_name: "Flatten", config: { name: "flat" } },
      {
        class_name: "Dense",
        config: { name: "out", units: 1, activation: "sigmoid", use_bias: false, dtype: "float32" },
      },
    ];
    const file = writeLayers(place("embedding"), layers, [
      { name: "words/embeddings", shape: [4, 1], values: [1, 2, 3, 4] },
      { name: "out/kernel", shape: [2, 1], values: [1, 1] },
    ]);
    const model = await loadModel(requestFor("tfjs-layers", file, { featureSteps: numberFeatures(2) }));
    expect(await model.gradients?.()).toEqual({
      reason: 'its layer "words" (Embedding) looks things up, which has no gradient',
    });
    await model.close();
  });
});

const inputs = [
  { name: "b", size: [-1, 1] },
  { name: "a", size: [-1, 2] },
];
const weights = [
  { name: "w", shape: [2, 1], values: [2, -3] },
  { name: "c", shape: [1], values: [0.5] },
];
const graph = (name: string, nodes: Parameters<typeof writeGraph>[1]["nodes"], output: string) =>
  loadModel(
    requestFor("tfjs-graph", writeGraph(place(name), { inputs, outputs: { out: output }, nodes, weights }), {
      featureSteps: [{ name: "b" }, { name: "a", column: "p" }, { name: "a", column: "q" }],
    }),
  );
const flags = { transpose_a: { b: false }, transpose_b: { b: false } };

describe("gradients of a graph model", () => {
  it("stand in the order of the encoded inputs, tensor after tensor", async () => {
    const nodes = [
      { name: "m", op: "MatMul", input: ["a", "w"], attr: flags },
      { name: "s", op: "AddV2", input: ["m", "b"] },
      { name: "y", op: "Sigmoid", input: ["s"] },
    ];
    const model = await graph("tensors", nodes, "y");
    const gradients = await gradientsOf(model);
    const names = Array.from(gradients.inputs.inputColumn, (column) => model.columns[column]!.column);
    const { gradient } = await gradients.at(Float64Array.from([1, 2, 3, 4, 5, 6]), 0);
    const slopes: Record<string, number> = { p: 2, q: -3, b: 1 };
    expect([...gradient]).toEqual([...names, ...names].map((name) => slopes[name]));
    const rows: Record<string, number[]> = { p: [10, 20], q: [11, 21], b: [12, 22] };
    const encoded = gradients.inputs.encode(batch(...model.columns.map(({ column }) => rows[column]!)));
    expect([...encoded]).toEqual([...names.map((name) => rows[name]![0]), ...names.map((name) => rows[name]![1])]);
    const form = known(await model.linearForm?.());
    expect([form.link, [...form.coefficients[0]!]]).toEqual(["logistic", names.map((name) => slopes[name])]);
    await model.close();
  });

  it("take the bias of a fused sum along, and its sigmoid off", async () => {
    const fused = { list: { s: ["BiasAdd", "Sigmoid"].map((name) => Buffer.from(name).toString("base64")) } };
    const nodes = [
      {
        name: "y",
        op: "_FusedMatMul",
        input: ["a", "w", "c"],
        attr: { ...flags, fused_ops: fused, num_args: { i: "1" } },
      },
      { name: "z", op: "Mul", input: ["y", "b"] },
    ];
    const file = writeGraph(place("fused"), {
      inputs: inputs.slice(1),
      outputs: { out: "y" },
      nodes: nodes.slice(0, 1),
      weights,
    });
    const model = await loadModel(requestFor("tfjs-graph", file, { featureSteps: numberFeatures(2) }));
    const form = known(await model.linearForm?.());
    expect([form.link, [...form.coefficients[0]!], [...form.intercepts]]).toEqual(["logistic", [2, -3], [0.5]]);
    await model.close();
  });

  it("are no weighted sums where two inputs are multiplied", async () => {
    const nodes = [
      { name: "m", op: "MatMul", input: ["a", "w"], attr: flags },
      { name: "y", op: "Mul", input: ["m", "b"] },
    ];
    const model = await graph("product", nodes, "y");
    expect(await model.linearForm?.()).toEqual({ reason: 'it is more than weighted sums: operation "y" (Mul)' });
    const { gradient } = await (await gradientsOf(model)).at(Float64Array.from([1, 2, 3]), 0);
    expect(largest(gradient)).toBeGreaterThan(0);
    await model.close();
  });

  it.each([
    {
      what: "rounds",
      nodes: [
        { name: "y", op: "Cast", input: ["b"], attr: { SrcT: { type: "DT_FLOAT" }, DstT: { type: "DT_INT32" } } },
      ],
    },
    { what: "has no derivative", nodes: [{ name: "y", op: "Greater", input: ["b", "c"] }] },
  ])("are refused for a graph that $what", async ({ what, nodes }) => {
    const file = writeGraph(place(`no-gradient-${what}`), {
      inputs: inputs.slice(0, 1),
      outputs: { out: "y" },
      nodes,
      weights,
    });
    const model = await loadModel(requestFor("tfjs-graph", file));
    expect(await model.gradients?.()).toMatchObject({ reason: expect.any(String) });
    await model.close();
  });

  it("are refused for inputs of whole numbers", async () => {
    const file = writeGraph(place("whole"), {
      inputs: [{ name: "a", dtype: "DT_INT32", size: [-1, 1] }],
      outputs: { out: "y" },
      nodes: [
        { name: "y", op: "Cast", input: ["a"], attr: { SrcT: { type: "DT_INT32" }, DstT: { type: "DT_FLOAT" } } },
      ],
    });
    const model = await loadModel(requestFor("tfjs-graph", file));
    expect(await model.gradients?.()).toEqual({ reason: 'its input "a" takes int32, over which nothing varies' });
    await model.close();
  });
});
