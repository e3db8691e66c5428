import type { LayersModel, layers, NamedTensorMap, SymbolicTensor, Tensor } from "@tensorflow/tfjs";
import type { Unavailable } from "./model.js";
import type { Tf } from "./tensorflow.js";
import type { TfMargin } from "./tf-gradients.js";
import type { Link } from "./trees/ensemble.js";

type Layer = layers.Layer;

/** Layers that take the place of a thing in a list: what they give does not vary smoothly with their input. */
const lookups = new Set(["Embedding", "CategoryEncoding"]);

/** Layers that, when scoring, give weighted sums of what they take; Dense and Activation by their function. */
const sums = new Set(
  `InputLayer BatchNormalization Dropout AlphaDropout GaussianDropout GaussianNoise SpatialDropout1D Flatten Reshape Permute
  RepeatVector Rescaling Add Average Concatenate`.split(/\s+/),
);

/** An output of a layers model before its last sigmoid or softmax. @param output index of the output */
export function layersMargin(tf: Tf, model: LayersModel, output: number): TfMargin | Unavailable {
  const all = allLayers(model);
  const lookup = all.find((layer) => lookups.has(layer.getClassName()));
  if (lookup !== undefined)
    return { reason: `its layer "${lookup.name}" (${lookup.getClassName()}) looks things up, which has no gradient` };
  const symbol = model.outputs[output]!;
  const last = symbol.sourceLayer;
  const { link, cut } = linkOf(last, symbol);
  const curved = all.find((layer) => !(isSum(layer) || (layer === last && link !== null)));
  return {
    link,
    curved: curved === undefined ? null : `layer "${curved.name}" (${curved.getClassName()})`,
    run: cut === null ? runTo(model, symbol) : beforeLink(tf, model, last, cut),
  };
}

/** Layers of the model and of the models in it. */
function allLayers(model: LayersModel): Layer[] {
  return model.layers.flatMap((layer) => ("layers" in layer ? allLayers(layer as LayersModel) : [layer]));
}

const functionOf = (layer: Layer): string => String(layer.getConfig().activation ?? "linear");

function isSum(layer: Layer): boolean {
  const name = layer.getClassName();
  return name === "Dense" || name === "Activation" ? functionOf(layer) === "linear" : sums.has(name);
}

/** The link that the last layer applies, and what it is applied to (null where there is nothing to cut off). */
function linkOf(last: Layer, output: SymbolicTensor): { link: Link | null; cut: SymbolicTensor | null } {
  const cut = onlyInput(last);
  const name = last.getClassName();
  if (isSum(last)) return { link: "identity", cut: null };
  const link = name === "Softmax" ? "softmax" : links[functionOf(last)];
  const isLink = name === "Softmax" || name === "Activation" || name === "Dense";
  // Over tables a softmax over the last axis is one over classes; over anything else the links are not looked for.
  if (!isLink || link === undefined || cut === null || output.shape.length !== 2 || cut.shape.length !== 2)
    return { link: null, cut: null };
  return { link, cut };
}

const links: Readonly<Record<string, Link>> = { sigmoid: "logistic", softmax: "softmax" };

/** A layer used in several places has no input of its own. */
function onlyInput(layer: Layer): SymbolicTensor | null {
  const [node, ...others] = layer.inboundNodes;
  const [input, ...more] = node?.inputTensors ?? [];
  return others.length > 0 || more.length > 0 ? null : (input ?? null);
}

type Run = (inputs: NamedTensorMap) => Tensor;

/** `training: false`: no dropout, and the normalisation learnt. */
const runTo =
  (model: LayersModel, symbol: SymbolicTensor): Run =>
  (inputs) => {
    const given = model.inputs.map(({ sourceLayer }) => inputs[sourceLayer.name]!);
    const answers = model.apply(given, { training: false }) as Tensor | Tensor[];
    return Array.isArray(answers) ? answers[model.outputs.indexOf(symbol)]! : answers;
  };

/** What the last layer is given and, for a Dense layer, its weighted sum without the function at its end. */
function beforeLink(tf: Tf, model: LayersModel, last: Layer, cut: SymbolicTensor): Run {
  const body = bodyTo(tf, model, cut);
  if (last.getClassName() !== "Dense") return body;
  const [kernel, bias] = last.getWeights();
  return (inputs) => {
    const sum = tf.matMul(body(inputs), kernel!);
    return bias === undefined ? sum : tf.add(sum, bias);
  };
}

function bodyTo(tf: Tf, model: LayersModel, cut: SymbolicTensor): Run {
  if (model.inputs.includes(cut)) return (inputs) => inputs[cut.sourceLayer.name]!;
  return runTo(tf.model({ inputs: model.inputs, outputs: cut }), cut);
}
