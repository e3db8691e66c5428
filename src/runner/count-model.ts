import {
  excludedOf,
  groupKeysSql,
  type Key,
  type KeySpec,
  type KeyValue,
  keyTableSql,
  mostKeys,
  parseKeys,
  readKeysSql,
} from "../aggregates/key-table.js";
import { mappedRows } from "../aggregates/mapped-keys.js";
import {
  binsFor,
  type DistributionSpec,
  entryRowsSql,
  rangeSql,
  readScoresSql,
  scoreTableSql,
} from "../aggregates/scores.js";
import { UnitProfileReader, unitColumns, unitRowsSql } from "../aggregates/unit-profiles.js";
import { type ModelCounts, rightness, type Scores, type UnitProfiles } from "../core/cells.js";
import type { Classes } from "../core/classes.js";
import { counted } from "../core/counted.js";
import { unusable } from "../core/errors.js";
import { fromFixedPoint } from "../core/fixed-point.js";
import { type ScoreKeys, ScoreTable } from "../core/score-table.js";
import type { ExcludedTally } from "../core/tallied-exclusions.js";
import { type Frame, type Tabulation, tabulate } from "../core/tally.js";
import type { Duckdb } from "../engines/duckdb.js";
import { DuckDBDataChunk, INTEGER } from "../engines/duckdb-api.js";
import { unitsRepeat } from "../inference/unit-sums.js";
import type { ColumnKind } from "../sql/column.js";
import { codes } from "../sql/row-query.js";

export const tables = { keys: "keys", mapping: "mapping", scores: "score_entries" } as const;

/** Rows of one model grouped by their keys, not yet sorted into classes. */
export interface CountedKeys {
  readonly keys: readonly Key[];
  readonly excluded: readonly ExcludedTally[];
}

/** The scan: all rows grouped by code, groups, strata, label and prediction. @throws Failure where there are too many of them */
export async function countKeys(engine: Duckdb, spec: KeySpec, rows: string): Promise<CountedKeys> {
  await engine.run(keyTableSql(tables.keys, spec, rows));
  return readKeys(engine, spec, `${tables.keys} ORDER BY id`);
}

/** The same of rows that are groups of those alike already: none is looked up by its key later, so no table of keys is made. */
export const countGroups = (engine: Duckdb, spec: KeySpec, groups: string): Promise<CountedKeys> =>
  readKeys(engine, spec, groupKeysSql(spec, groups));

async function readKeys(engine: Duckdb, spec: KeySpec, from: string): Promise<CountedKeys> {
  const found = await engine.query(readKeysSql(from, spec));
  if (found.length > mostKeys) throw tooManyKeys();
  const keys = parseKeys(spec, found as KeyValue[][]);
  return { keys, excluded: excludedOf(keys) };
}

const tooManyKeys = () =>
  unusable(`the attributes, strata and label make more than ${counted(mostKeys)} different combinations`, {
    hint: "an attribute or label may be an id, or need bins or a map",
  });

/** Expressions of the numbers whose whole distributions are wanted; null: of none. */
export interface WantedDistributions {
  readonly score: string | null;
  readonly confidence: string | null;
  /** By class, in the order of the classes; a class without a column has none. */
  readonly classScores: readonly (string | null)[] | null;
  /** Regression: the predicted number and the column of the true one. */
  readonly value: { readonly predicted: string; readonly truth: string } | null;
  /** Bins of the columns whose distributions the suite wants. */
  readonly features: readonly string[] | null;
}

export const noDistributions: WantedDistributions = {
  score: null,
  confidence: null,
  classScores: null,
  value: null,
  features: null,
};

export interface CountRequest {
  readonly engine: Duckdb;
  readonly spec: KeySpec;
  readonly rows: string;
  readonly keys: readonly Key[];
  readonly classes: Classes;
  readonly attributes: readonly { readonly name: string; readonly separator?: string | undefined }[];
  readonly strata: readonly string[];
  /** Kind of the unit's column; null: the suite names none. */
  readonly unit: ColumnKind | null;
  readonly wanted: WantedDistributions;
}

export interface CountedModel {
  readonly counts: ModelCounts;
  readonly units: number | null;
  /** Rows by bin of each column that was wanted. */
  readonly features: readonly Scores[];
}

