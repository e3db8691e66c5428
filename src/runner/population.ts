import { confusions, type GroupTable, type Material, quadrants, unitCounts } from "../inference/index.js";
import type { PopulationRow } from "../record/run-record.js";
import type { HiddenReason } from "./hidden-groups.js";

/** People and labels of one group. */
export interface Counts {
  readonly n: number;
  readonly units: number | null;
  readonly positives: number | null;
  readonly negatives: number | null;
}

/** Rows, units and labels of every group of a table. */
export function countTable({ counts: { cells, units } }: Material, table: GroupTable, hasLabel: boolean): Counts[] {
  const size = table.groups.length;
  const byUnit = units === null ? null : unitCounts(units, table.cellGroup, size);
  const binary = hasLabel && cells.classes.length === 2;
  return confusions(table.cellGroup, size, quadrants(cells, { kind: "class", index: 1 }), cells.n).map(
    ({ tp, fp, fn, tn }, group) => ({
      n: tp + fp + fn + tn,
      units: byUnit === null ? null : (byUnit[group] as number),
      positives: binary ? tp + fn : null,
      negatives: binary ? fp + tn : null,
    }),
  );
}

/** The population table of the record: everybody, then each attribute and intersection, then the same by stratum. */
export function populationRows(
  material: Material,
  tables: readonly GroupTable[],
  hasLabel: boolean,
  hidden: HiddenReason,
): PopulationRow[] {
  return tables.flatMap((table) =>
    countTable(material, table, hasLabel).flatMap((counts, g): PopulationRow[] => {
      const { attribute, stratum } = table;
      if (table.groups[g]?.rest) return [];
      const group = table.groups[g]?.name ?? null;
      const reason = hidden(attribute, stratum, group);
      const shown = reason === null ? counts : { n: null, units: null, positives: null, negatives: null };
      return [{ attribute, group, stratum, status: reason === null ? "ok" : "suppressed", ...shown, reason }];
    }),
  );
}
