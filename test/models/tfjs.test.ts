import { expect, it } from "vitest";
import { loadModel } from "../../src/models/index.js";
import { fixturePath, withFixtures } from "../fixtures.js";
import { batchOf, featureStepsOf, largestDifference, referenceOf, requestFor, rowsOf, scoreAll } from "./reference.js";

const folder = "telco-churn-keras";
const request = (kind: string, file: string) =>
  requestFor(kind, fixturePath("models", folder, file), { featureSteps: featureStepsOf(referenceOf(folder)) });

/** The README names 1e-5: Keras adds single floats in another order. */
const tolerance = 1e-5;
const forms = [
  {
    kind: "tfjs-layers",
    file: "tfjs_layers/model.json",
    files: ["group1-shard1of2.bin", "group1-shard2of2.bin", "model.json"],
    output: "churn",
  },
  {
    kind: "tfjs-graph",
    file: "tfjs_graph/model.json",
    files: ["group1-shard1of1.bin", "model.json"],
    output: "output_0",
  },
];

withFixtures.each(forms)("loadModel({ kind: $kind })", ({ kind, file, files, output }) => {
  it("scores telco-churn-keras as Keras did", async () => {
    const model = await loadModel(request(kind, file));
    const rows = await rowsOf(folder);
    const { score } = await scoreAll(model, rows);
    expect(largestDifference(score, rows.score!)).toBeLessThanOrEqual(tolerance);
    expect(score.map((value) => (value >= 0.5 ? 1 : 0))).toEqual(rows.prediction);
    await model.close();
  });

  it("states files, hashes, runtime, inputs and outputs", async () => {
    const { facts, close } = await loadModel(request(kind, file));
    expect(facts.files.map(({ name }) => name)).toEqual(files);
    expect(facts.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(facts.runtime).toMatch(/^tfjs(-node)? 4\.\d+\.\d+ \((wasm|TensorFlow .*)\)$/);
    expect(facts.inputs).toEqual([{ name: "features", type: "float32", shape: ["N", 46] }]);
    expect(facts.outputs).toEqual([{ name: output, type: "float32", shape: ["N", 1] }]);
    expect(facts.features).toBe(46);
    await close();
  });

  it("takes the folder for the model.json in it", async () => {
    const model = await loadModel(request(kind, file.replace("/model.json", "")));
    expect(model.facts.files.map(({ name }) => name)).toEqual(files);
    await model.close();
  });

  it("gives a row that misses a number no score, where the kernels alone would make one up", async () => {
    const steps = featureStepsOf(referenceOf(folder)).map(({ missing: _, ...step }) => step);
    const model = await loadModel({ ...request(kind, file), featureSteps: steps });
    const rows = await rowsOf(folder);
    const holes = { ...rows, TotalCharges: rows.TotalCharges!.map((value, index) => (index === 1 ? null : value)) };
    const [whole, holed] = [
      await model.predict(batchOf(rows, model.columns, 0, 3)),
      await model.predict(batchOf(holes, model.columns, 0, 3)),
    ];
    expect([...holed.score!]).toEqual([whole.score![0], Number.NaN, whole.score![2]]);
    await model.close();
  });

  it("refuses features of another width and lists both sides", async () => {
    const featureSteps = featureStepsOf(referenceOf(folder)).slice(1);
    await expect(loadModel({ ...request(kind, file), featureSteps })).rejects.toMatchObject({
      kind: "unusable",
      message: expect.stringMatching(
        /takes 46 inputs \("features": \[N, 46\]\), features give 45: MonthlyCharges, TotalCharges, gender=Female \(2\), /,
      ),
    });
  });

  it("asks for features when the suite has none", async () => {
    await expect(loadModel({ ...request(kind, file), featureSteps: null })).rejects.toMatchObject({
      kind: "usage",
      message: expect.stringContaining("takes 46 values per row"),
    });
  });
});
