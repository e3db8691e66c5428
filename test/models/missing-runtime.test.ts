import { afterEach, expect, it, vi } from "vitest";
import { loadModel } from "../../src/models/index.js";
import { fixturePath, withFixtures } from "../fixtures.js";
import { featureStepsOf, referenceOf, requestFor } from "./reference.js";

vi.mock("../../src/models/optional-peer.js", async (original) => ({
  ...(await original<object>()),
  findPeer: () => null,
}));
afterEach(() => vi.unstubAllEnvs());

const install = [
  {
    kind: "tfjs-layers",
    folder: "telco-churn-keras",
    file: "tfjs_layers/model.json",
    command: "npm install @tensorflow/tfjs@4.22.0 @tensorflow/tfjs-backend-wasm@4.22.0",
  },
  {
    kind: "tfjs-graph",
    folder: "telco-churn-keras",
    file: "tfjs_graph/model.json",
    command: "npm install @tensorflow/tfjs@4.22.0 @tensorflow/tfjs-backend-wasm@4.22.0",
  },
  {
    kind: "tf-saved-model",
    folder: "telco-churn-keras",
    file: "saved_model",
    command: "npm install @tensorflow/tfjs-node@4.22.0",
  },
  {
    kind: "onnx",
    folder: "telco-churn-logistic-onnx",
    file: "model.onnx",
    command: "npm install onnxruntime-node@1.30.0",
  },
];

withFixtures("loadModel(request) without the runtime", () => {
  it.each(install)("of $kind names the command that installs it", async ({ kind, folder, file, command }) => {
    const request = requestFor(kind, fixturePath("models", folder, file), {
      featureSteps: featureStepsOf(referenceOf(folder)),
    });
    await expect(loadModel(request)).rejects.toMatchObject({
      kind: "unusable",
      problems: [{ hint: expect.stringContaining(command) }],
    });
  });

  it("names both ways out of a SavedModel", async () => {
    const outcome = loadModel(requestFor("tf-saved-model", fixturePath("models", "telco-churn-keras", "saved_model")));
    const hint = expect.stringMatching(/tensorflowjs_converter .* kind: tfjs-graph.*tf2onnx.* kind: onnx/);
    await expect(outcome).rejects.toMatchObject({
      problems: [{ message: expect.stringContaining("is not installed"), hint }],
    });
  });

  it("refuses a choice of TensorFlow that there is none of", async () => {
    vi.stubEnv("EVENHAND_TF", "gpu");
    const request = requestFor("tfjs-layers", fixturePath("models", "telco-churn-keras", "tfjs_layers"));
    await expect(loadModel(request)).rejects.toMatchObject({
      kind: "usage",
      message: expect.stringContaining("EVENHAND_TF"),
    });
  });
});
