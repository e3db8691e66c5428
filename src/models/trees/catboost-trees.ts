import { unsupportedModel } from "./broken-model.js";
import { type CatboostFeatures, listed } from "./catboost-features.js";
import { type CodeSets, codeSets } from "./code-sets.js";
import { below, damaged, type Field, fields, integer, numbers, text } from "./fields.js";
import { blankTree, type PlainTree } from "./join-trees.js";
import { nextUpSingle } from "./next-up.js";

/** The trees of a CatBoost model: one per tree and raw output. */
export interface CatboostTrees {
  readonly trees: readonly PlainTree[];
  readonly outputs: number;
  readonly categorySets: readonly Uint32Array[];
  readonly hasCover: boolean;
}

/** Sums up what trees share while they are read. */
interface Reading {
  readonly features: CatboostFeatures;
  readonly categories: CodeSets;
  hasCover: boolean;
}

/** A tree whose leaves hold one value per raw output, interleaved. */
interface ReadTree {
  readonly tree: PlainTree;
  readonly leaves: readonly number[] | Int32Array;
  readonly values: Float64Array;
}

/** Reads `oblivious_trees` or `trees` of a document. @throws Failure (unusable) for damage and for splits that are not supported. */
export function catboostTrees(document: Field, features: CatboostFeatures): CatboostTrees {
  const reading: Reading = { features, categories: codeSets(), hasCover: true };
  const oblivious = below(document, "oblivious_trees");
  const isOblivious = oblivious.value !== undefined;
  const list = isOblivious ? oblivious : below(document, "trees");
  const places = fields(list);
  if (places.length === 0) throw damaged(list, "is empty");
  let outputs = 0;
  const trees = places.flatMap((place) => {
    const read = isOblivious ? obliviousTree(reading, place) : plainTree(reading, place);
    const found = read.values.length / read.leaves.length;
    if (outputs === 0 && Number.isInteger(found)) outputs = found;
    if (found !== outputs || found === 0)
      throw damaged(place, `has ${read.values.length} values for ${read.leaves.length} leaves`);
    return perOutput(read, outputs);
  });
  return { trees, outputs, categorySets: reading.categories.sets, hasCover: reading.hasCover };
}

/** The same tree once per output: all but the values is shared. */
const perOutput = ({ tree, leaves, values }: ReadTree, outputs: number): PlainTree[] =>
  Array.from({ length: outputs }, (_, output) => {
    const value = new Float64Array(tree.value.length);
    for (let leaf = 0; leaf < leaves.length; leaf++) value[leaves[leaf]!] = values[leaf * outputs + output]!;
    return { ...tree, output, value };
  });

/** CatBoost itself grows oblivious trees to depth 16 at most. */
const deepestOblivious = 24;

/**
 * A tree with one condition per level: split k decides bit k of a leaf's number. The last split is the root, as in CatBoost's own
 * SHAP values, which go from the highest bit to the lowest. Node n has children 2n + 1 and 2n + 2.
 */
function obliviousTree(reading: Reading, place: Field): ReadTree {
  const splits = listed(below(place, "splits"));
  const depth = splits.length;
  if (depth > deepestOblivious)
    throw damaged(below(place, "splits"), `has ${depth} entries; expected at most ${deepestOblivious}`);
  const { values } = numbers(below(place, "leaf_values"));
  const [leaves, inner] = [2 ** depth, 2 ** depth - 1];
  if (values.length < leaves) throw damaged(place, `has ${values.length} values for ${leaves} leaves`);
  const tree = blankTree(inner + leaves, 0);
  for (let level = 0; level < depth; level++) {
    const first = 2 ** level - 1;
    const condition = conditionOf(reading, splits[depth - 1 - level]!);
    for (let node = first; node <= 2 * first; node++) setSplit(tree, node, condition, 2 * node + 1, 2 * node + 2);
  }
  const weights = below(place, "leaf_weights");
  if (listed(weights).length === 0) reading.hasCover = false;
  else tree.cover.set(numbers(weights, leaves).values, inner);
  return { tree, leaves: Int32Array.from({ length: leaves }, (_, leaf) => inner + leaf), values };
}

