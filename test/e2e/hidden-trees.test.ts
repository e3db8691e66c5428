import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { bytesField, bytesOf, changeFields } from "../../src/models/protobuf.js";
import { onnxFile, onnxNode, onnxValue } from "../models/tiny-models.js";
import { fixture } from "../models/trees/library-models.js";
import { evenhand, recordOf, workspace } from "./harness.js";

/** A graph whose trees stand behind an operator that mixes their columns. */
function hidden(): Uint8Array {
  const [node] = bytesOf(bytesOf(fixture("onnx-one-logistic.onnx"), 7)[0]!, 1);
  return onnxFile({
    nodes: [
      onnxNode("Normalizer", ["x"], ["made"], { domain: "ai.onnx.ml" }),
      changeFields(node!, (number) => (number === 1 ? bytesField(1, "made") : null)),
    ],
    inputs: [onnxValue("x", 1, [null, 2])],
    outputs: [onnxValue("scores", 1, [null, 2])],
    domains: ["", "ai.onnx.ml"],
  });
}

const rows = Array.from({ length: 120 }, (_, row) => `${row % 2 ? "a" : "b"},${row % 3 ? 0 : 1},${row % 7},${row % 5}`);
const suite = {
  name: "hidden",
  purpose: "test",
  dataset: { source: "rows.csv", label: "y" },
  protected: ["g"],
  model: { id: "m", kind: "onnx", path: "model.onnx", features: ["p", "q"] },
  explain: {},
};
const why = "the operator Normalizer stands in front of it";

describe("a graph whose trees cannot be used", () => {
  const cwd = () =>
    workspace({
      "rows.csv": ["g,y,p,q", ...rows].join("\n"),
      "model.onnx": hidden(),
      "suite.yaml": stringify(suite),
    });

  it("is named with its operator by check", async () => {
    const { code, stdout } = await evenhand(["check", "suite.yaml", "--quiet"], { cwd: cwd() });
    expect(code).toBe(0);
    expect(stdout).toContain(`m, explained without its trees, because ${why}`);
  });

  it("is explained by another method, with the reason beside it in the record", async () => {
    const { explanations } = await recordOf("suite.yaml", cwd());
    expect(explanations).toMatchObject([{ method: "exact", proxy_area: 0.6 }]);
    expect(explanations![0]!.passed_over).toContainEqual({ method: "tree_background", reason: why });
  });
});
