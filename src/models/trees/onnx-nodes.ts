import { type Attributes, integersAttribute, numbersAttribute, textsAttribute } from "../onnx-attributes.js";
import type { CodeSets } from "./code-sets.js";
import { type Found, found, notFound } from "./found.js";
import { blankTree, type PlainTree } from "./join-trees.js";
import { nextUp, nextUpSingle } from "./next-up.js";
import { type Chain, type ComparedNodes, equalityChains } from "./onnx-chains.js";

/** A tree and, by id of class or target, what its leaves add. */
export interface WeightedTree {
  readonly tree: PlainTree;
  readonly weights: ReadonlyMap<number, Float64Array>;
}

/** How nodes are read. `single`: whether numbers are compared as float32. */
interface Reading {
  readonly single: boolean;
  readonly categories: CodeSets;
}

/** Values of all leaves of all trees and outputs together: about a gigabyte of arrays. */
const mostValues = 2 ** 24;

/** The nodes of an ensemble of any operator, and by tree what its leaves add. Nodes and weights are lists of equal length, in any order of trees. */
export interface NodeLists {
  readonly table: NodeTable;
  readonly weights: ReadonlyMap<number, readonly Weight[]>;
}

export interface NodeTable extends ComparedNodes {
  readonly treeIds: readonly number[];
  /** By row of a test for membership: the codes that it lists. */
  readonly members: ReadonlyMap<number, readonly number[]>;
}

/** What a leaf adds to a class or target. */
export interface Weight {
  readonly node: number;
  readonly id: number;
  readonly weight: number;
}

/** The lists of TreeEnsembleClassifier and TreeEnsembleRegressor. */
export function classicalLists(attributes: Attributes, prefix: "class" | "target"): Found<NodeLists> {
  const table = nodeTable(attributes);
  if (table.found === null) return table;
  const weights = weightsByTree(attributes, prefix);
  return weights.found === null ? weights : found({ table: table.found, weights: weights.found });
}

/** The trees of an ensemble's lists, in the order in which they begin. */
export function readTrees({ table, weights }: NodeLists, reading: Reading): Found<WeightedTree[]> {
  const trees = new Map<number, number[]>();
  for (const [row, tree] of table.treeIds.entries()) {
    const rows = trees.get(tree);
    if (rows === undefined) trees.set(tree, [row]);
    else rows.push(row);
  }
  const read: WeightedTree[] = [];
  let values = 0;
  for (const [id, rows] of trees) {
    const one = readTree(table, rows, weights.get(id) ?? [], reading);
    if (one.found === null) return one;
    values += rows.length * one.found.weights.size;
    if (values > mostValues) return notFound("its trees times its outputs are too many to be kept in memory");
    read.push(one.found);
  }
  return found(read);
}

function nodeTable(attributes: Attributes): Found<NodeTable> {
  const integers = (name: string) => integersAttribute(attributes, `nodes_${name}`);
  const table: Omit<NodeTable, "members"> = {
    treeIds: integers("treeids"),
    nodeIds: integers("nodeids"),
    features: integers("featureids"),
    modes: textsAttribute(attributes, "nodes_modes"),
    values: numbersAttribute(attributes, "nodes_values"),
    whenTrue: integers("truenodeids"),
    whenFalse: integers("falsenodeids"),
    missingTrue: integers("missing_value_tracks_true"),
  };
  const { missingTrue, ...lists } = table;
  const rows = table.treeIds.length;
  const isComplete =
    Object.values(lists).every(({ length }) => length === rows) && [0, rows].includes(missingTrue.length);
  if (rows === 0 || !isComplete) return notFound("its lists of nodes are empty or of unequal length");
  return found({ ...table, members: new Map() });
}

function weightsByTree(attributes: Attributes, prefix: string): Found<Map<number, Weight[]>> {
  const [trees, nodes, ids] = ["treeids", "nodeids", "ids"].map((name) =>
    integersAttribute(attributes, `${prefix}_${name}`),
  ) as [number[], number[], number[]];
  const values = numbersAttribute(attributes, `${prefix}_weights`);
  if (![nodes, ids, values].every(({ length }) => length === trees.length))
    return notFound("its lists of leaves are of unequal length");
  const byTree = new Map<number, Weight[]>();
  for (const [row, tree] of trees.entries()) {
    const weight = { node: nodes[row]!, id: ids[row]!, weight: values[row]! };
    const known = byTree.get(tree);
    if (known === undefined) byTree.set(tree, [weight]);
    else known.push(weight);
  }
  return found(byTree);
}

