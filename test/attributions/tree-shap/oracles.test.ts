import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { treeShapInteractions } from "../../../src/attributions/tree-shap/interactions.js";
import type { TreeValues } from "../../../src/attributions/tree-shap/tree-values.js";
import { loadModel } from "../../../src/models/index.js";
import { readOnnxFile } from "../../../src/models/onnx-file.js";
import type { TreeEnsemble } from "../../../src/models/trees/ensemble.js";
import { readLightgbm } from "../../../src/models/trees/lightgbm.js";
import { treesOfOnnx } from "../../../src/models/trees/onnx-trees.js";
import type { TreeModel } from "../../../src/models/trees/tree-model.js";
import { xgboostTrees } from "../../../src/models/trees/xgboost.js";
import { readXgboostDocument } from "../../../src/models/trees/xgboost-json.js";
import { fixturePath, withFixtures } from "../../fixtures.js";
import { batchOf, featureStepsOf, type Reference, referenceOf, requestFor, rowsOf } from "../../models/reference.js";
import { type Json, oracle } from "../../stats/oracle.js";
import type { Row } from "./brute-force.js";
import { interventional, pathDependent, tableOf } from "./methods.js";

/** XGBoost adds single floats: about 2^-24 of the sums of up to 140 trees. */
const single = 1e-5;
/** The shap package keeps its Shapley weights and shares as single floats. */
const shapPackage = 1e-7;
/** Two ways to add the same doubles. */
const double = 1e-12;

const content = (name: string): Buffer => readFileSync(fixturePath("oracles", "models", name));
const xgboost = (name: string): TreeEnsemble => xgboostTrees(readXgboostDocument(name, content(name))).trees;
const lightgbm = (name: string): TreeEnsemble => readLightgbm(name, content(name)).trees;
const onnx = (name: string, output: string): TreeEnsemble => {
  const bytes = content(name);
  return treesOfOnnx(bytes, readOnnxFile(name, bytes), output).found!.trees;
};

/** Values and base as libraries write them: per row, those of all inputs and the base. */
function largestError({ values, base }: TreeValues, output: number, expected: readonly Row[]): number {
  const width = values[output]!.length;
  return Math.max(
    ...expected.map((row) => Math.abs(base[output]! - row[width]!)),
    ...expected.flatMap((row, at) => values[output]!.map((phi, input) => Math.abs(phi[at]! - row[input]!))),
  );
}

/** Values and base as the shap package has them, joined the same way: `output` where it has several. */
const joined = ({ base, values }: Json, output: number | null = null): Row[] =>
  values.map((row: Json[]) => [...row, base].map((each) => (Array.isArray(each) ? each[output ?? 0] : each)));

interface Recorded {
  readonly oracle: string;
  readonly trees: () => TreeEnsemble;
  /** Whether its rows have missing values. */
  readonly missing: boolean;
  readonly tolerance: number;
  /** Recorded path-dependent values, per output. */
  readonly path: (expected: Json) => readonly (readonly Row[])[];
  /** Recorded interventional values, per output. */
  readonly background: (expected: Json, base: Float64Array) => readonly (readonly Row[])[];
}

const none = (): never[] => [];
const one = {
  pathDependent: ({ path_dependent }: Json) => [joined(path_dependent)],
  interventional: ({ interventional_raw }: Json) => [joined(interventional_raw)],
};
const classes = [0, 1, 2];
/** ONNX files do not tell how training rows went. */
const withoutCover = { missing: false, path: none, background: one.interventional, tolerance: double };

