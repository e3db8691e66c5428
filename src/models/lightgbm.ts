import path from "node:path";
import { fileKind } from "./file-kind.js";
import type { Loader } from "./model.js";
import { modelFile, openModelFolder } from "./model-folder.js";
import { wrongKind } from "./runtime-failure.js";
import { maxTextBytes } from "./trees/broken-model.js";
import { readLightgbm } from "./trees/lightgbm.js";
import { treeModel } from "./trees/tree-model.js";

/** Loads a LightGBM text model. */
export const loadLightgbm: Loader = async (request) => {
  const file = await modelFile(request.path, "model.txt");
  const folder = openModelFolder(path.dirname(file));
  const content = await folder.read(path.basename(file), maxTextBytes);
  const found = fileKind(content);
  if (found !== "lightgbm" && found !== "unknown") throw wrongKind(request.id, "a LightGBM text model", found);
  return treeModel(request, folder, readLightgbm(request.id, content));
};
