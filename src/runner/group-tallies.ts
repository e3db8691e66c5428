import type { Tally } from "../compatibility/index.js";
import type { Cells } from "../core/cells.js";
import { confusions, type GroupTable, quadrants } from "../inference/index.js";

/**
 * Confusion counts of a table's groups, as rows, as sums of weights, and (in the table of all strata) as rows by stratum.
 * @param tables all tables, among them those of the strata
 */
export function groupTallies(cells: Cells, table: GroupTable, tables: readonly GroupTable[]): Tally[] {
  const size = table.groups.length;
  const quadrant = quadrants(cells, { kind: "class", index: 1 });
  const rows = confusions(table.cellGroup, size, quadrant, cells.n);
  const sums = confusions(table.cellGroup, size, quadrant, cells.w);
  const strata = strataOf(table, tables).map((stratum) => byName(cells, stratum, quadrant));
  return table.groups.map(({ name }, g) => ({
    rows: rows[g]!,
    sums: sums[g]!,
    strata: strata.map((counts) => counts.get(name) ?? { tp: 0, fp: 0, fn: 0, tn: 0 }),
  }));
}

/** The tables of the same groups in each stratum, for the table of all of them. */
export const strataOf = (table: GroupTable, tables: readonly GroupTable[]): GroupTable[] =>
  tables.filter(
    ({ attribute, stratum, tag }) =>
      table.stratum === null && stratum !== null && attribute === table.attribute && tag === table.tag,
  );

function byName(cells: Cells, table: GroupTable, quadrant: Int8Array): Map<string | null, Tally["rows"]> {
  const counts = confusions(table.cellGroup, table.groups.length, quadrant, cells.n);
  return new Map(table.groups.map(({ name }, g) => [name, counts[g]!]));
}
