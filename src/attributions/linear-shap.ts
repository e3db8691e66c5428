import { unusable } from "../core/errors.js";
import type { Attributions, Scale } from "./attributions.js";
import type { Player } from "./players.js";

/** One output of a linear model, and the rows to explain. */
export interface LinearModel {
  /** Players by places among the inputs; an input of no player adds to the base. */
  readonly players: readonly Player[];
  /** One array per input as the model sees it (encoded and scaled), one number per row. */
  readonly inputs: readonly Float64Array[];
  readonly rows: number;
  /** One per input. */
  readonly coefficients: Float64Array;
  readonly intercept: number;
  /** Mean of each input over the background rows. */
  readonly means: Float64Array;
  readonly scale: Scale;
}

/**
 * Interventional SHAP values of a linear model, exactly and without asking it: a player's value is Σ coefficient × (input − mean)
 * over its inputs; the base is the model's answer to the means.
 * Source: Lundberg and Lee 2017, corollary 1, arXiv:1705.07874.
 * @throws Failure (unusable) when an input is missing
 */
export function linearShap(model: LinearModel): Attributions {
  const { players, inputs, rows, coefficients, intercept, means, scale } = model;
  for (const values of inputs) checkPresent(values, rows);
  const at = (of: (input: number) => number): number =>
    inputs.reduce((sum, _, input) => sum + coefficients[input]! * of(input), intercept);
  return {
    players: players.map(({ name }) => name),
    rows,
    values: players.map(({ columns }) => playerValues(model, columns)),
    errors: null,
    base: at((input) => means[input]!),
    output: Float64Array.from({ length: rows }, (_, row) => at((input) => inputs[input]![row]!)),
    scale,
  };
}

function playerValues({ inputs, rows, coefficients, means }: LinearModel, columns: readonly number[]): Float64Array {
  const phi = new Float64Array(rows);
  for (const column of columns) {
    const [values, coefficient, mean] = [inputs[column]!, coefficients[column]!, means[column]!];
    for (let row = 0; row < rows; row++) phi[row]! += coefficient * (values[row]! - mean);
  }
  return phi;
}

function checkPresent(values: Float64Array, rows: number): void {
  for (let row = 0; row < rows; row++) {
    if (!Number.isFinite(values[row]!)) {
      throw unusable(`row ${row + 1} to explain misses a number that a linear model cannot do without`, {
        hint: "give missing values a stand-in in the suite's features, or leave incomplete rows out",
      });
    }
  }
}
