import {
  type Attributes,
  integerAttribute,
  integersAttribute,
  numbersAttribute,
  textAttribute,
  textsAttribute,
} from "../onnx-attributes.js";
import type { Link } from "./ensemble.js";
import { type Found, found, notFound } from "./found.js";

/** What the leaves of an ensemble add to. */
export interface Targets {
  readonly outputs: number;
  /** By id of class or target: the output, or null for one that answers say nothing of. */
  readonly outputOf: (id: number) => number | null;
  readonly link: Link;
  readonly base: Float64Array;
  /** Weights are multiplied by this. */
  readonly factor: (trees: number) => number;
}

const transforms: Readonly<Record<string, Link>> = { NONE: "identity", LOGISTIC: "logistic_each", SOFTMAX: "softmax" };

function transformOf(attributes: Attributes): Found<Link> {
  const name = textAttribute(attributes, "post_transform", "NONE");
  const link = Object.hasOwn(transforms, name) ? transforms[name] : undefined;
  return link === undefined ? notFound(`its answers go through ${JSON.stringify(name.slice(0, 40))}`) : found(link);
}

/** One output alone: its logistic is the only one. */
export const ofOne = (link: Link): Link => (link === "logistic_each" ? "logistic" : link);

/** Of TreeEnsembleClassifier, as onnxruntime evaluates it (tree_ensemble_aggregator.h): of two classes, the answer is that of the second. */
export function classTargets(attributes: Attributes): Found<Targets> {
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
  const common = { factor: () => 1 };
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
  const common = { factor: () => 1 };
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

/** Of TreeEnsembleRegressor. */
export function regressionTargets(attributes: Attributes): Found<Targets> {
  const transform = transformOf(attributes);
  if (transform.found === null) return transform;
  const outputs = Math.max(1, integerAttribute(attributes, "n_targets"));
  const base = Float64Array.from(numbersAttribute(attributes, "base_values"));
  const aggregate = textAttribute(attributes, "aggregate_function", "SUM");
  const factors: Readonly<Record<string, Targets["factor"]>> = { SUM: () => 1, AVERAGE: (trees) => 1 / trees };
  const factor = Object.hasOwn(factors, aggregate) ? factors[aggregate] : undefined;
  if (factor === undefined) return notFound(`it aggregates its trees by ${JSON.stringify(aggregate.slice(0, 40))}`);
  if (outputs > mostTargets) return notFound(`it declares ${outputs} targets`);
  if (base.length !== 0 && base.length !== outputs)
    return notFound(`it has ${base.length} base values for ${outputs} targets`);
  if (outputs === 1 && transform.found !== "identity")
    return notFound("it asks for a transform of one target, which onnxruntime does not apply");
  return found({
    outputs,
    outputOf: (id) => id,
    link: transform.found,
    base: base.length === 0 ? new Float64Array(outputs) : base,
    factor,
  });
}

const mostTargets = 2 ** 16;

/** Numbers of `aggregate_function` of TreeEnsemble: mean, sum, least and largest over the trees. */
const aggregates = { average: 0, sum: 1, most: 3 } as const;

/**
 * Of TreeEnsemble (ai.onnx.ml 5). Transforms other than none are not read: the standard numbers softmax 1 and logistic 2, and
 * onnxruntime 1.30 takes them the other way round, and none of them for a single target.
 */
export function unifiedTargets(attributes: Attributes): Found<Targets> {
  const outputs = Math.max(1, integerAttribute(attributes, "n_targets"));
  const trees = integersAttribute(attributes, "tree_roots").length;
  const aggregate = attributes.has("aggregate_function")
    ? integerAttribute(attributes, "aggregate_function")
    : aggregates.sum;
  const transform = integerAttribute(attributes, "post_transform");
  if (outputs > mostTargets) return notFound(`it declares ${outputs} targets`);
  if (transform !== 0)
    return notFound(`it asks for transform ${transform}, which the standard and onnxruntime do not read alike`);
  if (aggregate < 0 || aggregate > aggregates.most || (aggregate > aggregates.sum && trees > 1))
    return notFound(`it aggregates its trees by ${["", "", "MIN", "MAX"][aggregate] ?? aggregate}`);
  return found({
    outputs,
    outputOf: (id) => id,
    link: "identity",
    base: new Float64Array(outputs),
    factor: (count) => (aggregate === aggregates.average ? 1 / count : 1),
  });
}
