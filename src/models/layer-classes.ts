import { unusable } from "../core/errors.js";
import { isRecord } from "./file-kind.js";
import { printable } from "./printable.js";

/** Layers of TensorFlow.js 4.22 that compute an answer from tensors alone: no code from the file, no random numbers when scoring. */
const layerClasses = new Set(
  `Activation Add AlphaDropout Average AveragePooling1D AveragePooling2D AveragePooling3D BatchNormalization Bidirectional
  CategoryEncoding CenterCrop Concatenate Conv1D Conv2D Conv2DTranspose Conv3D Conv3DTranspose ConvLSTM2D ConvLSTM2DCell Cropping2D
  Dense DepthwiseConv2D Dot Dropout ELU EinsumDense Embedding Flatten GRU GRUCell GaussianDropout GaussianNoise
  GlobalAveragePooling1D GlobalAveragePooling2D GlobalMaxPooling1D GlobalMaxPooling2D InputLayer LSTM LSTMCell LayerNormalization
  LeakyReLU Masking MaxPooling1D MaxPooling2D MaxPooling3D Maximum Minimum MultiHeadAttention Multiply PReLU Permute RNN ReLU
  RepeatVector Rescaling Reshape Resizing SeparableConv2D SimpleRNN SimpleRNNCell Softmax SpatialDropout1D StackedRNNCells
  ThresholdedReLU TimeDistributed UpSampling2D ZeroPadding2D`.split(/\s+/),
);
const modelClasses = new Set(["Sequential", "Functional", "Model"]);

/** Most layers, and deepest nesting of models in models, that are read. */
const mostLayers = 10_000;
const deepest = 20;

/**
 * Checks that a layers model is built of known layers only.
 * @throws Failure (unusable) that names the first layer class which is not known, such as Lambda or a class of the user's own.
 */
export function checkLayerClasses(model: string, topology: unknown): void {
  const root = isRecord(topology) && "model_config" in topology ? topology.model_config : topology;
  if (!isRecord(root) || !modelClasses.has(String(root.class_name))) {
    throw unusable(
      `model "${model}": its file holds no Keras model: modelTopology names no Sequential or Functional model`,
    );
  }
  let layers = 0;
  const visit = (node: unknown, depth: number): void => {
    if (!isRecord(node) || typeof node.class_name !== "string" || ++layers > mostLayers || depth > deepest) {
      throw unusable(
        `model "${model}": the description of its layers is broken: a layer without a class, or too many of them`,
      );
    }
    checkClass(model, node.class_name);
    for (const child of childrenOf(node.config)) visit(child, depth + 1);
  };
  visit(root, 0);
}

function checkClass(model: string, name: string): void {
  if (layerClasses.has(name) || modelClasses.has(name)) return;
  throw unusable(
    `model "${model}" has a layer of the class "${printable(name)}", which is not among those that are loaded`,
    {
      hint: "layers with code of their own are never loaded; export the model with built-in layers, or convert it: kind tfjs-graph or onnx",
    },
  );
}

/** Layers inside a layer: of a model, a wrapper or a recurrent layer. A Sequential's config used to be the list itself. */
function childrenOf(config: unknown): unknown[] {
  if (Array.isArray(config)) return config;
  if (!isRecord(config)) return [];
  const single = ["layer", "forward_layer", "backward_layer", "cell"]
    .map((key) => config[key])
    .filter((value) => value !== undefined && value !== null);
  return [...single, ...[config.layers, config.cells].flatMap((value) => (Array.isArray(value) ? value : []))];
}
