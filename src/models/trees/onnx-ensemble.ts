import type { Attributes } from "../onnx-attributes.js";
import { codeSets } from "./code-sets.js";
import type { TreeEnsemble } from "./ensemble.js";
import { type Found, found, notFound } from "./found.js";
import { flawOf, joinTrees, type PlainTree } from "./join-trees.js";
import { classicalLists, type NodeLists, readTrees } from "./onnx-nodes.js";
import { classTargets, regressionTargets, type Targets, unifiedTargets } from "./onnx-targets.js";
import { unifiedLists } from "./onnx-unified-lists.js";

/** A node of an ONNX graph that is an ensemble of trees. */
export interface EnsembleNode {
  readonly operator: EnsembleOperator;
  readonly attributes: Attributes;
}

interface Reader {
  readonly targets: (attributes: Attributes) => Found<Targets>;
  readonly lists: (attributes: Attributes) => Found<NodeLists>;
}

/** Operators of ai.onnx.ml that are ensembles: two up to version 4, one for both since version 5. */
const readers = {
  TreeEnsembleClassifier: { targets: classTargets, lists: (attributes) => classicalLists(attributes, "class") },
  TreeEnsembleRegressor: { targets: regressionTargets, lists: (attributes) => classicalLists(attributes, "target") },
  TreeEnsemble: { targets: unifiedTargets, lists: unifiedLists },
} as const satisfies Readonly<Record<string, Reader>>;

export type EnsembleOperator = keyof typeof readers;

export const isEnsemble = (operator: string): operator is EnsembleOperator => Object.hasOwn(readers, operator);

/** Reads an ensemble as onnxruntime evaluates it. `single`: whether its inputs are float32. */
export function onnxEnsemble(
  { operator, attributes }: EnsembleNode,
  { width, inputs, single }: Pick<TreeEnsemble, "width" | "inputs" | "single">,
): Found<TreeEnsemble> {
  const targets = readers[operator].targets(attributes);
  if (targets.found === null) return targets;
  const lists = readers[operator].lists(attributes);
  if (lists.found === null) return lists;
  const { outputs, outputOf, link, base, factor } = targets.found;
  const categories = codeSets();
  const nodes = readTrees(lists.found, { single, categories });
  if (nodes.found === null) return nodes;
  const scale = factor(nodes.found.length);
  const trees: PlainTree[] = [];
  for (const { tree, weights } of nodes.found) {
    const flaw = flawOf(tree, width);
    if (flaw !== null) return notFound(`one of its trees ${flaw}`);
    for (const [id, value] of weights) {
      const output = outputOf(id);
      if (output === null) continue;
      if (output < 0 || output >= outputs) return notFound(`its leaves add to output ${output} of ${outputs}`);
      trees.push({ ...tree, output, value: value.map((one) => one * scale) });
    }
  }
  if (!trees.every(({ value }) => value.every(Number.isFinite)))
    return notFound("its leaves hold numbers that are not finite");
  const rest = { inputs, width, outputs, base, link, single, categorySets: categories.sets, hasCover: false };
  return found(joinTrees(trees, rest));
}
