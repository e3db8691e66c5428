import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import type { RunRecord } from "../../src/record/run-record.js";
import { fixturePath, withFixtures } from "../fixtures.js";
import { featureStepsOf } from "../models/reference.js";
import { recordOf, workspace } from "./harness.js";

interface GroupReference {
  readonly group: Readonly<Record<string, string>>;
  readonly cells?: Readonly<Record<"tp" | "fp" | "fn" | "tn", number>>;
  readonly values: Readonly<Record<string, number | "NaN">>;
}

const reference = (folder: string) => JSON.parse(readFileSync(fixturePath("models", folder, "reference.json"), "utf8"));

const metrics = [
  "selection_rate",
  "true_positive_rate",
  "false_positive_rate",
  "true_negative_rate",
  "false_negative_rate",
  "accuracy",
  "precision",
  "prevalence",
  "mean_score",
  "roc_auc",
];
/** Their name for ours. */
const named: Readonly<Record<string, string>> = { prevalence: "base_rate" };

/** Writes a suite over the rows of a model folder and runs it through the command line. */
async function audit(folder: string, suite: Record<string, unknown>): Promise<RunRecord> {
  const cwd = workspace();
  const source = fixturePath("models", folder, "rows.parquet");
  const { dataset, ...rest } = suite as { dataset: Record<string, unknown> };
  writeFileSync(
    path.join(cwd, "suite.json"),
    JSON.stringify({
      name: folder,
      purpose: "test",
      suppress_below: 0,
      min_group: 1,
      ...rest,
      dataset: { source, ...dataset },
    }),
  );
  return recordOf("suite.json", cwd, "--allow-outside");
}

const groupNameOf = (group: Readonly<Record<string, string>>): string => Object.values(group).join(" × ");

function expectFigures(
  record: RunRecord,
  byAttribute: Readonly<Record<string, { by_group: readonly GroupReference[] }>>,
  tolerance: number,
): void {
  let compared = 0;
  for (const [key, { by_group }] of Object.entries(byAttribute)) {
    for (const { group, cells, values } of by_group) {
      for (const metric of metrics) {
        const expected = values[named[metric] ?? metric];
        const row = record.groups.find(
          (row) =>
            row.metric === metric &&
            row.attribute === key.replaceAll(" x ", " × ") &&
            row.group === groupNameOf(group) &&
            row.stratum === null,
        );
        expect(row, `${metric} ${key} ${groupNameOf(group)}`).toBeDefined();
        if (expected === "NaN" || isUndefined(metric, cells)) {
          // Fairlearn writes 0 where a denominator is empty; an empty denominator has no value here.
          expect(row).toMatchObject({ value: null, status: "undefined" });
        } else expect(row?.value, `${metric} ${key} ${groupNameOf(group)}`).toBeCloseTo(Number(expected), tolerance);
        compared++;
      }
    }
  }
  expect(compared).toBeGreaterThan(50);
}

function isUndefined(metric: string, cells: GroupReference["cells"]): boolean {
  if (!cells) return false;
  const { tp, fp, fn, tn } = cells;
  if (metric === "true_positive_rate" || metric === "false_negative_rate") return tp + fn === 0;
  if (metric === "false_positive_rate" || metric === "true_negative_rate") return fp + tn === 0;
  return metric === "precision" && tp + fp === 0;
}

const telco = {
  attributes: ["gender", "SeniorCitizen", "Partner", "Dependents"],
  crossing: ["gender", "SeniorCitizen"],
  label: "Churn",
  positive: "Yes",
  classes: { "1": "Yes", "0": "No" },
  threshold: 0.5,
};
const bank = {
  attributes: ["age_band", "marital", "job"],
  crossing: ["age_band", "marital"],
  label: "y",
  positive: "yes",
  classes: { "1": "yes", "0": "no" },
  threshold: 0.2,
};
const credit = {
  attributes: ["sex", "age_band", "EDUCATION", "MARRIAGE"],
  crossing: ["sex", "age_band"],
  label: "default payment",
  positive: 1,
  classes: undefined,
  threshold: 0.35,
};

