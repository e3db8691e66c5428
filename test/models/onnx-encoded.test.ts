import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { onnxBytes, type Port } from "../../scripts/onnx-writer.js";
import { loadModel } from "../../src/models/index.js";
import type { FeatureStep, LoadedModel } from "../../src/models/model.js";
import { fixturePath, withFixtures } from "../fixtures.js";
import { batchOf, featureStepsOf, referenceOf, requestFor, rowsOf } from "./reference.js";

const folder = mkdtempSync(path.join(os.tmpdir(), "onnx-encoded-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** The answers to a batch, by its columns and by the numbers these are encoded to. */
async function bothAnswers(model: LoadedModel, batch: Parameters<LoadedModel["predict"]>[0]) {
  const { inputs, predict } = model.encodedAnswers!()!;
  return [await model.predict(batch), await predict(Float32Array.from(inputs.encode(batch)), batch.rows)];
}

withFixtures("encodedAnswers() of an ONNX model", () => {
  it.each(["telco-churn-logistic-onnx", "credit-default-mlp-onnx"])(
    "of %s are those of the rows that were encoded, one-hot and scaling included",
    async (name) => {
      const featureSteps = featureStepsOf(referenceOf(name));
      const model = await loadModel(requestFor("onnx", fixturePath("models", name, "model.onnx"), { featureSteps }));
      const [plain, encoded] = await bothAnswers(model, batchOf(await rowsOf(name), model.columns, 0, 500));
      expect(encoded).toEqual(plain);
      expect(model.encodedAnswers!()!.batchRows).toBeGreaterThanOrEqual(256);
      await model.close();
    },
  );

  it("are none where the graph takes texts", async () => {
    const model = await loadModel(
      requestFor("onnx", fixturePath("models", "banking77-intent-onnx", "model.onnx"), {
        featureSteps: featureStepsOf(referenceOf("banking77-intent-onnx")),
      }),
    );
    expect(model.encodedAnswers!()).toBeNull();
    await model.close();
  });
});

/** A weighted sum of all inputs, each of which has some numbers per row, through a sigmoid. */
function writeSum(file: string, inputs: readonly Port[]): string {
  const target = path.join(folder, file);
  writeFileSync(
    target,
    onnxBytes({
      name: "sum",
      inputs,
      outputs: [{ name: "p", type: "float", shape: ["rows", 1] }],
      constants: inputs.map(({ name, shape }) => ({
        name: `${name}_w`,
        shape: [shape[1] as number, 1],
        values: Array.from({ length: shape[1] as number }, (_, place) => 0.5 + place),
      })),
      operations: [
        ...inputs.map(({ name }) => ({ type: "MatMul", inputs: [name, `${name}_w`], output: `${name}_sum` })),
        { type: "Sum", inputs: inputs.map(({ name }) => `${name}_sum`), output: "z" },
        { type: "Sigmoid", inputs: ["z"], output: "p" },
      ],
    }),
  );
  return target;
}

const port = (name: string, width: number, type: Port["type"] = "float"): Port => ({
  name,
  type,
  shape: ["rows", width],
});

describe("encodedAnswers() of a graph of several inputs", () => {
  const steps: FeatureStep[] = [
    { name: "age", mean: 40, std: 10 },
    { name: "plan", one_hot: ["basic", "plus", "max"] },
    { name: "calls" },
  ];
  const batch = {
    rows: 5,
    columns: [
      Float64Array.of(20, 30, 44.4, 50, 61),
      ["plus", "basic", "max", "none", "plus"],
      Float64Array.of(0, 1, 2, 3, 0.1),
    ],
  };

  it("cuts the numbers of a row into those of its inputs", async () => {
    const file = writeSum("several.onnx", [port("age", 1), port("plan", 3), port("calls", 1)]);
    const model = await loadModel(requestFor("onnx", file, { featureSteps: steps }));
    const [plain, encoded] = await bothAnswers(model, batch);
    expect(encoded).toEqual(plain);
    expect(model.encodedAnswers!()!.inputs.width).toBe(5);
    await model.close();
  });

  it("are none where one of them takes whole numbers", async () => {
    const file = writeSum("whole.onnx", [port("age", 1), port("plan", 3)]);
    const cast = path.join(folder, "cast.onnx");
    writeFileSync(
      cast,
      onnxBytes({
        name: "cast",
        inputs: [port("age", 1), port("calls", 1, "int64")],
        outputs: [{ name: "p", type: "float", shape: ["rows", 1] }],
        constants: [],
        operations: [
          { type: "Cast", inputs: ["calls"], output: "c", attributes: { to: 1 } },
          { type: "Add", inputs: ["age", "c"], output: "z" },
          { type: "Sigmoid", inputs: ["z"], output: "p" },
        ],
      }),
    );
    const load = (path: string, featureSteps: FeatureStep[]) => loadModel(requestFor("onnx", path, { featureSteps }));
    const models = [await load(cast, [steps[0]!, steps[2]!]), await load(file, steps.slice(0, 2))];
    expect(models.map((model) => model.encodedAnswers!() === null)).toEqual([true, false]);
    await Promise.all(models.map((model) => model.close()));
  });
});
