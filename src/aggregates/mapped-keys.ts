import { codes, rowColumns } from "../sql/row-query.js";
import { type KeySpec, keptValues, keyColumns } from "./key-table.js";

/** Kept rows with the numbers their key was given: columns `cell` and `tuple` of the table `mapping` (id, cell, tuple), and `more` of the rows. */
export function mappedRows(
  spec: KeySpec,
  rows: string,
  tables: { readonly keys: string; readonly mapping: string },
  more: readonly string[],
): string {
  const names = keyColumns(spec);
  const keys = `SELECT ${["cell", "tuple", ...names].join(", ")} FROM ${tables.keys} JOIN ${tables.mapping} USING (id) WHERE ${rowColumns.code} = ${codes.kept}`;
  const same =
    names.length === 0 ? "true" : names.map((name) => `r.${name} IS NOT DISTINCT FROM k.${name}`).join(" AND ");
  const carried = [
    ...more,
    ...(spec.isWeighted ? [rowColumns.weight] : []),
    ...(spec.isCounted ? [rowColumns.count] : []),
    ...(spec.score === null ? [] : ["q"]),
  ];
  const columns = ["k.cell", "k.tuple", ...new Set(carried)].join(", ");
  return `SELECT ${columns} FROM (${keptValues(spec, rows, more)}) r JOIN (${keys}) k ON ${same} WHERE r.${rowColumns.code} = ${codes.kept}`;
}
