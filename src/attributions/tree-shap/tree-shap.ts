import { usage } from "../../core/errors.js";
import type { TreeEnsemble } from "../../models/trees/ensemble.js";
import { backgroundRule } from "./background-rule.js";
import { binned, type Column } from "./bins.js";
import { byTables } from "./by-tables.js";
import { coverRule } from "./cover-rule.js";
import { forestOf } from "./forest.js";
import { rowByRow } from "./row-by-row.js";
import { trainingShares } from "./shares.js";
import type { TreeValues } from "./tree-values.js";

/** What stands in for inputs that are not known. */
export interface TreeShapOptions {
  /**
   * Rows whose values stand in for inputs that are not known (interventional values). Default null: such an input goes both ways at each
   * split, by the shares of training rows that did (path-dependent values); the model has to hold these.
   */
  readonly background?: { readonly columns: readonly Column[]; readonly rows: number } | null;
}

/** Below this, walking the trees row by row is done sooner than making tables for them. */
const fewRows = 120;

/**
 * Exact Shapley values of the raw outputs (margins) of trees: with the base they add up to each row's output. What an input adds is the
 * change of the expected output when its value becomes known, averaged over all orders in which inputs can become known
 * (Lundberg et al. 2020, doi:10.1038/s42256-019-0138-9). One column per input of the model; NaN is missing.
 * @throws usage where there is neither a background nor a word of how training rows went
 */
export function treeShap(
  trees: TreeEnsemble,
  columns: readonly Column[],
  rows: number,
  { background = null }: TreeShapOptions = {},
): TreeValues {
  if (background?.rows === 0)
    throw usage("the background has no rows; expected at least one, whose values stand in for unknown inputs");
  if (background === null && rows < fewRows) return rowByRow(trees, trainingShares(trees), columns, rows);
  const forest = forestOf(trees);
  const rule =
    background === null
      ? coverRule(trees, trainingShares(trees))
      : backgroundRule(forest, {
          codes: binned(forest.bins, background.columns, background.rows),
          rows: background.rows,
        });
  return byTables(forest, rule, binned(forest.bins, columns, rows), rows);
}
