import { backgroundRule } from "../../../src/attributions/tree-shap/background-rule.js";
import { binned, type Column } from "../../../src/attributions/tree-shap/bins.js";
import { byTables } from "../../../src/attributions/tree-shap/by-tables.js";
import { coverRule } from "../../../src/attributions/tree-shap/cover-rule.js";
import { forestOf } from "../../../src/attributions/tree-shap/forest.js";
import { type Limits, widest } from "../../../src/attributions/tree-shap/plan.js";
import { rowByRow } from "../../../src/attributions/tree-shap/row-by-row.js";
import { trainingShares } from "../../../src/attributions/tree-shap/shares.js";
import type { TreeValues } from "../../../src/attributions/tree-shap/tree-values.js";
import type { TreeEnsemble } from "../../../src/models/trees/ensemble.js";
import type { Row } from "./brute-force.js";

/** Rows as columns. */
export interface Table {
  readonly columns: readonly Column[];
  readonly rows: number;
}

export const tableOf = (rows: readonly Row[], width = rows[0]!.length): Table => ({
  columns: Array.from({ length: width }, (_, input) => Float64Array.from(rows, (row) => row[input]!)),
  rows: rows.length,
});

type PathDependent = (trees: TreeEnsemble, table: Table) => TreeValues;
type Interventional = (trees: TreeEnsemble, table: Table, background: Table) => TreeValues;

/** Tables of all sizes, of few leaves each, and none at all. */
const limits: Readonly<Record<string, Limits>> = {
  "tables of many leaves": widest,
  "small tables": { cells: 12, inputs: 3 },
  "no tables": { cells: 0, inputs: 0 },
};

const tabulated =
  (limit: Limits): PathDependent =>
  (trees, { columns, rows }) => {
    const forest = forestOf(trees);
    return byTables(forest, coverRule(trees, trainingShares(trees)), binned(forest.bins, columns, rows), rows, {
      limits: limit,
    });
  };

/** All ways to the same path-dependent values. */
export const pathDependent: readonly (readonly [name: string, method: PathDependent])[] = [
  ["row by row", (trees, { columns, rows }) => rowByRow(trees, trainingShares(trees), columns, rows)],
  ...Object.entries(limits).map(([name, limit]) => [name, tabulated(limit)] as const),
];

/** All ways to the same interventional values. */
export const interventional: readonly (readonly [name: string, method: Interventional])[] = Object.entries(limits).map(
  ([name, limit]) => [
    name,
    (trees, { columns, rows }, background) => {
      const forest = forestOf(trees);
      const codes = binned(forest.bins, background.columns, background.rows);
      const rule = backgroundRule(forest, { codes, rows: background.rows });
      return byTables(forest, rule, binned(forest.bins, columns, rows), rows, { limits: limit });
    },
  ],
);
