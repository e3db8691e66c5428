import type { Complain } from "./complaint.js";
import type { Draft } from "./draft.js";
import { quoted } from "./quoted.js";
import { modelKinds } from "./suite.js";

/** Keys of models that run. */
const forRunning = ["path", "features", "output"];
/** Keys of models whose predictions stand in the data. */
const forLogged = ["prediction", "score"];
/** Kinds whose inputs have no names of their own, so that only the suite can say what goes where. */
const needFeatures: readonly string[] = ["tfjs-layers", "tfjs-graph", "tf-saved-model"];

/** The models of a suite, given as `model` or as `models`. */
export const modelsOf = (suite: Draft): Draft[] => [
  ...(suite.at("model").isMap ? [suite.at("model")] : []),
  ...suite.at("models").items,
];

/** What the shape of models cannot say. */
export function checkModels(suite: Draft, complain: Complain): void {
  const one = suite.at("model");
  const several = suite.at("models");
  if (one.isPresent && several.isPresent) complain(several.path, "give model or models, not both", { mark: "key" });
  if (!one.isPresent && !several.isPresent)
    complain(one.path, 'the suite needs "model" (or "models", a list)', { mark: "key" });
  const seen = new Set<string>();
  for (const model of modelsOf(suite)) {
    const id = model.at("id").text;
    if (id !== undefined && seen.has(id)) complain(model.at("id").path, `model id ${quoted(id)} is given twice`);
    if (id !== undefined) seen.add(id);
    checkKind(model, complain);
    checkThreshold(model, suite, complain);
  }
}

function checkKind(model: Draft, complain: Complain): void {
  const kind = modelKinds.find((known) => known === model.at("kind").text);
  if (kind === undefined) return;
  const isLogged = kind === "logged";
  const refused = isLogged ? forRunning : forLogged;
  for (const key of refused.map((name) => model.at(name)).filter(({ isPresent }) => isPresent)) {
    const why = isLogged
      ? "a logged model is not run"
      : `a model of kind ${quoted(kind)} is run; logged predictions have kind: logged`;
    complain(key.path, `${key.path.at(-1)} does not go with kind ${quoted(kind)}: ${why}`, { mark: "key" });
  }
  if (isLogged && !forLogged.some((key) => model.at(key).isPresent)) {
    complain(model.at("kind").path, 'a logged model needs "prediction" or "score": a column of the data');
  }
  if (!isLogged && !model.at("path").isPresent)
    complain(model.at("kind").path, `a model of kind ${quoted(kind)} needs "path"`);
  if (needFeatures.includes(kind) && !model.at("features").isPresent) {
    complain(model.at("kind").path, `a model of kind ${quoted(kind)} needs "features": its inputs, in order`);
  }
}

function checkThreshold(model: Draft, suite: Draft, complain: Complain): void {
  const threshold = model.at("threshold");
  if (threshold.isMap && suite.at("dataset").at("count").isPresent) {
    complain(
      threshold.path,
      "a capacity (top, top_share) cannot stand beside dataset.count: each row is a cell of many people",
      { mark: "key" },
    );
  }
  if (threshold.isPresent && model.at("prediction").isPresent && !model.at("score").isPresent) {
    complain(threshold.path, 'threshold has nothing to divide: the model has no "score"', { mark: "key" });
  }
}
