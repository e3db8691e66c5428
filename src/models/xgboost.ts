import path from "node:path";
import type { Loader } from "./model.js";
import { modelFile, openModelFolder } from "./model-folder.js";
import { maxTextBytes } from "./trees/broken-model.js";
import { treeModel } from "./trees/tree-model.js";
import { xgboostTrees } from "./trees/xgboost.js";
import { readXgboostDocument } from "./trees/xgboost-json.js";

/** Loads an XGBoost model from the JSON or UBJSON file that its `save_model` wrote, and scores it without XGBoost. */
export const loadXgboost: Loader = async (request) => {
  const file = await modelFile(request.path, "model.json");
  const folder = openModelFolder(path.dirname(file));
  const content = await folder.read(path.basename(file), maxTextBytes);
  return treeModel(request, folder, xgboostTrees(readXgboostDocument(request.id, content)));
};
