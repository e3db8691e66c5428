import type { ModelCounts } from "../core/cells.js";
import { unusable } from "../core/errors.js";
import type { Exclusion, ExclusionReason, Warning } from "../core/measured.js";
import { type ExcludedTally, exclusionsOf } from "../core/tallied-exclusions.js";
import { checkGroups, checkNumbers } from "./memory-checks.js";
import { classesIn, decide } from "./memory-decision.js";
import { countScores } from "./memory-scores.js";
import { attributeNames, type Columns, type ColumnsSpec, groupAt, readTable, type Table } from "./memory-table.js";
import { countRows } from "./memory-tally.js";
import { countUnits } from "./memory-units.js";

export type { Columns, ColumnsSpec } from "./memory-table.js";

/** What was counted, and what is known of the rows. */
export interface CountedColumns {
  readonly counts: ModelCounts;
  readonly exclusions: readonly Exclusion[];
  readonly rowsRead: number;
  readonly rowsKept: number;
  /** Distinct units among the rows kept; null without `unit`. */
  readonly units: number | null;
  /** Rule from score to prediction in words; null where predictions are given. */
  readonly decision: string | null;
  /** Whether the cells hold sums of a score of the positive class. */
  readonly hasScore: boolean;
  readonly warnings: readonly Warning[];
}

/**
 * Counts columns that are in memory already, to the same cells, units and scores as the engine that reads files; nothing is
 * awaited. Empty texts are values here, as in Parquet.
 * @throws Failure as for files: unknown columns, unequal lengths, unusable weights and scores, an attribute with one group
 */
export function countColumns(columns: Columns, spec: ColumnsSpec): CountedColumns {
  const table = readTable(columns, spec);
  const excluded = exclude(table);
  const kept = keptRows(excluded);
  if (kept.length === 0)
    throw unusable(
      table.rows === 0 ? "the table has no rows" : "no row is left to audit: all lack a label, unit or prediction",
    );
  checkNumbers(table, spec, kept);
  checkGroups(table, kept);
  const decided = decide(table, spec, kept);
  const classes = classesIn(table, spec, kept);
  const counted = classes.isBinary ? table : { ...table, score: null };
  const { tabulation, tallyOf } = countRows(counted, classes, decided.selected, kept, spec);
  const cellOf = tallyOf.map((tally) => tabulation.cellOf[tally]!);
  const tupleOf = tallyOf.map((tally) => tabulation.keyOf[tally]!);
  const units =
    counted.unit === null
      ? null
      : countUnits({
          unit: counted.unit.code,
          kept,
          cellOf,
          cells: tabulation.cells.n.length,
          weight: counted.weight?.value ?? null,
          score: counted.score?.value ?? null,
        });
  const wantsScores = counted.score !== null && (spec.scores ?? true);
  const scores = wantsScores
    ? countScores({
        kept,
        tupleOf,
        score: counted.score.value,
        weight: counted.weight?.value ?? null,
        tabulation,
        unit: units !== null && units.units < kept.length ? counted.unit!.code : null,
      })
    : null;
  return {
    counts: { cells: tabulation.cells, units: units?.profiles ?? null, scores },
    exclusions: exclusionsOf(excludedTallies(table, excluded), attributeNames(spec)),
    rowsRead: table.rows,
    rowsKept: kept.length,
    units: units?.units ?? null,
    decision: decided.words,
    hasScore: counted.score !== null,
    warnings: [...outsideWarnings(table, kept), ...decided.warnings],
  };
}

const reasons = ["missing_label", "missing_unit", "missing_prediction"] as const satisfies readonly ExclusionReason[];

/** By row: 0 where it is kept, else 1 + the place of the reason. */
function exclude({ rows, label, unit, prediction, score }: Table): Uint8Array {
  const reason = new Uint8Array(rows);
  for (let row = 0; row < rows; row++) {
    if (label?.code[row] === -1) reason[row] = 1;
    else if (unit?.code[row] === -1) reason[row] = 2;
    else if (prediction?.code[row] === -1 || score?.absent[row] === 1) reason[row] = 3;
  }
  return reason;
}

function keptRows(reason: Uint8Array): Int32Array {
  const kept = new Int32Array(reason.length);
  let count = 0;
  for (let row = 0; row < reason.length; row++) if (reason[row] === 0) kept[count++] = row;
  return kept.slice(0, count);
}

function excludedTallies(table: Table, reason: Uint8Array): ExcludedTally[] {
  const tallies: ExcludedTally[] = [];
  for (let row = 0; row < reason.length; row++) {
    if (reason[row] === 0) continue;
    tallies.push({
      reason: reasons[reason[row]! - 1]!,
      groups: table.attributes.map((attribute) => groupAt(attribute, row)),
      rows: 1,
    });
  }
  return tallies;
}

function outsideWarnings({ attributes }: Table, kept: Int32Array): Warning[] {
  return attributes.flatMap(({ rule, outside }) => {
    const rows = outside === null ? 0 : kept.reduce((sum, row) => sum + outside[row]!, 0);
    return rows === 0 ? [] : [{ code: "outside_bins", values: { attribute: rule.name, rows } }];
  });
}
