import { isRecord, jsonKind } from "../file-kind.js";
import { printable } from "../printable.js";
import { wrongKind } from "../runtime-failure.js";
import { brokenModel, unsupportedModel } from "./broken-model.js";
import { catboostFeatures, listed } from "./catboost-features.js";
import { catboostTrees } from "./catboost-trees.js";
import type { Link } from "./ensemble.js";
import { below, damaged, type Field, fields, numbers } from "./fields.js";
import { flawOf, joinTrees, type PlainTree } from "./join-trees.js";
import type { TreeFile } from "./tree-model.js";

/**
 * Reads a CatBoost model in JSON (catboost/libs/model/model_export/json_model_helpers.cpp). Raw outputs are those of
 * `predict(prediction_type="RawFormulaVal")`.
 * @throws Failure (unusable) for damaged files and for what is not supported, by name.
 */
export function readCatboost(model: string, content: Uint8Array): TreeFile {
  const document = documentOf(model, content);
  const features = catboostFeatures(below(document, "features_info"));
  const { trees, outputs, categorySets, hasCover } = catboostTrees(document, features);
  const objective = objectiveOf(document, outputs);
  const { scale, base } = scaleAndBias(document, outputs);
  for (const tree of trees) checkTree(document, tree, features.width, scale);
  const { width, names: inputs, categorical, categories } = features;
  const takesTexts = new Set(categorical);
  const byInput = Array.from({ length: width }, (_, input) => (takesTexts.has(input) ? categories : null));
  return {
    trees: joinTrees(trees, {
      inputs,
      width,
      outputs,
      categorySets,
      base,
      link: objective.link,
      single: true,
      hasCover,
    }),
    writtenBy: writtenBy(document),
    categories: categories === null ? null : byInput,
    classNames: objective.isClassifier ? classNames(document, Math.max(outputs, 2)) : null,
  };
}

function documentOf(model: string, content: Uint8Array): Field {
  const value = parsed(model, content);
  const isCatboost =
    isRecord(value) && ("oblivious_trees" in value || "trees" in value) && isRecord(value.features_info);
  if (!isCatboost) throw wrongKind(model, "a CatBoost model", jsonKind(value));
  return { model, place: "", value };
}

function parsed(model: string, content: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(content));
  } catch (cause) {
    throw brokenModel(model, "is no complete JSON", cause);
  }
}

function checkTree({ model }: Field, tree: PlainTree, width: number, scale: number): void {
  for (let node = 0; node < tree.value.length; node++) tree.value[node]! *= scale;
  const flaw = flawOf(tree, width);
  if (flaw !== null) throw brokenModel(model, `is damaged: one of its trees ${flaw}`);
}

/** `[scale, bias]`; the bias of several outputs is a list, as newer versions write that of one. Raw output = scale × leaves + bias. */
function scaleAndBias(document: Field, outputs: number): { readonly scale: number; readonly base: Float64Array } {
  const place = below(document, "scale_and_bias");
  const [scale, bias] = place.value === undefined ? [] : fields(place);
  const factor = scale === undefined ? 1 : scale.value;
  if (typeof factor !== "number" || !Number.isFinite(factor)) throw damaged(place, "has a scale that is no number");
  const list = bias === undefined ? [] : Array.isArray(bias.value) ? bias.value : [bias.value];
  const given = numbers({ ...place, value: list }).values;
  if (given.length === outputs && given.every(Number.isFinite)) return { scale: factor, base: given };
  if (given.every((one) => one === 0) && given.length <= 1) return { scale: factor, base: new Float64Array(outputs) };
  throw damaged(place, `has ${given.length} biases; expected ${outputs} finite numbers`);
}

interface Objective {
  readonly link: Link;
  readonly isClassifier: boolean;
}

/** What `predict_proba` (classifiers) or `predict` (others) makes of raw outputs, by loss function. */
const links: Readonly<Record<string, Link>> = {
  Logloss: "logistic",
  CrossEntropy: "logistic",
  Focal: "logistic",
  MultiClass: "softmax",
  MultiClassOneVsAll: "logistic_each",
  Poisson: "exponential",
  Tweedie: "exponential",
  RMSE: "identity",
  MAE: "identity",
  MAPE: "identity",
  Quantile: "identity",
  Expectile: "identity",
  LogCosh: "identity",
  Lq: "identity",
  Huber: "identity",
  QueryRMSE: "identity",
  PairLogit: "identity",
  PairLogitPairwise: "identity",
  YetiRank: "identity",
  YetiRankPairwise: "identity",
};

const several = ["MultiClass", "MultiClassOneVsAll"];
const classifiers = ["Logloss", "CrossEntropy", "Focal", ...several];

function objectiveOf(document: Field, outputs: number): Objective {
  const type = below(settings(below(document, "model_info"), "params"), "loss_function", "type");
  if (typeof type.value !== "string")
    throw unsupportedModel(
      document.model,
      "does not say what it was trained for (model_info.params.loss_function)",
      'save it again with CatBoost 1.0 or newer: model.save_model("model.json", format="json")',
    );
  const name = type.value;
  const link = Object.hasOwn(links, name) ? links[name] : undefined;
  if (link === undefined)
    throw unsupportedModel(
      document.model,
      `was trained with the loss function "${printable(name)}", whose answers are not known here`,
      "score with CatBoost and audit the logged answers: kind: logged",
    );
  if (outputs > 1 && !several.includes(name))
    throw damaged(type, `is "${name}", and the trees have ${outputs} outputs`);
  return { link, isClassifier: classifiers.includes(name) };
}

/** Settings below `model_info`, which older versions write as text. */
function settings(info: Field, key: string): Field {
  const field = below(info, key);
  if (typeof field.value !== "string") return field;
  try {
    return { ...field, value: JSON.parse(field.value) };
  } catch {
    throw damaged(field, "is no complete JSON");
  }
}

/** Names as texts; numbers from 0 where the file has none. */
function classNames(document: Field, classes: number): readonly string[] {
  const names = below(settings(below(document, "model_info"), "class_params"), "class_names");
  const found = listed(names).map(({ value }) => String(value));
  if (found.length === 0) return Array.from({ length: classes }, (_, place) => String(place));
  if (found.length !== classes) throw damaged(names, `has ${found.length} entries; expected ${classes}`);
  return found;
}

function writtenBy(document: Field): string {
  const version = below(document, "model_info", "catboost_version_info").value;
  const release = typeof version === "string" ? /(?:release |tags\/v)(\d+(?:\.\w+)*)/.exec(version)?.[1] : undefined;
  return release === undefined ? "CatBoost" : `CatBoost ${release}`;
}
