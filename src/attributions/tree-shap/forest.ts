import { goesLeft, type TreeEnsemble } from "../../models/trees/ensemble.js";
import { type Bins, binsOf } from "./bins.js";
import { parentsOf } from "./shares.js";

/** An ensemble with what explaining it needs beside it. */
export interface Forest {
  readonly trees: TreeEnsemble;
  readonly bins: Bins;
  /** The split above each node; -1 at roots. */
  readonly parents: Int32Array;
}

/** The part of it that paths need. */
export type Branches = Pick<Forest, "trees" | "parents">;

export const forestOf = (trees: TreeEnsemble): Forest => ({ trees, bins: binsOf(trees), parents: parentsOf(trees) });

/** Whether a value of the input that the split above a node looks at leads to that node. */
export function leadsTo({ trees, parents }: Branches, child: number, value: number): boolean {
  const parent = parents[child]!;
  return goesLeft(trees, parent, value) === (trees.left[parent] === child);
}

/** What leads to a node, condition by condition, joined by input: the nodes that splits on it lead to. */
export interface Path {
  /** Inputs of the splits, each once. */
  readonly inputs: readonly number[];
  /** Per entry of {@link inputs}: the children through which the path goes. */
  readonly steps: readonly (readonly number[])[];
}

/** The path from the root of a node's tree to the node. */
export function pathTo({ trees, parents }: Branches, node: number): Path {
  const inputs: number[] = [];
  const steps: number[][] = [];
  for (let child = node; parents[child]! >= 0; child = parents[child]!) {
    const input = trees.feature[parents[child]!]!;
    const known = inputs.indexOf(input);
    if (known < 0) inputs.push(input);
    (steps[known] ?? steps[steps.push([]) - 1]!).push(child);
  }
  return { inputs, steps };
}