/** The tree of some rows of the table; the first of them is the root, as it is for onnxruntime. */
function readTree(
  table: NodeTable,
  rows: readonly number[],
  leaves: readonly Weight[],
  reading: Reading,
): Found<WeightedTree> {
  if (new Set(rows.map((row) => table.nodeIds[row])).size < rows.length)
    return notFound("one of its trees names a node twice");
  const { byFirst, continued } = equalityChains(table, rows);
  const kept = rows.filter((row) => !continued.has(row));
  const places = new Map(kept.map((row, place) => [table.nodeIds[row]!, place]));
  const tree = blankTree(kept.length, 0);
  for (const [place, row] of kept.entries()) {
    if (table.modes[row] === "LEAF") continue;
    const reason = setSplit(table, row, { tree, place, places, reading, chain: byFirst.get(row) ?? null });
    if (reason !== null) return notFound(reason);
  }
  const weights = new Map<number, Float64Array>();
  for (const { node, id, weight } of leaves) {
    const place = places.get(node);
    if (place === undefined || tree.feature[place] !== -1)
      return notFound("one of its trees has weights where it has no leaf");
    if (!weights.has(id) && (weights.size + 1) * kept.length > mostValues)
      return notFound("its trees times its outputs are too many to be kept in memory");
    const values = weights.get(id) ?? new Float64Array(kept.length);
    values[place]! += weight;
    weights.set(id, values);
  }
  return found({ tree, weights });
}

/** How a mode becomes "goes left when less than": the side of its true branch, and whether the threshold itself is on the left. */
const modes: Readonly<Record<string, { readonly trueIsLeft: boolean; readonly includes: boolean }>> = {
  BRANCH_LT: { trueIsLeft: true, includes: false },
  BRANCH_LEQ: { trueIsLeft: true, includes: true },
  BRANCH_GTE: { trueIsLeft: false, includes: false },
  BRANCH_GT: { trueIsLeft: false, includes: true },
};

interface Place {
  readonly tree: PlainTree;
  readonly place: number;
  readonly places: ReadonlyMap<number, number>;
  readonly reading: Reading;
  /** The comparisons that a node which compares for equality begins. */
  readonly chain: Chain | null;
}

/** Returns why a split cannot be taken over, or null. */
function setSplit(table: NodeTable, row: number, { tree, place, places, reading, chain }: Place): string | null {
  const name = table.modes[row]!;
  const isTrueMissing = table.missingTrue[row] === 1;
  const threshold = table.values[row]!;
  const mode = Object.hasOwn(modes, name) ? modes[name] : undefined;
  const trueIsLeft = mode?.trueIsLeft ?? true;
  const [whenTrue, whenFalse] = [
    places.get(table.whenTrue[row]!) ?? -1,
    places.get(chain?.whenFalse ?? table.whenFalse[row]!) ?? -1,
  ];
  tree.feature[place] = isInput(table.features[row]!) ? table.features[row]! : 2 ** 31 - 1;
  tree.left[place] = trueIsLeft ? whenTrue : whenFalse;
  tree.right[place] = trueIsLeft ? whenFalse : whenTrue;
  if (mode !== undefined) {
    tree.missingLeft[place] = isTrueMissing === trueIsLeft ? 1 : 0;
    tree.threshold[place] = mode.includes ? (reading.single ? nextUpSingle : nextUp)(threshold) : threshold;
    return null;
  }
  return setCategory(tree, place, {
    name,
    codes: chain?.codes ?? table.members.get(row) ?? [threshold],
    isTrueMissing,
    categories: reading.categories,
  });
}

const isInput = (feature: number): boolean => Number.isInteger(feature) && feature >= 0 && feature < 2 ** 31;

interface Category {
  readonly name: string;
  readonly codes: readonly number[];
  readonly isTrueMissing: boolean;
  readonly categories: CodeSets;
}

/** Whether the codes that a node compares with are those that it sends to its true branch. */
const listsTrue: Readonly<Record<string, boolean>> = { BRANCH_EQ: true, BRANCH_NEQ: false, BRANCH_MEMBER: true };

/** Equal, unequal and one of several: converters write them for categories, whose values are codes. NaN is unequal to all of them. */
function setCategory(
  tree: PlainTree,
  place: number,
  { name, codes, isTrueMissing, categories }: Category,
): string | null {
  const isListed = Object.hasOwn(listsTrue, name) ? listsTrue[name] : undefined;
  if (isListed === undefined) return `a node compares by ${JSON.stringify(name.slice(0, 40))}`;
  if (!codes.every((code) => Number.isInteger(code) && code >= 0))
    return "a node compares with == a number that is no code of a category";
  const set = categories.of(codes);
  if (set === null) return "its nodes name too many categories";
  tree.categorySet[place] = set;
  tree.listedLeft[place] = isListed ? 1 : 0;
  tree.missingLeft[place] = isTrueMissing || !isListed ? 1 : 0;
  return null;
}
