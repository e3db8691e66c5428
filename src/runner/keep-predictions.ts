import { open, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { type KeptColumn, writeKeptSql } from "../aggregates/kept-rows.js";
import { asText, groupReader, type KeyValue, plain } from "../aggregates/key-table.js";
import { Failure, unusable } from "../core/errors.js";
import { groupValue, splitTags, tagSeparator, unknownGroup } from "../core/groups.js";
import type { Keeping, KeptFact } from "../core/kept.js";
import { DOUBLE, DuckDBDataChunk, INTEGER, VARCHAR } from "../engines/duckdb-api.js";
import { valueReader } from "../engines/duckdb-values.js";
import { encryptFor } from "../privacy/encryption.js";
import { type Pseudonyms, pseudonyms } from "../privacy/pseudonyms.js";
import { reasonOf } from "../record/run-folder.js";
import type { ColumnKind } from "../sql/column.js";
import { codes, rowColumns } from "../sql/row-query.js";
import { predictedIndex } from "./count-model.js";
import { type KeptMetadata, keptColumns, metadataKey } from "./kept-format.js";
import type { ModelMeasurement } from "./measure-model.js";
import { fillNumbers } from "./score.js";
import type { Workshop } from "./workshop.js";

const table = "kept_rows";

/** Writes the predictions of all models by pseudonym; null where nothing is to be kept. @throws Failure (unusable) when the file cannot be written */
export async function keepPredictions(
  workshop: Workshop,
  measured: readonly ModelMeasurement[],
): Promise<KeptFact | null> {
  const { engine, suite, options, scratch } = workshop;
  const { keep } = options;
  if (keep === undefined || scratch === null || !suite.keep.includes("predictions")) return null;
  const names = pseudonyms(keep.key);
  const columns = readColumns(workshop, measured, names);
  await collect(workshop, columns, measured);
  const written = columns.map(
    ({ name, coder }, place): KeptColumn => ({ column: `k${place}`, name, names: coder?.names ?? null }),
  );
  const metadata = { [metadataKey]: JSON.stringify(metadataOf(workshop, measured, names.keyId)) };
  await engine.run(writeKeptSql(table, written, { file: scratch.path, metadata }));
  await engine.run(`DROP TABLE ${table}`);
  await deliver(scratch.read(), keep);
  return { content: "predictions", keyId: names.keyId };
}

function metadataOf({ suite, plan }: Workshop, measured: readonly ModelMeasurement[], keyId: string): KeptMetadata {
  return {
    version: 1,
    key_id: keyId,
    task: plan.rows.isRegression ? "regression" : "classification",
    label: plan.rows.label !== null,
    unit: plan.rows.unit !== null,
    attributes: suite.attributes.map(({ name, separator }) => ({ name, overlaps: separator !== undefined })),
    intersections: suite.intersections.map((names) => [...names]),
    models: measured.map(({ facts, classes, decision }) => ({
      id: facts.id,
      classes: [...classes.names],
      score: decision.score !== null,
    })),
  };
}

/** A column that is kept: how it is read, and what is written for it. */
interface ReadColumn {
  readonly name: string;
  readonly sql: string;
  /** Texts that every row has its own of. */
  readonly text?: (value: KeyValue) => string | null;
  /** Texts that repeat, by number. Neither: numbers. */
  readonly coder?: Coder;
}

/** Few values as numbers of their names, in the order in which they come. */
class Coder {
  readonly names: string[] = [];
  readonly #known = new Map<KeyValue, number>();
  readonly #nameOf: (value: KeyValue) => string | null;

  constructor(nameOf: (value: KeyValue) => string | null) {
    this.#nameOf = nameOf;
  }

  /** -1: no name. */
  code(value: KeyValue): number {
    const known = this.#known.get(value);
    if (known !== undefined) return known;
    const name = this.#nameOf(value);
    const place = name === null ? -1 : this.names.indexOf(name);
    const code = name === null || place >= 0 ? place : this.names.push(name) - 1;
    this.#known.set(value, code);
    return code;
  }
}

function readColumns(workshop: Workshop, measured: readonly ModelMeasurement[], names: Pseudonyms): ReadColumn[] {
  const { id, unit } = workshop.plan.rows;
  const named = (name: string, column: { kind: ColumnKind } | null, sql: string, of: (value: string) => string) =>
    column === null ? [] : [{ name, sql: plain(sql, column.kind), text: (value: KeyValue) => pseudonym(value, of) }];
  return [
    ...named(keptColumns.id, id, rowColumns.id, names.ofId),
    ...named(keptColumns.unit, unit, rowColumns.unit, names.ofUnit),
    ...groupColumns(workshop),
    ...targetColumns(workshop, measured),
  ];
}

const pseudonym = (value: KeyValue, of: (value: string) => string): string | null =>
  value === null ? null : of(String(value));

function groupColumns({ plan }: Workshop): ReadColumn[] {
  return plan.rules.map((rule, place) => {
    const read = groupReader(rule);
    const column = rowColumns.group(place);
    const kind = plan.rows.attributes[place]!.column.kind;
    const value = (level: string): string | null =>
      rule.separator === undefined || level === unknownGroup
        ? groupValue(level)
        : splitTags(level).map(groupValue).join(tagSeparator);
    return {
      name: keptColumns.group(rule.name),
      sql: rule.bins === undefined ? plain(column, kind) : column,
      coder: new Coder((raw) => value(read(raw))),
    };
  });
}

/** Label, predictions and scores. */
function targetColumns({ plan }: Workshop, measured: readonly ModelMeasurement[]): ReadColumn[] {
  const { isRegression, label } = plan.rows;
  const truth: ReadColumn[] =
    label === null
      ? []
      : isRegression
        ? [{ name: keptColumns.label, sql: rowColumns.label }]
        : [{ name: keptColumns.label, sql: plain(rowColumns.label, label.kind), coder: new Coder(asText) }];
  return [
    ...truth,
    ...measured.flatMap((model, place) => answerColumns(model, isRegression ? rowColumns.prediction(place) : null)),
  ];
}

/** What a model said. `predicted`: the number that a regression says. */
function answerColumns({ facts, classes, decision }: ModelMeasurement, predicted: string | null): ReadColumn[] {
  const { prediction, abstained, score } = decision;
  const name = keptColumns.prediction(facts.id);
  const scores = score === null ? [] : [{ name: keptColumns.score(facts.id), sql: `CAST(${score} AS DOUBLE)` }];
  if (predicted !== null) return [{ name, sql: predicted }, ...scores];
  if (prediction === null) return scores;
  const said = plain(prediction.sql, prediction.kind);
  const nameOf = (value: KeyValue): string | null => classes.names[predictedIndex(classes, asText(value))] ?? null;
  return [
    { name, sql: abstained === null ? said : `CASE WHEN NOT ${abstained} THEN ${said} END`, coder: new Coder(nameOf) },
    ...scores,
  ];
}

/** Reads the rows kept, and fills a table with what is written of them; no row is an object on the way. */
async function collect(
  { engine, rows }: Workshop,
  columns: readonly ReadColumn[],
  measured: readonly ModelMeasurement[],
): Promise<void> {
  const types = columns.map(({ text, coder }) => (text ? VARCHAR : coder ? INTEGER : DOUBLE));
  await engine.run(`CREATE TABLE ${table} (${types.map((type, place) => `k${place} ${type}`).join(", ")})`);
  const joined = measured.reduce((from, { decision }) => decision.joined(from), rows);
  const query = `SELECT ${columns.map(({ sql }) => sql).join(", ")} FROM ${joined} WHERE ${rowColumns.code} = ${codes.kept}`;
  const [expected] = await engine.row(`SELECT count(*)::DOUBLE FROM ${rows} WHERE ${rowColumns.code} = ${codes.kept}`);
  await engine.append(table, async (write) => {
    for await (const chunk of engine.stream(query)) {
      const out = DuckDBDataChunk.create(types, chunk.rowCount);
      for (const [place, column] of columns.entries()) fill(out, place, chunk, column);
      write(out);
    }
  });
  const [written] = await engine.row(`SELECT count(*)::DOUBLE FROM ${table}`);
  if (written !== expected) throw new Error(`kept ${written} of ${expected} rows`);
}

function fill(out: DuckDBDataChunk, place: number, chunk: DuckDBDataChunk, { text, coder }: ReadColumn): void {
  const valueAt = valueReader(chunk.getColumnVector(place));
  const length = chunk.rowCount;
  if (text !== undefined)
    out.setColumnValues(
      place,
      Array.from({ length }, (_, row) => text(valueAt(row))),
    );
  else if (coder !== undefined)
    fillNumbers(
      out,
      place,
      Int32Array.from({ length }, (_, row) => coder.code(valueAt(row))),
    );
  else
    fillNumbers(
      out,
      place,
      Float64Array.from({ length }, (_, row) => valueAt(row) as number),
    );
}

async function deliver(bytes: AsyncIterable<Uint8Array>, { file, recipient }: Keeping): Promise<void> {
  try {
    const handle = await open(file, "wx", 0o600);
    try {
      await writeFile(handle, recipient === null ? bytes : encryptFor(recipient, bytes));
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (cause) {
    await rm(file, { force: true });
    if (cause instanceof Failure) throw cause;
    throw unusable(`${path.basename(file)} cannot be written: ${reasonOf(cause)}`, {}, cause);
  }
}
