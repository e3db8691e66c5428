import type { LinearForm } from "../models/model.js";
import type { Explanation } from "./game.js";
import { linearShap } from "./linear-shap.js";
import { type EncodedTask, encodedRows, meanRow, playersOfInputs, scaleOf } from "./path-space.js";

/** What to explain of a model that is weighted sums of its inputs up to a link. */
export interface LinearTask extends EncodedTask {
  readonly form: LinearForm;
}

/**
 * Interventional SHAP values of a linear model's margins against background rows, exactly and without asking it.
 * @throws Failure (usage) without rows; (unusable) when a row misses a number
 */
export function linearAttributions(task: LinearTask): Explanation {
  const { form, players } = task;
  const { width } = form.inputs;
  const { behind, ends } = encodedRows(form.inputs, task);
  const playerOf = playersOfInputs(form.inputs, players);
  const encodedPlayers = players.map(({ name }, player) => ({
    name,
    columns: Array.from(playerOf.keys()).filter((input) => playerOf[input] === player),
  }));
  const rows = ends.length / width;
  const inputs = Array.from({ length: width }, (_, input) =>
    Float64Array.from({ length: rows }, (_, row) => ends[row * width + input]!),
  );
  const outputs = form.coefficients.map((coefficients, output) =>
    linearShap({
      players: encodedPlayers,
      inputs,
      rows,
      coefficients,
      intercept: form.intercepts[output]!,
      means: meanRow(behind, width),
      scale: scaleOf(form.link),
    }),
  );
  return { outputs, calls: 0, imprecise: 0 };
}
