import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { loadModel } from "../../src/models/index.js";
import type { Batch } from "../../src/models/model.js";
import { requestFor } from "./reference.js";
import { onnxFile, onnxNode, onnxValue, temporaryFolder, writeGraph, writeLayers } from "./tiny-models.js";

const root = temporaryFolder();
afterAll(() => rmSync(root, { recursive: true }));
const place = (name: string): string => path.join(root, name);
const batch = (...columns: (number[] | (string | null)[])[]): Batch => ({
  rows: columns[0]!.length,
  columns: columns.map((values) =>
    typeof values[0] === "number" ? Float64Array.from(values as number[]) : (values as (string | null)[]),
  ),
});

const numberInputs = [
  { name: "b", size: [-1, 1] },
  { name: "a", size: [-1, 1] },
];
const difference = [{ name: "d", op: "Sub", input: ["a", "b"] }];

describe("loadModel({ kind: tfjs-graph })", () => {
  it("feeds several inputs by their names in the signature", async () => {
    const file = writeGraph(place("two"), { inputs: numberInputs, outputs: { out: "d" }, nodes: difference });
    const model = await loadModel(
      requestFor("tfjs-graph", file, { featureSteps: [{ name: "b" }, { name: "a", column: "x" }] }),
    );
    const byColumn: Record<string, number[]> = { b: [1, 2], x: [10, 20] };
    const answers = await model.predict(batch(...model.columns.map(({ column }) => byColumn[column]!)));
    expect([...answers.score!]).toEqual([9, 18]);
    await model.close();
  });

  it("asks which output is meant, and takes the one that is named", async () => {
    const nodes = [...difference, { name: "s", op: "Add", input: ["a", "b"] }];
    const file = writeGraph(place("outputs"), { inputs: numberInputs, outputs: { minus: "d", plus: "s" }, nodes });
    await expect(loadModel(requestFor("tfjs-graph", file))).rejects.toMatchObject({
      kind: "usage",
      message: expect.stringContaining("minus, plus"),
    });
    const model = await loadModel(requestFor("tfjs-graph", file, { output: "plus" }));
    expect([...(await model.predict(batch([1], [2]))).score!]).toEqual([3]);
    await model.close();
  });

  it("lets a graph with an operation for missing numbers answer them itself", async () => {
    const nodes = [
      { name: "holes", op: "IsNan", input: ["a"] },
      { name: "filled", op: "SelectV2", input: ["holes", "b", "a"] },
    ];
    const file = writeGraph(place("holes"), { inputs: numberInputs, outputs: { out: "filled" }, nodes });
    const model = await loadModel(requestFor("tfjs-graph", file));
    const byColumn: Record<string, number[]> = { a: [1, Number.NaN], b: [7, 8] };
    const answers = await model.predict(batch(...model.columns.map(({ column }) => byColumn[column]!)));
    expect([...answers.score!]).toEqual([1, 8]);
    await model.close();
  });

  it.each([
    { what: "pictures", size: [-1, 28, 28], says: /has the shape \[N, 28, 28\]/ },
    { what: "a fixed number of rows", size: [1, 3], says: /takes exactly 1 row at a time/ },
  ])("refuses a graph over $what", async ({ size, says }) => {
    const file = writeGraph(place(`shape${size.join("-")}`), {
      inputs: [{ name: "a", size }],
      outputs: { out: "a" },
      nodes: [],
    });
    await expect(loadModel(requestFor("tfjs-graph", file, { featureSteps: [{ name: "a" }] }))).rejects.toMatchObject({
      kind: "unusable",
      message: expect.stringMatching(says),
    });
  });

  it("names the operation that the runtime does not have", async () => {
    const file = writeGraph(place("foreign"), {
      inputs: [{ name: "a", size: [-1, 1] }],
      outputs: { out: "x" },
      nodes: [{ name: "x", op: "ReadFile", input: ["a"] }],
    });
    const model = await loadModel(requestFor("tfjs-graph", file)).catch((failure: unknown) => failure);
    const failure =
      model instanceof Error
        ? model
        : await (model as Awaited<ReturnType<typeof loadModel>>).predict(batch([1])).catch((cause: unknown) => cause);
    expect(failure).toMatchObject({ name: "Failure", kind: "unusable", message: expect.stringContaining("ReadFile") });
  });

  it("refuses a text input where the runtime computes none", async () => {
    const file = writeGraph(place("text"), {
      inputs: [{ name: "a", dtype: "DT_STRING", size: [-1, 1] }],
      outputs: { out: "a" },
      nodes: [],
    });
    await expect(loadModel(requestFor("tfjs-graph", file))).rejects.toMatchObject({
      kind: "unusable",
      problems: [{ hint: expect.stringContaining("ONNX") }],
    });
  });
});

