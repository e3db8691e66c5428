import { rawScores } from "../models/trees/score-trees.js";
import type { TreeModel } from "../models/trees/tree-model.js";
import type { Attributions, Scale } from "./attributions.js";
import type { Rows } from "./black-box.js";
import type { Explanation } from "./game.js";
import { sumOfRows } from "./gaps/row-figures.js";
import { playersOfInputs, scaleOf } from "./path-space.js";
import type { Player } from "./players.js";
import { treeShap } from "./tree-shap/tree-shap.js";
import type { TreeValues } from "./tree-shap/tree-values.js";

/** What to explain of a model of trees. */
export interface TreeTask {
  readonly model: Pick<TreeModel, "trees" | "inputs" | "inputColumn">;
  /** Every raw input belongs to one of them. */
  readonly players: readonly Player[];
  readonly explained: Rows;
  /** Rows that stand in for what is not known (interventional); null: the way that training rows went (path-dependent). */
  readonly background: Rows | null;
}

/**
 * Shapley values of the raw outputs of trees, exactly: of inputs, added up where several belong to one player (the inputs of a
 * one-hot encoded column, the columns of a declared group).
 * @throws Failure (usage) without background rows, or where the path is asked for and the file does not tell it
 */
export async function treeAttributions(task: TreeTask): Promise<Explanation> {
  const { model, explained, background } = task;
  const columns = await model.inputs(explained);
  const behind = background === null ? null : { columns: await model.inputs(background), rows: background.rows };
  const found = treeShap(model.trees, columns, explained.rows, { background: behind });
  const output = rawScores(model.trees, columns, explained.rows);
  return { outputs: outputsOf(task, found, output, scaleOf(model.trees.link)), calls: 0, imprecise: 0 };
}

function outputsOf({ model, players, explained }: TreeTask, found: TreeValues, raw: Float64Array, scale: Scale) {
  const playerOf = playersOfInputs(model, players);
  return found.values.map(
    (byInput, output): Attributions => ({
      players: players.map(({ name }) => name),
      rows: explained.rows,
      values: players.map((_, player) =>
        sumOfRows(
          byInput.filter((_phi, input) => playerOf[input] === player),
          explained.rows,
        ),
      ),
      errors: null,
      base: found.base[output]!,
      output: Float64Array.from({ length: explained.rows }, (_, row) => raw[row * found.values.length + output]!),
      scale,
    }),
  );
}
