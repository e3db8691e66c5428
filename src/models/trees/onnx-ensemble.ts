import {
  type Attributes,
  integerAttribute,
  integersAttribute,
  numbersAttribute,
  textAttribute,
  textsAttribute,
} from "../onnx-attributes.js";
import { codeSets } from "./code-sets.js";
import type { Link, TreeEnsemble } from "./ensemble.js";
import { type Found, found, notFound } from "./found.js";
import { flawOf, joinTrees, type PlainTree } from "./join-trees.js";
import { onnxNodes } from "./onnx-nodes.js";

/** A node of an ONNX graph that is an ensemble of trees (ai.onnx.ml 1 to 4, operators TreeEnsembleClassifier and TreeEnsembleRegressor). */
export interface EnsembleNode {
  readonly operator: string;
  readonly attributes: Attributes;
}

/** What the leaves of an ensemble add to. */
interface Targets {
  /** Kind of the attributes that hold the weights: `class_ids` or `target_ids`. */
  readonly prefix: "class" | "target";
  readonly outputs: number;
  /** By id: the output, or null for one that answers say nothing of. */
  readonly outputOf: (id: number) => number | null;
  readonly link: Link;
  readonly base: Float64Array;
  /** Weights are multiplied by this. */
  readonly factor: (trees: number) => number;
}

/**
 * Reads an ensemble as onnxruntime evaluates it (core/providers/cpu/ml/tree_ensemble_aggregator.h): of two classes, the answer is
 * that of the second. `single`: whether its inputs are float32.
 */
export function onnxEnsemble(
  { operator, attributes }: EnsembleNode,
  { width, inputs, single }: Pick<TreeEnsemble, "width" | "inputs" | "single">,
): Found<TreeEnsemble> {
  const targets = operator === "TreeEnsembleClassifier" ? classTargets(attributes) : regressionTargets(attributes);
  if (targets.found === null) return targets;
  const { prefix, outputs, outputOf, link, base, factor } = targets.found;
  const categories = codeSets();
  const nodes = onnxNodes(attributes, { prefix, single, categories });
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

const transforms: Readonly<Record<string, Link>> = { NONE: "identity", LOGISTIC: "logistic_each", SOFTMAX: "softmax" };

function transformOf(attributes: Attributes): Found<Link> {
  const name = textAttribute(attributes, "post_transform", "NONE");
  const link = Object.hasOwn(transforms, name) ? transforms[name] : undefined;
  return link === undefined ? notFound(`its answers go through ${JSON.stringify(name.slice(0, 40))}`) : found(link);
}

/** One output alone: its logistic is the only one. */
const ofOne = (link: Link): Link => (link === "logistic_each" ? "logistic" : link);

function classTargets(attributes: Attributes): Found<Targets> {
  const transform = transformOf(attributes);
  if (transform.found === null) return transform;
  const names = ["classlabels_strings", "classlabels_int64s"].map((name) => attributes.get(name));
  const classes = Math.max(
    textsAttribute(attributes, "classlabels_strings").length,
    integersAttribute(attributes, "classlabels_int64s").length,
  );
  const ids = new Set(integersAttribute(attributes, "class_ids"));
  const base = Float64Array.from(numbersAttribute(attributes, "base_values"));
  if (names.every((name) => name === undefined) || classes < 2) return notFound("it has fewer than two classes");
  const link = transform.found;
  const common = { prefix: "class", factor: () => 1 } as const;
  if (classes > 2 && (base.length === 0 || base.length === classes))
    return found({
      ...common,
      outputs: classes,
      outputOf: (id) => id,
      link,
      base: base.length === 0 ? new Float64Array(classes) : base,
    });
  if (classes > 2) return notFound(`it has ${base.length} base values for ${classes} classes`);
  return ids.size === 1 ? oneScore({ link, ids, base }) : twoScores({ attributes, link, base });
}

interface Binary {
  readonly link: Link;
  readonly base: Float64Array;
}

/** Two classes and one score: that of the second, whichever class the leaves name. Found out by running onnxruntime 1.30. */
function oneScore({ link, base, ids }: Binary & { readonly ids: ReadonlySet<number> }): Found<Targets> {
  const isSecond = ids.has(1);
  if (base.length > 1 || (isSecond && base.length > 0))
    return notFound("it has base values that onnxruntime does not simply add");
  if (!isSecond && link === "softmax")
    return notFound("it asks for a softmax of one score, which onnxruntime leaves as it is");
  return found({
    prefix: "class",
    factor: () => 1,
    outputs: 1,
    outputOf: () => 0,
    link: link === "softmax" ? "logistic" : ofOne(link),
    base: base.length === 1 ? base : new Float64Array(1),
  });
}

/** Two classes with a score each. But for softmax, the answer is that of the second alone. */
function twoScores({ attributes, link, base }: Binary & { readonly attributes: Attributes }): Found<Targets> {
  if (base.length > 0) return notFound("it has base values that onnxruntime does not simply add");
  if (!everyLeafHasSecond(attributes))
    return notFound("some of its leaves say nothing of the second class, which onnxruntime takes for one score");
  const common = { prefix: "class", factor: () => 1 } as const;
  if (link === "softmax")
    return found({ ...common, outputs: 2, outputOf: (id) => id, link, base: new Float64Array(2) });
  const outputOf = (id: number): number | null => (id === 0 ? null : id - 1);
  return found({ ...common, outputs: 1, outputOf, link: ofOne(link), base: new Float64Array(1) });
}

/** Whether each leaf has as many weights of the second class as leaves there are. */
function everyLeafHasSecond(attributes: Attributes): boolean {
  const leaves = textsAttribute(attributes, "nodes_modes").filter((mode) => mode === "LEAF").length;
  return integersAttribute(attributes, "class_ids").filter((id) => id === 1).length >= leaves;
}

function regressionTargets(attributes: Attributes): Found<Targets> {
  const transform = transformOf(attributes);
  if (transform.found === null) return transform;
  const outputs = Math.max(1, integerAttribute(attributes, "n_targets"));
  const base = Float64Array.from(numbersAttribute(attributes, "base_values"));
  const aggregate = textAttribute(attributes, "aggregate_function", "SUM");
  const factors: Readonly<Record<string, Targets["factor"]>> = { SUM: () => 1, AVERAGE: (trees) => 1 / trees };
  const factor = Object.hasOwn(factors, aggregate) ? factors[aggregate] : undefined;
  if (factor === undefined) return notFound(`it aggregates its trees by ${JSON.stringify(aggregate.slice(0, 40))}`);
  if (outputs > 2 ** 16) return notFound(`it declares ${outputs} targets`);
  if (base.length !== 0 && base.length !== outputs)
    return notFound(`it has ${base.length} base values for ${outputs} targets`);
  if (outputs === 1 && transform.found !== "identity")
    return notFound("it asks for a transform of one target, which onnxruntime does not apply");
  return found({
    prefix: "target",
    outputs,
    outputOf: (id) => id,
    link: transform.found,
    base: base.length === 0 ? new Float64Array(outputs) : base,
    factor,
  });
}
