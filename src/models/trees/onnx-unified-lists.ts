import { type Attributes, integersAttribute, numbersAttribute } from "../onnx-attributes.js";
import { type Found, found, notFound } from "./found.js";
import type { NodeLists, Weight } from "./onnx-nodes.js";

/** Names of the numbers that `nodes_modes` holds. */
const modes = ["BRANCH_LEQ", "BRANCH_LT", "BRANCH_GTE", "BRANCH_GT", "BRANCH_EQ", "BRANCH_NEQ", "BRANCH_MEMBER"];
const membership = modes.indexOf("BRANCH_MEMBER");

/** The attributes of TreeEnsemble: splits and leaves stand in lists of their own, and say of each child which list it is in. */
interface Parts {
  readonly roots: readonly number[];
  readonly splits: {
    readonly feature: readonly number[];
    readonly mode: readonly number[];
    readonly value: readonly number[];
    readonly whenTrue: readonly number[];
    readonly whenFalse: readonly number[];
    readonly isTrueLeaf: readonly number[];
    readonly isFalseLeaf: readonly number[];
  };
  readonly missingTrue: readonly number[];
  readonly leaves: { readonly target: readonly number[]; readonly weight: readonly number[] };
}

function partsOf(attributes: Attributes): Parts {
  const integers = (name: string) => integersAttribute(attributes, name);
  return {
    roots: integers("tree_roots"),
    splits: {
      feature: integers("nodes_featureids"),
      mode: integers("nodes_modes"),
      value: numbersAttribute(attributes, "nodes_splits"),
      whenTrue: integers("nodes_truenodeids"),
      whenFalse: integers("nodes_falsenodeids"),
      isTrueLeaf: integers("nodes_trueleafs"),
      isFalseLeaf: integers("nodes_falseleafs"),
    },
    missingTrue: integers("nodes_missing_value_tracks_true"),
    leaves: { target: integers("leaf_targetids"), weight: numbersAttribute(attributes, "leaf_weights") },
  };
}

/**
 * The lists of TreeEnsemble (ai.onnx.ml 5) in the form of its predecessors, as onnxruntime turns them (tree_ensemble_attribute.h):
 * tree by tree from the root down, leaves as nodes of their own. Leaves may be shared; splits that are reached twice are refused.
 */
export function unifiedLists(attributes: Attributes): Found<NodeLists> {
  const parts = partsOf(attributes);
  const count = parts.splits.feature.length;
  const isComplete =
    Object.values(parts.splits).every(({ length }) => length === count) &&
    [0, count].includes(parts.missingTrue.length) &&
    parts.leaves.target.length === parts.leaves.weight.length;
  if (count === 0 || parts.roots.length === 0 || !isComplete)
    return notFound("its lists of nodes are empty or of unequal length");
  const members = membersOf(parts.splits.mode, numbersAttribute(attributes, "membership_values"));
  return members.found === null ? members : listsOf(parts, members.found);
}

/** By split that tests for membership, in their order: its values, which NaN ends. */
function membersOf(mode: readonly number[], values: readonly number[]): Found<Map<number, number[]>> {
  const sets: number[][] = [];
  let open: number[] = [];
  for (const value of [...values, ...(values.length === 0 || Number.isNaN(values.at(-1)) ? [] : [Number.NaN])]) {
    if (!Number.isNaN(value)) open.push(value);
    else {
      sets.push(open);
      open = [];
    }
  }
  const tests = [...mode.keys()].filter((split) => mode[split] === membership);
  if (sets.length !== tests.length || sets.some(({ length }) => length === 0))
    return notFound("its tests for membership and their lists of values do not fit together");
  return found(new Map(tests.map((split, place) => [split, sets[place]!])));
}

/** One row per node, as they are found. */
interface Rows {
  readonly treeIds: number[];
  readonly nodeIds: number[];
  readonly features: number[];
  readonly modes: string[];
  readonly values: number[];
  readonly whenTrue: number[];
  readonly whenFalse: number[];
  readonly missingTrue: number[];
}

/** Lists that grow, and which splits are in them already. */
interface Growth {
  readonly rows: Rows;
  /** By row. */
  readonly members: Map<number, readonly number[]>;
  /** By tree. */
  readonly weights: Map<number, Weight[]>;
  readonly isListed: Uint8Array;
}

