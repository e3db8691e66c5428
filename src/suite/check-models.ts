import { isCodeKind } from "../core/code-settings.js";
import { isRemoteKind } from "../core/remote-settings.js";
import { checkCodeModel } from "./code-model.js";
import type { Complain } from "./complaint.js";
import type { Draft } from "./draft.js";
import { quoted } from "./quoted.js";
import { checkRemoteModel, refuseRemoteKeys } from "./remote-model.js";
import { modelKinds } from "./suite.js";

/** Keys of models that run. */
const forRunning = ["path", "features", "output", "unseen"];
/** Keys of models whose predictions stand in the data. */
const forLogged = ["prediction", "score", "scores", "abstained", "confidence"];
/** What a logged model's answers are read from: one of these is needed. */
const answers = ["prediction", "score", "scores"];
/** What says something of classes only. */
const forClasses = ["score", "scores", "positive", "classes", "threshold", "abstained", "confidence", "abstain_below"];
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
    checkAbstention(model, complain);
    checkClassScores(model, complain);
  }
  checkTasks(suite, complain);
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
  if (isLogged && !answers.some((key) => model.at(key).isPresent)) {
    complain(model.at("kind").path, 'a logged model needs "prediction", "score" or "scores": columns of the data');
  }
  if (isRemoteKind(kind)) {
    checkRemoteModel(model, complain);
    return;
  }
  if (isCodeKind(kind)) {
    checkCodeModel(model, complain);
    return;
  }
  if (model.at("command").isPresent)
    complain(model.at("command").path, `command does not go with kind ${quoted(kind)}`, { mark: "key" });
  refuseRemoteKeys(model, complain);
  if (!isLogged && !model.at("path").isPresent)
    complain(model.at("kind").path, `a model of kind ${quoted(kind)} needs "path"`);
  if (needFeatures.includes(kind) && !model.at("features").isPresent) {
    complain(model.at("kind").path, `a model of kind ${quoted(kind)} needs "features": its inputs, in order`);
  }
}

function checkAbstention(model: Draft, complain: Complain): void {
  const below = model.at("abstain_below");
  if (!below.isPresent || model.at("task").text === "regression") return;
  if (model.at("abstained").isPresent)
    complain(below.path, "give abstained (logged) or abstain_below (from the confidence), not both", { mark: "key" });
  const known = model.at("kind").text !== "logged" || ["score", "confidence"].some((key) => model.at(key).isPresent);
  if (!known) complain(below.path, 'abstain_below needs a "confidence" or a "score"', { mark: "key" });
}

function checkClassScores(model: Draft, complain: Complain): void {
  const scores = model.at("scores");
  if (!scores.isPresent) return;
  if (model.at("score").isPresent)
    complain(scores.path, "give score (of the positive class) or scores (of each of several), not both", {
      mark: "key",
    });
  if (scores.isMap && scores.entries.length < 3)
    complain(scores.path, "scores are for three classes or more; of two, give the score of the positive one: score");
}

/** Numbers and classes cannot stand beside each other: they would share one label. */
function checkTasks(suite: Draft, complain: Complain): void {
  const models = modelsOf(suite);
  const isRegression = (model: Draft) => model.at("task").text === "regression";
  if (!models.some(isRegression)) return;
  for (const model of models.filter((each) => !isRegression(each)))
    complain(model.path, "another model of this suite has task: regression, and all share one label");
  for (const model of models.filter(isRegression)) checkRegression(model, complain);
  const dataset = suite.at("dataset");
  if (!dataset.at("label").isPresent)
    complain(dataset.path, "a regression needs dataset.label: the true number", { mark: "key" });
  if (dataset.at("favourable").isPresent)
    complain(dataset.at("favourable").path, "favourable is for classes, and this is a regression", { mark: "key" });
}

function checkRegression(model: Draft, complain: Complain): void {
  const kind = model.at("kind");
  if (kind.text === "logged" && !model.at("prediction").isPresent)
    complain(kind.path, 'a regression needs "prediction": the column with the predicted number');
  for (const key of forClasses.map((name) => model.at(name)).filter(({ isPresent }) => isPresent))
    complain(key.path, `${key.path.at(-1)} does not go with task: regression, which predicts numbers`, { mark: "key" });
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
