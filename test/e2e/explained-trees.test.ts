import { describe, expect, it } from "vitest";
import { fixturePath, withFixtures } from "../fixtures.js";
import { evenhand, recordOf, workspace } from "./harness.js";

/** An XGBoost model that answers every row with its base score: one tree of one leaf that adds nothing. */
const constant = JSON.stringify({
  learner: {
    attributes: {},
    feature_names: ["tenure", "calls"],
    feature_types: ["float", "float"],
    gradient_booster: {
      model: {
        gbtree_model_param: { num_parallel_tree: "1", num_trees: "1" },
        iteration_indptr: [0, 1],
        tree_info: [0],
        trees: [
          {
            base_weights: [0],
            categories: [],
            categories_nodes: [],
            categories_segments: [],
            categories_sizes: [],
            default_left: [0],
            id: 0,
            left_children: [-1],
            loss_changes: [0],
            parents: [2147483647],
            right_children: [-1],
            split_conditions: [0],
            split_indices: [0],
            split_type: [0],
            sum_hessian: [100],
            tree_param: { num_deleted: "0", num_feature: "2", num_nodes: "1", size_leaf_vector: "1" },
          },
        ],
      },
      name: "gbtree",
    },
    learner_model_param: {
      base_score: "[3E-1]",
      boost_from_average: "1",
      num_class: "0",
      num_feature: "2",
      num_target: "1",
    },
    objective: { name: "binary:logistic", reg_loss_param: { scale_pos_weight: "1" } },
  },
  version: [3, 2, 0],
});

const rows = `${[
  "gender,tenure,calls,churned",
  ...Array.from({ length: 600 }, (_, row) =>
    [row % 2 === 0 ? "m" : "f", row % 50, row % 7, row % 5 === 0 ? 1 : 0].join(","),
  ),
].join("\n")}\n`;

const suite = `name: constant
purpose: test
dataset: {source: rows.csv, label: churned, favourable: 1}
protected: [gender]
model: {id: m, kind: xgboost, path: model.json, threshold: 0.25}
metrics: [selection_rate]
explain: {}
gates:
  - {disparity: attribution_gap, attribute: gender, at_most: 0.2}
  - {disparity: proxy_share, attribute: gender, at_most: 0.1}
  - {disparity: attribution_rank_agreement, attribute: gender, at_least: 0.9}
`;

describe("a model that answers every row alike", () => {
  it("is explained: no input has any part, and gates on parts of nothing are undecided and say why", async () => {
    const cwd = workspace({ "model.json": constant, "rows.csv": rows, "suite.yaml": suite });
    const record = await recordOf("suite.yaml", cwd);
    expect(record.explanations).toMatchObject([{ status: "ok", method: "tree_path", additivity_error: 0 }]);
    // The logit of the base score, a single float.
    expect(record.explanations![0]!.base).toBeCloseTo(Math.log(0.3 / 0.7), 6);
    const parts = record.attributions!.filter(({ feature }) => feature !== null);
    expect(parts.length).toBeGreaterThan(0);
    expect(parts.every(({ value }) => value === 0)).toBe(true);
    const gates = record.gates!.map(({ disparity, verdict, value, reason }) => ({ disparity, verdict, value, reason }));
    const undecided = { verdict: "undecided", value: null, reason: expect.stringMatching(/^[a-z][a-z' ]{10,}$/) };
    expect(gates).toEqual([
      { disparity: "attribution_gap", verdict: "pass", value: 0, reason: null },
      { disparity: "proxy_share", ...undecided },
      { disparity: "attribution_rank_agreement", ...undecided },
    ]);
  });

  it("ends with exit 0, and 4 where undecided gates are to stop the line", async () => {
    const cwd = workspace({ "model.json": constant, "rows.csv": rows, "suite.yaml": suite });
    const outcome = await evenhand(["run", "suite.yaml", "--quiet"], { cwd });
    expect({ code: outcome.code, stderr: outcome.stderr }).toEqual({ code: 0, stderr: "" });
    expect(outcome.stdout).toMatch(/^VERDICT +undecided: 2 undecided, 1 pass/m);
    expect((await evenhand(["run", "suite.yaml", "--quiet", "--strict"], { cwd })).code).toBe(4);
  });
});

withFixtures("a model of trees in an ONNX file", () => {
  const shared = (name: string, rest: object) =>
    JSON.stringify({
      name,
      purpose: "test",
      dataset: { source: fixturePath("models", name, "rows.parquet"), label: "y" },
      protected: ["marital"],
      metrics: ["selection_rate"],
      explain: { rows: 400, background: 50 },
      gates: [],
      ...rest,
    });

  it("is explained exactly behind its own encoders, and onnxruntime scores it", async () => {
    const folder = "bank-marketing-gbdt-onnx";
    const model = { id: "m", kind: "onnx", path: fixturePath("models", folder, "model.onnx"), threshold: 0.2 };
    const classes = { classes: { "0": "no", "1": "yes" } };
    const cwd = workspace({ "suite.json": shared(folder, { model: { ...model, ...classes } }) });
    const { explanations, models } = await recordOf("suite.json", cwd, "--allow-outside");
    expect(explanations).toMatchObject([{ status: "ok", method: "tree_background", scale: "margin", rows: 400 }]);
    expect(explanations![0]!.features.length).toBe(15);
    // Doubles, added in another order.
    expect(explanations![0]!.additivity_error).toBeLessThan(1e-12);
    expect(models[0]!.runtime).toMatch(/^onnxruntime-node \S+ \(cpu\)$/);
  });
});