function listsOf(parts: Parts, membersOfSplit: ReadonlyMap<number, readonly number[]>): Found<NodeLists> {
  const growth: Growth = {
    rows: {
      treeIds: [],
      nodeIds: [],
      features: [],
      modes: [],
      values: [],
      whenTrue: [],
      whenFalse: [],
      missingTrue: [],
    },
    members: new Map(),
    weights: new Map(),
    isListed: new Uint8Array(parts.splits.feature.length),
  };
  for (const [tree, root] of parts.roots.entries()) {
    growth.weights.set(tree, []);
    const open = [root];
    for (let split = open.pop(); split !== undefined; split = open.pop()) {
      const reason = addSplit({ parts, membersOfSplit, growth, tree, open }, split);
      if (reason !== null) return notFound(`one of its trees ${reason}`);
    }
  }
  const { rows, members, weights } = growth;
  return found({ table: { ...rows, members }, weights });
}

interface Growing {
  readonly parts: Parts;
  readonly membersOfSplit: ReadonlyMap<number, readonly number[]>;
  readonly growth: Growth;
  readonly tree: number;
  /** Splits that are still to be listed. */
  readonly open: number[];
}

/** Lists a split and the leaves below it. Returns what is wrong, as the rest of "one of its trees", or null. */
function addSplit(growing: Growing, split: number): string | null {
  const { parts, membersOfSplit, growth, open } = growing;
  const { isListed, rows, members } = growth;
  const { splits, missingTrue } = parts;
  if (!(split >= 0 && split < isListed.length)) return `has no node ${split}, which it points to`;
  if (isListed[split] === 1) return "reaches a node twice";
  isListed[split] = 1;
  const [isTrueLeaf, isFalseLeaf] = [splits.isTrueLeaf[split] === 1, splits.isFalseLeaf[split] === 1];
  const [whenTrue, whenFalse] = [splits.whenTrue[split]!, splits.whenFalse[split]!];
  // A tree that is one leaf has a split with that leaf on both sides.
  if (isTrueLeaf && isFalseLeaf && whenTrue === whenFalse) return addLeaf(growing, whenTrue, split);
  const mode = splits.mode[split]!;
  if (modes[mode] === undefined) return `compares by mode ${mode}`;
  const list = membersOfSplit.get(split);
  if (list !== undefined) members.set(rows.nodeIds.length, list);
  // Leaves are numbered behind the splits; a copy for each place that leads to one.
  const leaf = isListed.length + rows.nodeIds.length + 1;
  addRow(growing, {
    node: split,
    feature: splits.feature[split]!,
    mode: modes[mode],
    value: splits.value[split]!,
    whenTrue: isTrueLeaf ? leaf : whenTrue,
    whenFalse: isFalseLeaf ? leaf + 1 : whenFalse,
    missingTrue: missingTrue[split] ?? 0,
  });
  if (!isFalseLeaf) open.push(whenFalse);
  if (!isTrueLeaf) open.push(whenTrue);
  return (
    (isTrueLeaf ? addLeaf(growing, whenTrue, leaf) : null) ??
    (isFalseLeaf ? addLeaf(growing, whenFalse, leaf + 1) : null)
  );
}

function addLeaf(growing: Growing, leaf: number, node: number): string | null {
  const { parts, growth, tree } = growing;
  const [id, weight] = [parts.leaves.target[leaf], parts.leaves.weight[leaf]];
  if (id === undefined || weight === undefined) return `has no leaf ${leaf}, which it points to`;
  addRow(growing, { node, feature: 0, mode: "LEAF", value: 0, whenTrue: 0, whenFalse: 0, missingTrue: 0 });
  growth.weights.get(tree)!.push({ node, id, weight });
  return null;
}

interface Row {
  readonly node: number;
  readonly feature: number;
  readonly mode: string;
  readonly value: number;
  readonly whenTrue: number;
  readonly whenFalse: number;
  readonly missingTrue: number;
}

function addRow({ growth: { rows }, tree }: Growing, row: Row): void {
  rows.treeIds.push(tree);
  rows.nodeIds.push(row.node);
  rows.features.push(row.feature);
  rows.modes.push(row.mode);
  rows.values.push(row.value);
  rows.whenTrue.push(row.whenTrue);
  rows.whenFalse.push(row.whenFalse);
  rows.missingTrue.push(row.missingTrue);
}
