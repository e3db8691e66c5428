import { printable } from "../printable.js";
import { unsupportedModel } from "./broken-model.js";
import { below, damaged, type Field, fields, integer, integerAt, numbers, text } from "./fields.js";
import { flawOf, joinTrees, type PlainTree } from "./join-trees.js";
import type { TreeFile } from "./tree-model.js";
import { categoryNames, categorySets } from "./xgboost-categories.js";
import { type XgboostObjective, xgboostObjectives } from "./xgboost-objectives.js";
import { type XgboostForest, type XgboostTarget, xgboostTree } from "./xgboost-tree.js";

/** Newest major version whose files are read. */
const newest = 3;
const mostInputs = 100_000;
const mostClasses = 10_000;
const mostTrees = 10_000_000;

/**
 * The trees of an XGBoost document (versions 1 to 3, boosters gbtree and dart).
 *
 * Of a model that stopped early XGBoost's own `Booster.predict` uses all rounds, its scikit-learn classes those up to the best:
 * so do we, by whether the file was saved by such a class.
 * @throws Failure (unusable) for damaged documents, newer versions, and objectives or boosters that are not read.
 */
export function xgboostTrees(document: Field): TreeFile {
  const version = versionOf(document);
  const learner = below(document, "learner");
  const objective = objectiveOf(below(learner, "objective", "name"));
  const width = integer(below(learner, "learner_model_param", "num_feature"), 0, mostInputs);
  const outputs = outputsOf(learner, objective);
  const booster = boosterOf(below(learner, "gradient_booster"));
  const categories = categorySets();
  const { trees, hasCover } = treesOf(learner, booster, { width, categories }, outputs);
  return {
    writtenBy: `XGBoost ${version}`,
    categories: categoryNames(below(booster.model, "cats"), width),
    classNames:
      objective.answers === "number" ? null : Array.from({ length: Math.max(outputs, 2) }, (_, at) => String(at)),
    trees: joinTrees(trees, {
      inputs: namesOf(below(learner, "feature_names"), width),
      width,
      outputs,
      categorySets: categories.sets,
      base: baseOf(below(learner, "learner_model_param", "base_score"), objective, outputs),
      link: objective.link,
      single: true,
      hasCover,
    }),
  };
}

function versionOf(document: Field): string {
  const version = numbers(below(document, "version"), 3);
  const parts = [0, 1, 2].map((part) => integerAt(version, part, 0, 10_000));
  if (parts[0]! > newest) {
    throw unsupportedModel(
      document.model,
      `was written by XGBoost ${parts.join(".")}; versions 1 to ${newest} are read`,
      `save it with version ${newest}, or export it as ONNX`,
    );
  }
  return parts.join(".");
}

function objectiveOf(name: Field): XgboostObjective {
  const written = text(name);
  const objective = Object.hasOwn(xgboostObjectives, written) ? xgboostObjectives[written] : undefined;
  if (objective !== undefined) return objective;
  throw unsupportedModel(
    name.model,
    `has the objective "${printable(written)}", which is not read`,
    `objectives are ${Object.keys(xgboostObjectives).join(", ")}; others can be audited from logged predictions (kind: logged)`,
  );
}

function outputsOf(learner: Field, { answers }: XgboostObjective): number {
  const parameters = below(learner, "learner_model_param");
  if (answers === "classes") return integer(below(parameters, "num_class"), 2, mostClasses);
  const targets = below(parameters, "num_target");
  const count = targets.value === undefined ? 1 : integer(targets, 0, mostClasses);
  if (count <= 1) return 1;
  throw unsupportedModel(
    learner.model,
    `answers each row with ${count} numbers`,
    "an audit takes one: train one model per target, or log its predictions (kind: logged)",
  );
}

interface Booster {
  readonly model: Field;
  /** Factors of trees, where there are any (DART). */
  readonly weights: Field | null;
}

