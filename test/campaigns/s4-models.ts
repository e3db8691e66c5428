import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import type { FeatureStep } from "../../src/models/model.js";
import { fixtures, projectRoot } from "../fixtures-path.js";
import { temporaryFolder, writeGraph } from "../models/tiny-models.js";
import { numberFeatures } from "../models/tiny-networks.js";

/** The files of a model, by name; a suite names the first. */
type Files = Readonly<Record<string, Buffer>>;

/** Models of one kind that are damaged, and spliced with each other. */
export interface Campaign {
  readonly name: string;
  readonly kind: string;
  readonly models: readonly { readonly files: Files; readonly features: readonly FeatureStep[] | null }[];
}

const folder = path.join(projectRoot, "test", "models", "trees", "fixtures");
const fixture = (name: string): Buffer => readFileSync(path.join(folder, name));
const jsonIn = (file: string) => JSON.parse(readFileSync(file, "utf8"));

type Recorded = Readonly<Record<string, { readonly json: string; readonly ubj?: string }>>;
const recorded = (): Recorded => JSON.parse(fixture("xgboost-3.2.0.json").toString()).models;
const chosen = ["logistic", "softprob", "dart", "categories-texts", "vectors"];

const one = (name: string, content: Buffer, features: readonly FeatureStep[] | null = null) => ({
  files: { [name]: content },
  features,
});

/** Fixtures that are refused even when they are whole. */
const refused = /linear|sqrt|ctr|no-texts|uncertainty/;
const named = (ending: RegExp): Buffer[] =>
  readdirSync(folder)
    .filter((name) => ending.test(name) && !refused.test(name))
    .map(fixture);

const textWidth = (content: Buffer): number => Number(/max_feature_idx=(\d+)/.exec(content.toString())?.[1]) + 1;

function catboostWidth(content: Buffer): number {
  const { float_features: floats = [], categorical_features: texts = [] } = JSON.parse(
    content.toString(),
  ).features_info;
  return floats.length + texts.length;
}

function xgboost(form: "json" | "ubj"): Campaign["models"] {
  return chosen.flatMap((name) => {
    const { json, ubj } = recorded()[name]!;
    const width = Number(JSON.parse(json).learner.learner_model_param.num_feature);
    const content = form === "json" ? Buffer.from(json) : Buffer.from(ubj ?? "", "base64");
    return content.length === 0 ? [] : [one("model", content, numberFeatures(width))];
  });
}

function layers(): Campaign["models"] {
  const at = path.join(projectRoot, "models", "churn-v2");
  const files = Object.fromEntries(
    ["model.json", "weights.bin"].map((name) => [name, readFileSync(path.join(at, name))]),
  );
  return [{ files, features: jsonIn(path.join(at, "features.json")) }];
}

function graphs(): Campaign["models"] {
  const root = temporaryFolder();
  try {
    mkdirSync(path.join(root, "g"));
    writeGraph(path.join(root, "g"), {
      inputs: [{ name: "x", size: [-1, 2] }],
      outputs: { y: "y" },
      nodes: [
        { name: "m", op: "MatMul", input: ["x", "w"] },
        { name: "b", op: "BiasAdd", input: ["m", "c"] },
        { name: "y", op: "Sigmoid", input: ["b"] },
      ],
      weights: [
        { name: "w", shape: [2, 1], values: [0.5, -0.25] },
        { name: "c", shape: [1], values: [0.125] },
      ],
    });
    const read = (name: string): Buffer => readFileSync(path.join(root, "g", name));
    const files = { "model.json": read("model.json"), "weights.bin": read("weights.bin") };
    return [{ files, features: numberFeatures(2) }];
  } finally {
    rmSync(root, { recursive: true });
  }
}

function onnx(): Campaign["models"] {
  const at = path.join(projectRoot, "models", "escalation-v1");
  const network = one("model.onnx", readFileSync(path.join(at, "model.onnx")), jsonIn(path.join(at, "features.json")));
  const trees = ["onnx-forest-three.onnx", "onnx-two-targets.onnx", "onnx-chains.onnx"].map((name) =>
    one("model.onnx", fixture(name), numberFeatures(4)),
  );
  return [network, ...trees];
}

function savedModels(): Campaign["models"] {
  if (fixtures === null) return [];
  const at = path.join(fixtures, "models", "telco-churn-keras", "saved_model", "saved_model.pb");
  return [one("saved_model.pb", readFileSync(at), numberFeatures(2))];
}

/** Every kind of model that is a file, from models of the project's own tests. */
export const campaigns = (): readonly Campaign[] =>
  [
    { name: "XGBoost JSON", kind: "xgboost", models: xgboost("json") },
    { name: "XGBoost UBJ", kind: "xgboost", models: xgboost("ubj") },
    {
      name: "LightGBM",
      kind: "lightgbm",
      models: named(/^lightgbm-.*\.txt$/).map((content) => one("model", content, numberFeatures(textWidth(content)))),
    },
    {
      name: "CatBoost",
      kind: "catboost",
      models: named(/^catboost-.*\.model\.json$/).map((content) =>
        one("model", content, numberFeatures(catboostWidth(content))),
      ),
    },
    { name: "ONNX", kind: "onnx", models: onnx() },
    { name: "TensorFlow.js layers", kind: "tfjs-layers", models: layers() },
    { name: "TensorFlow.js graph", kind: "tfjs-graph", models: graphs() },
    { name: "SavedModel", kind: "tf-saved-model", models: savedModels() },
  ].filter(({ models }) => models.length > 0);