const dense = (units: number, activation: string) => [
  { class_name: "InputLayer", config: { batch_input_shape: [null, 2], dtype: "float32", name: "in" } },
  { class_name: "Dense", config: { name: "out", units, activation, use_bias: false, dtype: "float32" } },
];
const kernel = (values: number[]) => [{ name: "out/kernel", shape: [2, values.length / 2], values }];
const twoFeatures = { featureSteps: [{ name: "p" }, { name: "q" }] };

describe("loadModel({ kind: tfjs-layers })", () => {
  it("takes the second of two classes as the positive one", async () => {
    const model = await loadModel(
      requestFor("tfjs-layers", writeLayers(place("binary"), dense(2, "softmax"), kernel([0, 1, 0, 0])), twoFeatures),
    );
    const { score, label } = await model.predict(batch([0, Math.log(3)], [5, 5]));
    // softmax(0, ln 3) = (1/4, 3/4); single floats hold seven digits
    expect(score?.[0]).toBeCloseTo(0.5, 6);
    expect(score?.[1]).toBeCloseTo(0.75, 6);
    expect(label).toBeNull();
    await model.close();
  });

  it("names the place of the largest of several classes", async () => {
    const model = await loadModel(
      requestFor(
        "tfjs-layers",
        writeLayers(place("classes"), dense(3, "softmax"), kernel([0, 9, 0, 0, 0, 9])),
        twoFeatures,
      ),
    );
    const { score, label } = await model.predict(batch([1, 0], [0, 1]));
    expect(label).toEqual(["1", "2"]);
    expect(score?.[0]).toBeGreaterThan(0.99);
    await model.close();
  });

  it.each([
    {
      what: "a layer of code",
      layers: [...dense(1, "sigmoid"), { class_name: "Lambda", config: { name: "l", function: ["4wEAAAA="] } }],
      says: /class "Lambda"/,
    },
    {
      what: "a layer of one's own, inside a wrapper",
      layers: [{ class_name: "TimeDistributed", config: { layer: { class_name: "Mine", config: {} } } }],
      says: /class "Mine"/,
    },
    {
      what: "an operator layer of Keras",
      layers: [{ class_name: "TFOpLambda", config: {} }],
      says: /class "TFOpLambda"/,
    },
    { what: "a layer without a class", layers: [{ config: {} } as never], says: /a layer without a class/ },
  ])("refuses $what", async ({ what, layers, says }) => {
    const file = writeLayers(place(what.replaceAll(" ", "-")), layers);
    await expect(loadModel(requestFor("tfjs-layers", file, twoFeatures))).rejects.toMatchObject({
      kind: "unusable",
      message: expect.stringMatching(says),
    });
  });

  it("says how to go on from the Keras 3 form", async () => {
    const [, out] = dense(1, "sigmoid");
    const layers = [
      { class_name: "InputLayer", config: { batch_shape: [null, 2], dtype: "float32", name: "in" } },
      out!,
    ];
    const file = writeLayers(place("keras3"), layers, kernel([0, 0]));
    await expect(loadModel(requestFor("tfjs-layers", file, twoFeatures))).rejects.toMatchObject({
      kind: "unusable",
      problems: [{ hint: expect.stringContaining("Keras 3") }],
    });
  });

  it("refuses weights of another size, and layers without weights", async () => {
    const short = writeLayers(place("short"), dense(1, "sigmoid"), [
      { name: "out/kernel", shape: [2, 1], values: [0] },
    ]);
    await expect(loadModel(requestFor("tfjs-layers", short, twoFeatures))).rejects.toMatchObject({
      message: expect.stringContaining("have 4 bytes in weights.bin, model.json promises 8"),
    });
    const none = writeLayers(place("none"), dense(1, "sigmoid"));
    await expect(loadModel(requestFor("tfjs-layers", none, twoFeatures))).rejects.toMatchObject({
      kind: "unusable",
      message: expect.stringContaining("weights are not set"),
    });
  });
});

