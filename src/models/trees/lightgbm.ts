import type { Failure } from "../../core/errors.js";
import { printable } from "../printable.js";
import { brokenModel, unsupportedModel } from "./broken-model.js";
import type { Link, TreeEnsemble } from "./ensemble.js";
import { flawOf, joinTrees } from "./join-trees.js";
import { lightgbmCategories } from "./lightgbm-categories.js";
import { type Entries, type LightgbmText, lightgbmText } from "./lightgbm-text.js";
import { lightgbmTree } from "./lightgbm-tree.js";
import type { TreeFile } from "./tree-model.js";

/**
 * Reads a LightGBM text model. Raw outputs are those of `predict(raw_score=True)`, times the objective's `sigmoid` where that is not 1,
 * and averaged over the trees of a forest (boosting=rf).
 * @throws Failure (unusable) for damaged files and for what is not supported, by name.
 */
export function readLightgbm(model: string, content: Uint8Array): TreeFile {
  const file = lightgbmText(model, new TextDecoder().decode(content));
  const { header, trees, version } = file;
  const width = wholeNumber(model, header, "max_feature_idx") + 1;
  const names = header.get("feature_names")?.trim().split(" ") ?? [];
  if (names.length !== width)
    throw brokenModel(model, `names ${names.length} features where its header (max_feature_idx) counts ${width}`);
  const outputs = wholeNumber(model, header, "num_tree_per_iteration");
  if (trees.length === 0 || trees.length % outputs !== 0)
    throw brokenModel(model, `holds ${trees.length} trees, which is no whole number of rounds of ${outputs}`);
  const objective = objectiveOf(model, header, outputs);
  const ensemble = ensembleOf(model, file, { width, outputs, objective, inputs: ownNames(names) });
  return {
    trees: ensemble,
    writtenBy: `LightGBM, text form ${version}`,
    categories: lightgbmCategories(model, file, width),
    classNames: objective.isClassifier
      ? Array.from({ length: Math.max(outputs, 2) }, (_, place) => String(place))
      : null,
  };
}

/** Names that were made up for columns without any say nothing of the data. */
const ownNames = (names: readonly string[]): readonly string[] | null =>
  names.every((name, place) => name === `Column_${place}`) ? null : names;

function wholeNumber(model: string, entries: Entries, key: string): number {
  const value = Number(entries.get(key) || Number.NaN);
  if (!Number.isInteger(value) || value < 0 || value >= 2 ** 31)
    throw brokenModel(model, `has no whole number at "${key}"`);
  return value;
}

interface Objective {
  readonly link: Link;
  /** Raw outputs are multiplied by this before the link. */
  readonly factor: number;
  readonly isClassifier: boolean;
}

/** Links by the names that objectives have in files (src/objective/*.hpp, GetName and ConvertOutput). */
const links: Readonly<Record<string, Link>> = {
  binary: "logistic",
  cross_entropy: "logistic",
  multiclass: "softmax",
  multiclassova: "logistic_each",
  poisson: "exponential",
  gamma: "exponential",
  tweedie: "exponential",
  regression: "identity",
  regression_l1: "identity",
  huber: "identity",
  fair: "identity",
  quantile: "identity",
  mape: "identity",
  lambdarank: "identity",
  rank_xendcg: "identity",
};

const classifiers = new Set(["binary", "cross_entropy", "multiclass", "multiclassova"]);

/** Without an objective of LightGBM's own, `predict` answers raw outputs, and so do we. */
function objectiveOf(model: string, header: Entries, outputs: number): Objective {
  const [name = "", ...settings] = (header.get("objective") ?? "").trim().split(" ");
  if (name === "" || name === "custom") return { link: "identity", factor: 1, isClassifier: false };
  const link = Object.hasOwn(links, name) ? links[name] : undefined;
  if (link === undefined || settings.includes("sqrt"))
    throw unsupportedModel(
      model,
      `was trained with the objective "${printable([name, ...settings].join(" "))}", whose answers are not known here`,
      "score with LightGBM and audit the logged answers: kind: logged",
    );
  if (outputs > 1 !== name.startsWith("multiclass"))
    throw brokenModel(model, `has ${outputs} trees per round, which the objective "${name}" does not`);
  const sigmoid = settings.find((setting) => setting.startsWith("sigmoid:"))?.slice("sigmoid:".length);
  const factor = sigmoid === undefined ? 1 : Number(sigmoid || Number.NaN);
  if (!(factor > 0 && factor < Number.POSITIVE_INFINITY)) throw brokenModel(model, "has no positive number as sigmoid");
  return { link, factor, isClassifier: classifiers.has(name) };
}

interface Shape {
  readonly width: number;
  readonly outputs: number;
  readonly objective: Objective;
  readonly inputs: readonly string[] | null;
}

function ensembleOf(model: string, file: LightgbmText, { width, outputs, objective, inputs }: Shape): TreeEnsemble {
  const rounds = file.trees.length / outputs;
  const factor = objective.factor / (file.header.has("average_output") ? rounds : 1);
  const categorySets: Uint32Array[] = [];
  let hasCover = true;
  const trees = file.trees.map((entries, place) => {
    const broken = (flaw: string) => brokenModel(model, `is damaged: tree ${place} ${flaw}`);
    if (entries.get("is_linear") === "1") throw linearTrees(model);
    const read = lightgbmTree({ entries, broken, output: place % outputs, categorySets });
    const flaw = flawOf(read.tree, width);
    if (flaw !== null) throw broken(flaw);
    hasCover &&= read.hasCover;
    for (let node = 0; node < read.tree.value.length; node++) read.tree.value[node]! *= factor;
    return read.tree;
  });
  const base = new Float64Array(outputs);
  const { link } = objective;
  return joinTrees(trees, { inputs, width, outputs, categorySets, base, link, single: false, hasCover });
}

const linearTrees = (model: string): Failure =>
  unsupportedModel(
    model,
    "has linear functions in its leaves (linear_tree), which are not supported",
    "train with linear_tree=false, or score with LightGBM and audit the logged answers: kind: logged",
  );
