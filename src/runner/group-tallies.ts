import type { ScoreTally, Tally } from "../compatibility/index.js";
import type { Cells, ModelCounts, Scores } from "../core/cells.js";
import { confusions, type GroupTable, groupEntries, quadrants, scoreGroups } from "../inference/index.js";
import type { CountedValues } from "../stats/index.js";

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

/** Distributions of the scores of a table's groups, of a regression of its numbers; null where none were counted. */
export function scoreTallies({ cells, scores, values }: ModelCounts, table: GroupTable): ScoreTally[] | null {
  const counted = scores ?? values;
  if (counted === null) return null;
  const { groups } = groupEntries(counted, scoreGroups(table, cells, counted), table.groups.length);
  const isLabelled = scores !== null && cells.label.every((label) => label >= 0);
  return groups.map((entries) => ({
    all: distribution(entries, () => true),
    byLabel: isLabelled
      ? {
          positives: distribution(entries, (label) => label === 1),
          negatives: distribution(entries, (label) => label === 0),
        }
      : null,
  }));
}

/** Rows by score of the entries with some labels; entries come by rising score. */
function distribution(
  { score, label, n }: Pick<Scores, "score" | "label" | "n">,
  isWanted: (label: number) => boolean,
): CountedValues {
  const [values, counts] = [new Float64Array(score.length), new Float64Array(score.length)];
  let distinct = 0;
  for (let i = 0; i < score.length; i++) {
    if (!isWanted(label[i]!) || n[i] === 0) continue;
    if (distinct === 0 || values[distinct - 1] !== score[i]) values[distinct++] = score[i]!;
    counts[distinct - 1]! += n[i]!;
  }
  return { values: values.subarray(0, distinct), counts: counts.subarray(0, distinct) };
}