const recorded: readonly Recorded[] = [
  {
    oracle: "d_xgb_binary",
    trees: () => xgboost("xgb_binary.json"),
    missing: true,
    tolerance: single,
    path: ({ pred_contribs }) => [pred_contribs.values],
    background: one.interventional,
  },
  {
    oracle: "d_xgb_regression",
    trees: () => xgboost("xgb_regression.json"),
    missing: true,
    tolerance: single,
    path: one.pathDependent,
    background: one.interventional,
  },
  {
    oracle: "d_xgb_multiclass",
    trees: () => xgboost("xgb_multiclass.json"),
    missing: true,
    tolerance: single,
    path: ({ pred_contribs_rows_by_class: rows }) => classes.map((each) => rows.map((row: Row[]) => row[each])),
    // The shap package adds the first class's base score to all classes, so that its values do not add up to the raw outputs.
    background: ({ interventional_raw: { values, base: means } }, base) =>
      classes.map((each) => joined({ values, base: means[each] - base[0]! + base[each]! }, each)),
  },
  {
    oracle: "d_xgb_categorical",
    trees: () => xgboost("xgb_categorical.json"),
    missing: true,
    tolerance: single,
    path: ({ pred_contribs }) => [pred_contribs.values],
    background: none,
  },
  {
    oracle: "d_lgb_binary",
    trees: () => lightgbm("lgb_binary.txt"),
    missing: true,
    tolerance: double,
    path: ({ pred_contrib }) => [pred_contrib.values],
    background: one.interventional,
  },
  {
    oracle: "d_lgb_binary_categorical",
    trees: () => lightgbm("lgb_binary_categorical.txt"),
    missing: true,
    tolerance: double,
    path: ({ pred_contrib }) => [pred_contrib.values],
    background: none,
  },
  {
    oracle: "d_lgb_multiclass",
    trees: () => lightgbm("lgb_multiclass.txt"),
    missing: true,
    tolerance: double,
    path: ({ pred_contrib }) =>
      classes.map((each) => pred_contrib.map((row: Row) => row.slice(9 * each, 9 * each + 9))),
    background: none,
  },
  { ...withoutCover, oracle: "d_rf_classifier", trees: () => onnx("rf_classifier.onnx", "probabilities") },
  { ...withoutCover, oracle: "d_gb_classifier", trees: () => onnx("gb_classifier.onnx", "probabilities") },
  { ...withoutCover, oracle: "d_gb_regressor", trees: () => onnx("gb_regressor.onnx", "variable") },
];

withFixtures.each(recorded)(
  "the values that $oracle recorded",
  ({ oracle: name, trees, missing, tolerance, path, background }) => {
    const { expected } = oracle(name);
    const inputs = oracle("d_inputs");
    const [rows, others] = [inputs.X, inputs.background].map((all: Row[]) =>
      tableOf(missing ? all : all.map((row) => row.map((value) => (Number.isNaN(value) ? 0 : value)))),
    );
    const ensemble = trees();

    it.each(path(expected).length > 0 ? pathDependent : [])("path-dependent ones, %s", (_, method) => {
      const found = method(ensemble, rows!);
      for (const [output, values] of path(expected).entries())
        expect(largestError(found, output, values)).toBeLessThan(tolerance);
    });

    const recordings = background(expected, ensemble.base);
    it.each(recordings.length > 0 ? interventional : [])("interventional ones, %s", (_, method) => {
      const found = method(ensemble, rows!, others!);
      for (const [place, values] of recordings.entries())
        expect(largestError(found, ensemble.outputs - recordings.length + place, values)).toBeLessThan(
          Math.max(tolerance, shapPackage),
        );
    });
  },
);

withFixtures("treeShapInteractions(trees, columns, rows)", () => {
  it("gives what XGBoost gives for the first rows", () => {
    const { X } = oracle("d_inputs");
    const recordings: number[][][] = oracle("d_xgb_binary").expected.pred_interactions_first_5_rows;
    const { columns } = tableOf(X);
    const { values, base } = treeShapInteractions(xgboost("xgb_binary.json"), columns, recordings.length);
    for (const [row, recorded] of recordings.entries()) {
      for (let i = 0; i < 8; i++) {
        for (let j = 0; j < 8; j++)
          expect(Math.abs(values[0]![(row * 8 + i) * 8 + j]! - recorded[i]![j]!)).toBeLessThan(single);
      }
      expect(Math.abs(base[0]! - recorded[8]![8]!)).toBeLessThan(single);
    }
  });
});

/** Models with the values that their library gives their first 200 rows; the tolerance is the reference's, or stricter. */
const telco = [
  { kind: "xgboost", folder: "telco-churn-xgboost", file: "model.json", ownFeatures: false, tolerance: single },
  { kind: "lightgbm", folder: "telco-churn-lightgbm", file: "model.txt", ownFeatures: true, tolerance: double },
  { kind: "catboost", folder: "telco-churn-catboost", file: "model.json", ownFeatures: false, tolerance: double },
];

withFixtures.each(telco)(
  "the values that the library of $folder gave",
  ({ kind, folder, file, ownFeatures, tolerance }) => {
    it.each(pathDependent)("%s", async (_, method) => {
      const reference = referenceOf(folder) as Reference & { pred_contribs: { rows: number; values: Row[] } };
      const featureSteps = ownFeatures ? null : featureStepsOf(reference);
      const request = requestFor(kind, fixturePath("models", folder, file), { featureSteps });
      const model = (await loadModel(request)) as TreeModel;
      const { rows, values } = reference.pred_contribs;
      const columns = await model.inputs(batchOf(await rowsOf(folder), model.columns, 0, rows));
      expect(largestError(method(model.trees, { columns, rows }), 0, values)).toBeLessThan(tolerance);
    });
  },
);