/** A tree of nested objects: `split`, `left` and `right`, or `value` and `weight`. Walked without recursion, because a file may nest without end. */
function plainTree(reading: Reading, place: Field): ReadTree {
  const nodes = nodesBelow(place);
  const tree = blankTree(nodes.length, 0);
  const leaves: number[] = [];
  const values: number[] = [];
  for (const [node, { field, left, right }] of nodes.entries()) {
    if (left >= 0) setSplit(tree, node, conditionOf(reading, below(field, "split")), left, right);
    else {
      const value = below(field, "value");
      const own = typeof value.value === "number" ? [value.value] : numbers(value).values;
      for (const one of own) values.push(one);
      if (values.length !== leaves.push(node) * own.length)
        throw damaged(value, `has ${own.length} entries, and other leaves have others`);
      const weight = below(field, "weight").value;
      if (typeof weight === "number") tree.cover[node] = weight;
      else reading.hasCover = false;
    }
  }
  return { tree, leaves, values: Float64Array.from(values) };
}

interface NestedNode {
  readonly field: Field;
  left: number;
  right: number;
}

function nodesBelow(root: Field): NestedNode[] {
  const nodes: NestedNode[] = [{ field: root, left: -1, right: -1 }];
  for (const node of nodes) {
    const split = below(node.field, "split").value;
    if (split === undefined || split === null) continue;
    // Places are those of the tree alone: a place of every node would grow with its depth.
    node.left = nodes.push({ field: { ...below(node.field, "left"), place: root.place }, left: -1, right: -1 }) - 1;
    node.right = nodes.push({ field: { ...below(node.field, "right"), place: root.place }, left: -1, right: -1 }) - 1;
  }
  return nodes;
}

interface Condition {
  readonly input: number;
  readonly threshold: number;
  readonly missingLeft: boolean;
  readonly categorySet: number;
}

function setSplit(tree: PlainTree, node: number, condition: Condition, left: number, right: number): void {
  tree.feature[node] = condition.input;
  tree.threshold[node] = condition.threshold;
  tree.missingLeft[node] = condition.missingLeft ? 1 : 0;
  tree.categorySet[node] = condition.categorySet;
  tree.left[node] = left;
  tree.right[node] = right;
}

/** Right is where the condition holds: above the border (as float32), or equal to the category. */
function conditionOf(reading: Reading, split: Field): Condition {
  const type = text(below(split, "split_type"));
  const { floats, categorical } = reading.features;
  if (type === "FloatFeature") {
    const { input, missingLeft } = floats[integer(below(split, "float_feature_index"), 0, floats.length - 1)]!;
    const border = below(split, "border");
    if (typeof border.value !== "number") throw damaged(border, "is no number");
    return { input, missingLeft, threshold: nextUpSingle(Math.fround(border.value)), categorySet: -1 };
  }
  if (type !== "OneHotFeature") throw otherSplit(split.model, type);
  const input = categorical[integer(below(split, "cat_feature_index"), 0, categorical.length - 1)]!;
  const hash = integer(below(split, "value"), -(2 ** 31), 2 ** 32 - 1) >>> 0;
  return { input, missingLeft: true, threshold: 0, categorySet: setOf(reading, split, hash) };
}

const otherSplit = (model: string, type: string) =>
  type === "OnlineCtr"
    ? unsupportedModel(
        model,
        "turns categories into statistics of the training data (CTR, OnlineCtr), which are not read",
        "train with one_hot_max_size above the number of categories, or encode them as numbers before CatBoost and save again; or score with CatBoost and audit the logged answers: kind: logged",
      )
    : unsupportedModel(
        model,
        `splits by ${JSON.stringify(type.slice(0, 60))}, which is not supported`,
        "score with CatBoost and audit the logged answers: kind: logged",
      );

/** The set that lists one category alone. @throws Failure (unusable) where the file does not tell which text has the hash. */
function setOf({ features, categories }: Reading, split: Field, hash: number): number {
  const code = features.codeOfHash.get(hash);
  if (code === undefined) throw withoutTexts(split.model);
  const set = categories.of([code]);
  if (set === null) throw damaged(split, "is one of too many categories");
  return set;
}

const withoutTexts = (model: string) =>
  unsupportedModel(
    model,
    "splits by categories, and its file holds only hashes of them (cat_features_hash is missing)",
    'save it again with the training data, which puts the texts into the file: model.save_model("model.json", format="json", pool=train_pool)',
  );
