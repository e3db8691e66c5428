import path from "node:path";
import { unusable } from "../core/errors.js";
import { fileKind } from "./file-kind.js";
import type { Loader } from "./model.js";
import { modelFile, openModelFolder } from "./model-folder.js";
import { wrongKind } from "./runtime-failure.js";
import { maxTextBytes } from "./trees/broken-model.js";
import { readCatboost } from "./trees/catboost-json.js";
import { treeModel } from "./trees/tree-model.js";

/** Loads a CatBoost model from JSON. */
export const loadCatboost: Loader = async (request) => {
  const file = await modelFile(request.path, "model.json");
  const folder = openModelFolder(path.dirname(file));
  const content = await folder.read(path.basename(file), maxTextBytes);
  const isJson = /^\s*\{/.test(Buffer.from(content.subarray(0, 200)).toString("latin1"));
  if (!isJson) throw notJson(request.id, content);
  return treeModel(request, folder, readCatboost(request.id, content));
};

function notJson(model: string, content: Uint8Array) {
  const found = fileKind(content);
  if (found !== "catboost") return wrongKind(model, "a CatBoost model in JSON", found);
  return unusable(`model "${model}" is in CatBoost's own binary form (.cbm), which is not read`, {
    hint: 'save it as JSON: model.save_model("model.json", format="json"), with pool=train_pool when it has categories',
  });
}