const suiteOf = (task: typeof telco | typeof bank | typeof credit, model: Record<string, unknown>) => ({
  dataset: { label: task.label, favourable: task.positive },
  protected: task.attributes,
  intersections: [task.crossing],
  model: { id: "m", positive: task.positive, ...model },
  metrics,
  gates: [{ metric: "true_positive_rate", attribute: task.attributes[0], disparity: "max_difference", at_most: 0.1 }],
});

withFixtures("models written by other tools, through the command line", () => {
  const logged = [
    ["telco-churn-xgboost", telco],
    ["telco-churn-lightgbm", telco],
    ["telco-churn-catboost", telco],
    ["telco-churn-logistic-onnx", telco],
    ["telco-churn-keras", telco],
    ["bank-marketing-gbdt-onnx", bank],
    ["credit-default-mlp-onnx", credit],
  ] as const;

  it.each(logged)("%s, logged: group figures equal Fairlearn's", async (folder, task) => {
    const { classes } = task;
    const record = await audit(
      folder,
      suiteOf(task, { kind: "logged", prediction: "prediction", score: "score", ...(classes ? { classes } : {}) }),
    );
    // 9 digits: both sides divide the same integers; mean scores of float32 columns carry fixed-point rounding of 2^-41.
    expectFigures(record, reference(folder).fairlearn, 9);
  });

  const scored = [
    ["telco-churn-keras", telco, "tfjs-layers", "tfjs_layers/model.json"],
    ["telco-churn-keras", telco, "tfjs-graph", "tfjs_graph/model.json"],
    ["telco-churn-logistic-onnx", telco, "onnx", "model.onnx"],
    ["bank-marketing-gbdt-onnx", bank, "onnx", "model.onnx"],
    ["credit-default-mlp-onnx", credit, "onnx", "model.onnx"],
    ["telco-churn-xgboost", telco, "xgboost", "model.json"],
    ["telco-churn-xgboost", telco, "xgboost", "model.ubj"],
    ["telco-churn-lightgbm", telco, "lightgbm", "model.txt"],
    ["telco-churn-catboost", telco, "catboost", "model.json"],
  ] as const;

  it.each(scored)("%s scored here (%s %s): group figures equal Fairlearn's", async (folder, task, kind, file) => {
    const model = {
      kind,
      path: fixturePath("models", folder, file),
      features: featureStepsOf(reference(folder)),
      threshold: task.threshold,
    };
    const record = await audit(folder, suiteOf(task, model));
    // 5 digits: mean scores differ as the scores do, by float32 rounding (the folders' READMEs name 1e-5); counts are equal.
    expectFigures(record, reference(folder).fairlearn, 5);
  });

  it.each([
    ["banking77-intent-onnx", "category", ["asks", "length_band"]],
    ["sentiment-da-onnx", "label", ["source", "length_band"]],
  ] as const)("%s: accuracy by group, logged and scored here", async (folder, label, attributes) => {
    const { by_group } = reference(folder).fairlearn as {
      by_group: Record<string, { groups: readonly GroupReference[] }>;
    };
    const lower = folder === "sentiment-da-onnx";
    const models = [
      { id: "m", kind: "logged", prediction: "prediction" },
      {
        id: "m",
        kind: "onnx",
        path: fixturePath("models", folder, "model.onnx"),
        features: [lower ? { name: "text", lower_case: true } : "text"],
      },
    ];
    for (const model of models) {
      const record = await audit(folder, { dataset: { label }, protected: attributes, model, metrics: ["accuracy"] });
      for (const attribute of attributes) {
        for (const { group, values } of by_group[attribute]?.groups ?? []) {
          const row = record.groups.find(
            (row) => row.metric === "accuracy" && row.attribute === attribute && row.group === groupNameOf(group),
          );
          expect(row?.value, `${model.kind} ${groupNameOf(group)}`).toBeCloseTo(Number(values.accuracy), 12);
          expect(row?.n).toBe(values.count);
        }
      }
    }
  });
});
