import type { LayersModel, SymbolicTensor, Tensor } from "@tensorflow/tfjs";
import { checkLayerClasses } from "./layer-classes.js";
import type { Loader } from "./model.js";
import { loading } from "./runtime-failure.js";
import type { SignatureTensor } from "./signature.js";
import { loadTensorFlow } from "./tensorflow.js";
import { tfLoadedModel } from "./tf-model.js";
import { readTfjsFile } from "./tfjs-artifacts.js";
import { layersMargin } from "./tfjs-layers-margin.js";

/** Loads a Keras model in the TensorFlow.js layers format: model.json and its weight files. */
export const loadTfjsLayers: Loader = async (request) => {
  const { folder, artifacts } = await readTfjsFile(request.id, request.path, "tfjs-layers");
  checkLayerClasses(request.id, artifacts.modelTopology);
  const runtime = await loadTensorFlow();
  const { tf } = runtime;
  const model = await loading(request.id, runtime.runtime, () => tf.loadLayersModel(tf.io.fromMemory(artifacts)));
  const [inputs, outputs] = [model.inputs.map(layerTensor), model.outputs.map(layerTensor)];
  return tfLoadedModel(request, {
    runtime,
    folder,
    inputs,
    outputs,
    knowsMissing: false,
    run: (given, output) =>
      tf.tidy(() => {
        const answers = predictOnBatch(
          model,
          inputs.map(({ name }) => given[name]!),
        );
        return answers[outputs.findIndex(({ name }) => name === output)]!;
      }),
    margin: (output) =>
      layersMargin(
        tf,
        model,
        outputs.findIndex(({ name }) => name === output),
      ),
    dispose: () => void model.dispose(),
  });
};

/** Inputs and outputs go by the names of their layers; a Sequential model keeps no other list of names. */
const layerTensor = ({ sourceLayer, dtype, shape }: SymbolicTensor): SignatureTensor => ({
  name: sourceLayer.name,
  dtype,
  shape,
});

/** `predict` would cut the batch into pieces of 32 rows, which takes hundreds of times as long. */
function predictOnBatch(model: LayersModel, inputs: Tensor[]): Tensor[] {
  const answer = model.predictOnBatch(inputs.length === 1 ? inputs[0]! : inputs);
  return Array.isArray(answer) ? answer : [answer];
}
