import { type Failure, usage } from "../core/errors.js";
import type { LoadedModel, Loader, ModelRequest } from "./model.js";

/** Kinds of models by the suite's word for them. Each loads its runtime only when it is asked for. */
export const models: Readonly<Record<string, () => Promise<Loader>>> = {
  "tfjs-layers": () => import("./tfjs-layers.js").then((module) => module.loadTfjsLayers),
  "tfjs-graph": () => import("./tfjs-graph.js").then((module) => module.loadTfjsGraph),
  "tf-saved-model": () => import("./tf-saved-model.js").then((module) => module.loadTfSavedModel),
  onnx: () => import("./onnx.js").then((module) => module.loadOnnx),
  xgboost: () => import("./xgboost.js").then((module) => module.loadXgboost),
  lightgbm: () => import("./lightgbm.js").then((module) => module.loadLightgbm),
  catboost: () => import("./catboost.js").then((module) => module.loadCatboost),
  http: () => import("./remote/http.js").then((module) => module.loadHttp),
  kserve: () => import("./remote/kserve.js").then((module) => module.loadKserve),
  "tf-serving": () => import("./remote/tf-serving.js").then((module) => module.loadTfServing),
  mlflow: () => import("./remote/mlflow.js").then((module) => module.loadMlflow),
  command: () => import("./command.js").then((module) => module.loadCommand),
  module: () => import("./module.js").then((module) => module.loadModule),
};

/**
 * A model that is ready to score.
 * @throws Failure (usage) when the suite does not fit the model, (unusable) when the file is broken or its runtime is not installed.
 */
export async function loadModel(request: ModelRequest): Promise<LoadedModel> {
  const loader = Object.hasOwn(models, request.kind) ? models[request.kind] : undefined;
  if (loader === undefined) throw unknownKind(request);
  return (await loader())(request);
}

const unknownKind = ({ id, kind }: ModelRequest): Failure =>
  usage(`model "${id}": "${kind}" is no kind of model; kinds are ${Object.keys(models).join(", ")}`);