/** Cells, units and distributions of one model from the keys of {@link countKeys}, which must have been the last of this engine. */
export async function countModel(request: CountRequest): Promise<CountedModel> {
  const { keys, classes, attributes, strata, unit, wanted } = request;
  const kept = keys.flatMap((key, id) => (key.code === codes.kept && key.n > 0 ? [{ key, id }] : []));
  const frame: Frame = {
    attributes: attributes.map(({ name }) => name),
    tagged: attributes.map(({ separator }) => separator !== undefined),
    strata,
    classes: classes.names,
  };
  const tabulation = tabulate(
    kept.map(({ key: { groups, strata, label, prediction, abstained, rank, n, sums } }) => ({
      groups,
      strata,
      label: indexIn(classes.labelIndex, label),
      prediction: predictedIndex(classes, prediction),
      abstained,
      rank,
      n,
      sums,
    })),
    frame,
  );
  const { cells } = tabulation;
  if (unit === null && Object.values(wanted).every((each) => each === null))
    return {
      counts: { cells, units: null, scores: null, classScores: null, confidences: null, values: null },
      units: null,
      features: [],
    };
  await writeMapping(
    request.engine,
    kept.map(({ id }) => id),
    tabulation,
  );
  const rows = cells.n.reduce((sum, n) => sum + n, 0);
  const profiles = unit === null ? null : await readUnits(request, tabulation, unit, rows);
  const repeats = profiles !== null && unitsRepeat(profiles.profiles);
  const { features, ...distributions } = await readDistributions(request, tabulation, { expected: rows, repeats });
  const counts = { cells, units: profiles?.profiles ?? null, ...distributions };
  return { counts, units: profiles?.units ?? null, features };
}

/** What a distribution is of, and what it is to be counted as. */
interface Distribution extends DistributionSpec {
  readonly keys: ScoreKeys;
}

async function readDistributions(
  request: CountRequest,
  { cells, cellOfKey }: Tabulation,
  options: ReadOptions,
): Promise<Omit<ModelCounts, "cells" | "units"> & Pick<CountedModel, "features">> {
  const { score, confidence, classScores, value } = request.wanted;
  const read = (distribution: Distribution) => readScores(request, distribution, options);
  const byLabel = (sql: string, label: (cell: number) => number): Distribution => ({
    score: sql,
    truth: null,
    by: "tuple",
    keys: { cells, cellOf: cellOfKey, label },
  });
  const ofClass = (sql: string | null, index: number): Promise<Scores> | null =>
    sql === null ? null : read(byLabel(sql, (cell) => Number(cells.label[cell] === index)));
  const everyCell = Int32Array.from(cells.n.keys());
  const counted = {
    scores: score === null ? null : await read(byLabel(score, (cell) => cells.label[cell]!)),
    confidences:
      confidence === null
        ? null
        : await read({
            score: confidence,
            truth: null,
            by: "cell",
            keys: { cells, cellOf: everyCell, label: rightness(cells) },
          }),
    values:
      value === null
        ? null
        : await read({
            score: value.predicted,
            truth: value.truth,
            by: "tuple",
            keys: { cells, cellOf: cellOfKey, label: null },
          }),
  };
  const features: Scores[] = [];
  for (const sql of request.wanted.features ?? [])
    features.push(await read(byLabel(sql, (cell) => cells.label[cell]!)));
  if (classScores === null) return { ...counted, classScores: null, features };
  const byClass: (Scores | null)[] = [];
  for (const [index, sql] of classScores.entries()) byClass.push(await ofClass(sql, index));
  return { ...counted, classScores: byClass, features };
}

const indexIn = (index: ReadonlyMap<string, number>, value: string | null): number =>
  value === null ? -1 : (index.get(value) ?? -1);

/** Predictions that a threshold made are true or false; others are looked up. */
export function predictedIndex({ predictionIndex }: Classes, prediction: string | null): number {
  if (predictionIndex.size === 0 && prediction !== null) return prediction === "true" ? 1 : 0;
  return indexIn(predictionIndex, prediction);
}

/** Tells the engine which cell and tuple each key belongs to. */
async function writeMapping(engine: Duckdb, ids: readonly number[], { cellOf, keyOf }: Tabulation): Promise<void> {
  await engine.run(`CREATE OR REPLACE TABLE ${tables.mapping} (id INTEGER, cell INTEGER, tuple INTEGER)`);
  await engine.append(tables.mapping, (write) => {
    for (let from = 0; from < ids.length; from += 2048) {
      const end = Math.min(ids.length, from + 2048);
      const chunk = DuckDBDataChunk.create([INTEGER, INTEGER, INTEGER], end - from);
      chunk.setColumns([
        ids.slice(from, end),
        Array.from(cellOf.subarray(from, end)),
        Array.from(keyOf.subarray(from, end)),
      ]);
      write(chunk);
    }
  });
}

