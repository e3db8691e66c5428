import path from "node:path";
import { type Failure, unusable, usage } from "../core/errors.js";
import { fileKind } from "./file-kind.js";
import type { Loader } from "./model.js";
import { filesBelow, type ModelFolder, modelFile, openModelFolder } from "./model-folder.js";
import { loading, wrongKind } from "./runtime-failure.js";
import { readSavedModelFile, type SavedModelFile, type SavedSignature } from "./saved-model-file.js";
import { loadTensorFlow, nativePeer, tensorFlowChoice, whyNotNative } from "./tensorflow.js";
import { tfLoadedModel } from "./tf-model.js";

const signatureName = "serving_default";

/** Loads a TensorFlow SavedModel folder. Only tfjs-node has TensorFlow inside, so only it can. */
export const loadTfSavedModel: Loader = async (request) => {
  const file = await modelFile(request.path, "saved_model.pb");
  const folder = openModelFolder(path.dirname(file));
  const description = await readFolder(request.id, folder, path.basename(file));
  const signature = signatureOf(request.id, description);
  const why = tensorFlowChoice() === "wasm" ? "is switched off by EVENHAND_TF=wasm" : await whyNotNative();
  if (why !== null) throw needsNative(request.id, why);
  const runtime = await loadTensorFlow("node");
  const model = await loading(request.id, runtime.runtime, () =>
    runtime.tf.node!.loadSavedModel(folder.folder, [...description.tags], signatureName),
  );
  return tfLoadedModel(request, {
    runtime,
    folder,
    ...signature,
    knowsMissing: description.operations.has("IsNan"),
    run: (inputs, output) => {
      const { [output]: chosen, ...others } = model.predict(inputs);
      for (const tensor of Object.values(others)) tensor.dispose();
      return chosen!;
    },
    margin: () => ({ reason: "TensorFlow gives no gradients of a SavedModel; convert it to kind tfjs-graph" }),
    dispose: () => model.dispose(),
  });
};

/** Reads saved_model.pb, and hashes the rest of the folder so that the record names everything that was loaded. */
async function readFolder(model: string, folder: ModelFolder, file: string): Promise<SavedModelFile> {
  const content = await folder.read(file);
  const found = fileKind(content);
  if (found !== "tf-saved-model" && found !== "unknown") throw wrongKind(model, "tf-saved-model", found);
  const description = readSavedModelFile(model, content);
  for (const name of await filesBelow(folder.folder)) if (name !== file) await folder.read(name);
  return description;
}

function signatureOf(model: string, { signatures }: SavedModelFile): SavedSignature {
  const signature = signatures.get(signatureName);
  if (signature !== undefined && signature.inputs.length > 0) return signature;
  const others = [...signatures.keys()].filter((name) => !name.startsWith("__"));
  throw usage(
    `model "${model}": the SavedModel has no signature "${signatureName}" with inputs${others.length > 0 ? `; it has ${others.join(", ")}` : ""}`,
    {
      hint: "export it for serving: model.export(FOLDER)",
    },
  );
}

const needsNative = (model: string, why: string): Failure =>
  unusable(`model "${model}" is a TensorFlow SavedModel, which only @tensorflow/tfjs-node can run, and that ${why}`, {
    hint:
      `install it (${nativePeer.install}), or convert the model: to TensorFlow.js (tensorflowjs_converter --input_format=tf_saved_model SAVED_MODEL OUT, ` +
      "kind: tfjs-graph) or to ONNX (python -m tf2onnx.convert --saved-model SAVED_MODEL --output model.onnx, kind: onnx)",
  });