function boosterOf(booster: Field): Booster {
  const name = text(below(booster, "name"));
  if (name === "gbtree") return { model: below(booster, "model"), weights: null };
  if (name === "dart") return { model: below(booster, "gbtree", "model"), weights: below(booster, "weight_drop") };
  throw unsupportedModel(
    booster.model,
    `has the booster "${printable(name)}", which holds no trees`,
    "boosters are gbtree and dart; others can be audited from logged predictions (kind: logged)",
  );
}

function treesOf(
  learner: Field,
  { model, weights }: Booster,
  forest: XgboostForest,
  outputs: number,
): { readonly trees: readonly PlainTree[]; readonly hasCover: boolean } {
  const count = integer(below(model, "gbtree_model_param", "num_trees"), 0, mostTrees);
  const all = fields(below(model, "trees"));
  if (all.length !== count) throw damaged(below(model, "trees"), `has ${all.length} entries; expected ${count}`);
  const outputOf = numbers(below(model, "tree_info"), count);
  const factors = weights === null ? null : numbers(weights, count).values;
  const used = all.slice(0, usedTrees(learner, model, outputs, all));
  const read = used.map((tree, place) => {
    const output = isVector(tree) ? null : integerAt(outputOf, place, 0, outputs - 1);
    return treeOf(tree, forest, { output, outputs, weight: Math.fround(factors?.[place] ?? 1) });
  });
  return { trees: read.flatMap(({ trees }) => trees), hasCover: read.every(({ hasCover }) => hasCover) };
}

const isVector = (tree: Field): boolean => {
  const size = below(tree, "tree_param", "size_leaf_vector");
  return size.value !== undefined && integer(size, 0, mostClasses) > 1;
};

function treeOf(tree: Field, forest: XgboostForest, target: XgboostTarget): ReturnType<typeof xgboostTree> {
  const read = xgboostTree(tree, forest, target);
  const flaw = read.trees.map((each) => flawOf(each, forest.width)).find((each) => each !== null);
  if (flaw !== undefined) throw damaged(tree, flaw);
  return read;
}

/** How many trees count: those up to the best round where a scikit-learn class saved a model that stopped early. */
function usedTrees(learner: Field, model: Field, outputs: number, trees: readonly Field[]): number {
  const best = below(learner, "attributes", "best_iteration");
  if (best.value === undefined || below(learner, "attributes", "scikit_learn").value === undefined) return trees.length;
  const rounds = integer(best, 0, mostTrees) + 1;
  const bounds = below(model, "iteration_indptr");
  if (bounds.value !== undefined) {
    const list = numbers(bounds);
    return integerAt(list, Math.min(rounds, list.values.length - 1), 0, trees.length);
  }
  const parallel = below(model, "gbtree_model_param", "num_parallel_tree");
  return Math.min(
    trees.length,
    rounds * outputs * (parallel.value === undefined ? 1 : integer(parallel, 1, mostTrees)),
  );
}

function namesOf(names: Field, width: number): readonly string[] | null {
  if (names.value === undefined) return null;
  const list = fields(names);
  if (list.length === 0) return null;
  if (list.length !== width) throw damaged(names, `has ${list.length} entries; expected ${width}`);
  return list.map(text);
}

/** One number for all outputs, or since version 3.1 a list of one for each, as text: "5E-1", "[1E-1,2E-1]". */
function baseOf(field: Field, { margin }: XgboostObjective, outputs: number): Float64Array {
  const scores = text(field)
    .replace(/^\[(.*)\]$/, "$1")
    .split(",")
    .map((part) => (part.trim() === "" ? Number.NaN : Math.fround(Number(part))));
  if (scores.length !== 1 && scores.length !== outputs)
    throw damaged(field, `has ${scores.length} entries; expected 1 or ${outputs}`);
  const base = Float64Array.from({ length: outputs }, (_, output) => margin(scores[output] ?? scores[0]!));
  if (base.every(Number.isFinite)) return base;
  throw damaged(field, "is no number that the objective can begin with");
}