type Items = { readonly items: ArrayLike<number> };
const itemsOf = (chunk: DuckDBDataChunk, place: number): ArrayLike<number> =>
  (chunk.getColumnVector(place) as unknown as Items).items;

async function readUnits(
  { engine, spec, rows }: CountRequest,
  { cells }: Tabulation,
  unit: ColumnKind,
  expected: number,
): Promise<{ profiles: UnitProfiles; units: number }> {
  const hasScore = spec.score !== null;
  const mapped = mappedRows(spec, rows, tables, ["u"]);
  return streamUnits(engine, { mapped, cells: cells.n.length, unit, expected, isWeighted: spec.isWeighted, hasScore });
}

/** What units are streamed of: `cells` cells, which `mapped` numbers, and `expected` rows. */
interface UnitStream {
  readonly mapped: string;
  readonly cells: number;
  readonly unit: ColumnKind;
  readonly expected: number;
  readonly isWeighted: boolean;
  readonly hasScore: boolean;
}

/** The rows of each unit by cell, and how many units there are. @throws Failure (unusable) when another number of rows came */
export async function streamUnits(
  engine: Duckdb,
  { mapped, cells, unit, expected, isWeighted, hasScore }: UnitStream,
): Promise<{ profiles: UnitProfiles; units: number }> {
  const parts = { isWeighted, hasScore };
  const reader = new UnitProfileReader(cells, parts);
  const sql = unitRowsSql(mapped, unit, parts);
  const scorePlace = unitColumns + 1 + (isWeighted ? 1 : 0);
  let read = 0;
  for await (const chunk of engine.stream(sql)) {
    reader.read({
      rows: chunk.rowCount,
      unit: Array.from({ length: unitColumns }, (_, place) => itemsOf(chunk, place)),
      cell: itemsOf(chunk, unitColumns),
      weight: isWeighted ? itemsOf(chunk, unitColumns + 1) : null,
      weightedScore: hasScore ? itemsOf(chunk, scorePlace) : null,
    });
    read += chunk.rowCount;
  }
  checkRead("units", read, expected);
  const profiles = reader.finish();
  return { profiles, units: reader.units };
}

interface ReadOptions {
  readonly expected: number;
  /** Whether some unit has several rows. */
  readonly repeats: boolean;
}

async function readScores(
  request: CountRequest,
  distribution: Distribution,
  { expected, repeats }: ReadOptions,
): Promise<Scores> {
  const { engine, rows, unit } = request;
  const { isWeighted } = request.spec;
  const spec: KeySpec = { ...request.spec, score: distribution.score };
  const truth = distribution.truth === null ? [] : [distribution.truth];
  const bins = binsFor((await engine.row(rangeSql(rows, distribution))).map(Number), distribution);
  const table = new ScoreTable(bins);
  let read = 0;
  const mapped = mappedRows(spec, rows, tables, truth);
  await engine.run(scoreTableSql(tables.scores, mapped, distribution, { ...spec, bins }));
  for await (const chunk of engine.stream(readScoresSql(tables.scores, distribution, isWeighted))) {
    const column = (place: number) => itemsOf(chunk, place);
    const [key, score, trueNumber, n] = [column(0), column(1), column(2), column(3)];
    const weight = isWeighted ? chunk.getColumnVector(4) : null;
    for (let row = 0; row < chunk.rowCount; row++) {
      const w = weight === null ? n[row]! : fromFixedPoint(weight.getItem(row) as bigint);
      if (n[row]! > 0) table.put({ key: key[row]!, score: score[row]!, truth: trueNumber[row]!, n: n[row]!, w });
      read += n[row]!;
    }
  }
  checkRead("scores", read, expected);
  if (unit === null || !repeats) return table.finish(distribution.keys, null);
  const byEntry = entryRowsSql(tables.scores, mappedRows(spec, rows, tables, ["u", ...truth]), distribution, bins);
  const parts = { isWeighted, hasScore: false };
  const { profiles } = await streamUnits(engine, { mapped: byEntry, cells: table.length, unit, expected, ...parts });
  return table.finish(distribution.keys, profiles);
}

/** A stream that lost rows, or a file that changed between two scans, must not become a result. */
function checkRead(what: string, read: number, expected: number): void {
  if (read !== expected)
    throw unusable(
      `the data changed while it was read: ${expected} rows at first, ${read} when its ${what} were counted`,
    );
}
