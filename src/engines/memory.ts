import { type ModelCounts, rightness, type Scores } from "../core/cells.js";
import { type Classes, labelFor, noClasses } from "../core/classes.js";
import { likeliestWords } from "../core/decision.js";
import { unusable } from "../core/errors.js";
import type { Exclusion, ExclusionReason, Warning } from "../core/measured.js";
import type { ScoreKeys } from "../core/score-table.js";
import { type ExcludedTally, exclusionsOf } from "../core/tallied-exclusions.js";
import { checkGroups, checkNumbers, checkStrata } from "./memory-checks.js";
import { abstentions, classesIn, confidenceOf, decide, likeliest, ranksOf } from "./memory-decision.js";
import { countScores } from "./memory-scores.js";
import { type Columns, type ColumnsSpec, groupAt, type Numbers, readTable, type Table } from "./memory-table.js";
import { type CountedRows, countRows } from "./memory-tally.js";
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
  const named = table.prediction === null && table.classScores.length > 0 ? likeliest(table) : table.prediction;
  const predicted: Table = { ...table, prediction: named };
  const decided = decide(predicted, spec, kept);
  const classes = spec.task === "regression" ? noClasses : classesIn(predicted, spec, kept);
  const counted = classes.isBinary ? predicted : { ...predicted, score: null };
  const decisions = {
    selected: decided.selected,
    abstained: abstentions(table, spec),
    rank: spec.needs?.ranks && table.classScores.length > 0 ? ranksOf(table) : null,
  };
  const rows = countRows(counted, classes, decisions, kept, spec);
  checkStrata(rows.tabulation.cells);
  const units = unitsOf(counted, kept, rows);
  return {
    counts: {
      cells: rows.tabulation.cells,
      units: units?.profiles ?? null,
      ...distributions(counted, classes, spec, { kept, ...rows, repeats: units !== null && units.units < kept.length }),
    },
    exclusions: exclusionsOf(
      excludedTallies(table, excluded),
      table.attributes.map(({ rule }) => rule),
    ),
    rowsRead: table.rows,
    rowsKept: kept.length,
    units: units?.units ?? null,
    decision: named === table.prediction ? decided.words : likeliestWords,
    hasScore: counted.score !== null,
    warnings: [...outsideWarnings(table, kept), ...decided.warnings],
  };
}

function unitsOf(table: Table, kept: Int32Array, { tabulation, tallyOf }: CountedRows) {
  if (table.unit === null) return null;
  return countUnits({
    unit: table.unit.code,
    kept,
    cellOf: tallyOf.map((tally) => tabulation.cellOf[tally]!),
    cells: tabulation.cells.n.length,
    weight: table.weight?.value ?? null,
    score: table.score?.value ?? null,
  });
}

/** The distributions that are wanted and that the columns allow. */
function distributions(
  table: Table,
  classes: Classes,
  spec: ColumnsSpec,
  { kept, tabulation, tallyOf, repeats }: CountedRows & { readonly kept: Int32Array; readonly repeats: boolean },
): Omit<ModelCounts, "cells" | "units"> {
  const { cells, cellOfKey } = tabulation;
  const { scores: wantsScores = true, confidences = false, values = true } = spec.needs ?? {};
  const tupleOf = tallyOf.map((tally) => tabulation.keyOf[tally]!);
  const cellOf = tallyOf.map((tally) => tabulation.cellOf[tally]!);
  const every = { kept, truth: null, weight: table.weight?.value ?? null, unit: repeats ? table.unit!.code : null };
  const byLabel = (score: Float64Array, label: ScoreKeys["label"], truth: Float64Array | null = null): Scores =>
    countScores({ ...every, keyOf: tupleOf, keys: { cells, cellOf: cellOfKey, label }, score, truth });
  const classScore = (name: string): Numbers | undefined =>
    table.classScores.find((each) => labelFor(each.name, classes.names, undefined) === name)?.column;
  const confidence = confidences && table.label !== null ? confidenceOf(table, spec) : null;
  const byCell = { cells, cellOf: Int32Array.from(cells.n.keys()), label: rightness(cells) };
  return {
    scores: wantsScores && table.score !== null ? byLabel(table.score.value, (cell) => cells.label[cell]!) : null,
    classScores:
      wantsScores && !classes.isBinary && table.classScores.length > 0
        ? classes.names.map((name, index) => {
            const column = classScore(name);
            return column === undefined ? null : byLabel(column.value, (cell) => Number(cells.label[cell] === index));
          })
        : null,
    confidences: confidence === null ? null : countScores({ ...every, keyOf: cellOf, keys: byCell, score: confidence }),
    values: values && table.predicted !== null ? byLabel(table.predicted.value, null, table.truth!.value) : null,
  };
}

const reasons = ["missing_label", "missing_unit", "missing_prediction"] as const satisfies readonly ExclusionReason[];

/** By row: 0 where it is kept, else 1 + the place of the reason. */
function exclude(table: Table): Uint8Array {
  const { rows, label, unit, prediction, abstained, truth, predicted } = table;
  const numbers = [table.score, table.confidence, ...table.classScores.map(({ column }) => column)].filter(
    (column) => column !== null,
  );
  const isMissing = (column: Numbers | null, row: number) =>
    column !== null && (column.absent[row] === 1 || Number.isNaN(column.value[row]));
  const reason = new Uint8Array(rows);
  for (let row = 0; row < rows; row++) {
    if (label?.code[row] === -1 || isMissing(truth, row)) reason[row] = 1;
    else if (unit?.code[row] === -1) reason[row] = 2;
    else if (prediction?.code[row] === -1 && abstained?.[row] !== 1) reason[row] = 3;
    else if (isMissing(predicted, row) || numbers.some(({ absent }) => absent[row] === 1)) reason[row] = 3;
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