const write = (name: string, content: Uint8Array): string => {
  const file = place(name);
  writeFileSync(file, content);
  return file;
};
const [float, int64, string] = [1, 7, 8];
const identity = (type: number, shape: (number | null)[] = [null, 1]): Uint8Array =>
  onnxFile({
    nodes: [onnxNode("Identity", ["x"], ["y"])],
    inputs: [onnxValue("x", type, shape)],
    outputs: [onnxValue("y", type, shape)],
  });

describe("loadModel({ kind: onnx })", () => {
  it("hands doubles, whole numbers and texts on as they are", async () => {
    const load = (name: string, content: Uint8Array) => loadModel(requestFor("onnx", write(name, content)));
    const [doubles, integers, texts] = [
      await load("double.onnx", identity(11)),
      await load("int.onnx", identity(int64)),
      await load("text.onnx", identity(string, [null])),
    ];
    // 0.1 as a single float is 0.10000000149: only a double comes back as 0.1
    expect([...(await doubles.predict(batch([0.1, 1e300]))).score!]).toEqual([0.1, 1e300]);
    expect((await integers.predict(batch([-3, 2 ** 40]))).label).toEqual(["-3", "1099511627776"]);
    expect((await texts.predict(batch(["æ", null]))).label).toEqual(["æ", ""]);
    await Promise.all([doubles.close(), integers.close(), texts.close()]);
  });

  it("refuses broken numbers where the model counts, and holes where nothing could say so", async () => {
    const model = await loadModel(requestFor("onnx", write("count.onnx", identity(int64))));
    await expect(model.predict(batch([1.5]))).rejects.toMatchObject({
      kind: "unusable",
      message: expect.stringContaining("takes whole numbers"),
    });
    await expect(model.predict(batch([Number.NaN]))).rejects.toMatchObject({
      kind: "unusable",
      message: expect.stringContaining("takes no missing numbers"),
    });
    await model.close();
  });

  it.each([
    {
      what: "operators of a foreign domain",
      node: onnxNode("Mine", ["x"], ["y"], { domain: "acme.ops" }),
      domains: ["", "acme.ops"],
      says: /operators of "acme.ops", which are code outside/,
    },
    {
      what: "operators without their version",
      node: onnxNode("Scaler", ["x"], ["y"], { domain: "ai.onnx.ml" }),
      domains: [""],
      says: /operators of "ai.onnx.ml" and does not say which version/,
    },
    {
      what: "an operator that does not exist",
      node: onnxNode("Frobnicate", ["x"], ["y"]),
      domains: [""],
      says: /cannot be loaded by onnxruntime-node .*Frobnicate/,
    },
  ])("refuses $what", async ({ what, node, domains, says }) => {
    const content = onnxFile({
      nodes: [node],
      inputs: [onnxValue("x", float, [null, 1])],
      outputs: [onnxValue("y", float, [null, 1])],
      domains,
    });
    await expect(loadModel(requestFor("onnx", write(`${what}.onnx`, content)))).rejects.toMatchObject({
      kind: "unusable",
      message: expect.stringMatching(says),
    });
  });

  it("refuses a model that was exported for one row at a time", async () => {
    await expect(loadModel(requestFor("onnx", write("one.onnx", identity(float, [1, 1]))))).rejects.toMatchObject({
      problems: [{ hint: expect.stringContaining("dynamic_axes") }],
    });
  });
});
