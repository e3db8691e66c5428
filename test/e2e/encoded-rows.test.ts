import { expect, it } from "vitest";
import { onnxFile, onnxNode, onnxValue } from "../models/tiny-models.js";
import { onnxTensor } from "../models/tiny-onnx.js";
import { recordOf, workspace } from "./harness.js";

const float = 1;
const width = 40;
/** More rows than a batch of encoded rows of this width has, and fewer than a batch of raw ones. */
const most = 7000;

/** The mean of its inputs through a sigmoid. It has no answer to batches of `most` rows or more, for which its table is too short. */
const picky = onnxFile({
  inputs: [onnxValue("x", float, [null, width])],
  outputs: [onnxValue("y", float, [null, 1])],
  initializers: [
    onnxTensor("first", [], [0], true),
    onnxTensor("weights", [width, 1], new Array(width).fill(1 / width)),
    onnxTensor("table", [most], new Array(most).fill(0)),
  ],
  nodes: [
    onnxNode("Shape", ["x"], ["shape"]),
    onnxNode("Gather", ["shape", "first"], ["rows"]),
    onnxNode("Gather", ["table", "rows"], ["nothing"]),
    onnxNode("MatMul", ["x", "weights"], ["mean"]),
    onnxNode("Add", ["mean", "nothing"], ["margin"]),
    onnxNode("Sigmoid", ["margin"], ["y"]),
  ],
});

const features = Array.from({ length: width }, (_, input) => `x${input}`);
const rows = `${[
  ["gender", ...features, "churned"].join(),
  ...Array.from({ length: 300 }, (_, row) =>
    [row % 2 === 0 ? "m" : "f", ...features.map((_, input) => (row * (input + 3)) % 17), row % 3 === 0 ? 1 : 0].join(),
  ),
].join("\n")}\n`;

const suite = JSON.stringify({
  name: "picky",
  purpose: "test",
  dataset: { source: "rows.csv", label: "churned", favourable: 1 },
  protected: ["gender"],
  model: { id: "m", kind: "onnx", path: "model.onnx", features },
  metrics: ["selection_rate"],
  explain: { method: "kernel", rows: 60, background: 25, calls: 60 * 25 * 200 },
});

it("Kernel SHAP of an ONNX network asks in batches of encoded rows, never of raw ones", async () => {
  const cwd = workspace({ "model.onnx": picky, "rows.csv": rows, "suite.yaml": suite });
  const { explanations } = await recordOf("suite.yaml", cwd);
  expect(explanations).toMatchObject([{ status: "ok", method: "kernel" }]);
  expect(explanations![0]!.calls).toBeGreaterThan(8192);
});
