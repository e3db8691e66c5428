import { createReadStream } from "node:fs";
import { realpath, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { counted } from "../core/counted.js";
import { Failure, unusable, usage } from "../core/errors.js";
import { tagSeparator } from "../core/groups.js";
import { type PairedModels, type PairedRuns, regressionsUnpaired, tooManyNumbers } from "../core/paired.js";
import { sharedName } from "../core/shared-classes.js";
import { Duckdb } from "../engines/duckdb.js";
import { EngineError } from "../engines/duckdb-failure.js";
import { decryptWith } from "../privacy/encryption.js";
import { identifier, literal } from "../sql/quote.js";
import { codes, rowColumns } from "../sql/row-query.js";
import { countPairs } from "./count-pairs.js";
import { type KeptMetadata, keptColumns, keptMetadata, metadataKey } from "./kept-format.js";
import { namelessFile } from "./nameless-file.js";
import type { PairOrder } from "./protocol.js";
import type { MeasureOptions } from "./workshop.js";

type Bounds = Pick<MeasureOptions, "workFolder" | "memoryLimit" | "threads">;

/**
 * Joins two files of kept predictions on the pseudonyms of their rows, and counts those that are in both. The first model of each is
 * compared; groups and units are the candidate's.
 * @throws Failure where a file cannot be read, or is no file of kept predictions
 */
export async function pairFiles({ baseline, candidate, identity }: PairOrder, bounds: Bounds): Promise<PairedRuns> {
  const files = [
    await openKept(baseline, "baseline", identity, bounds),
    await openKept(candidate, "candidate", identity, bounds),
  ] as const;
  const engine = await Duckdb.open({ ...bounds, files: files.map(({ path }) => path) });
  try {
    return await pair(engine, await readKept(engine, files[0]), await readKept(engine, files[1]));
  } catch (error) {
    if (error instanceof EngineError)
      throw unusable("the kept predictions are not what the file says of itself", { file: candidate }, error);
    throw error;
  } finally {
    engine.close();
    for (const file of files) await file.close();
  }
}

/** A file that the engine can open; `shown` is what people call it. */
interface OpenFile {
  readonly path: string;
  readonly shown: string;
  close(): Promise<void>;
}

async function openKept(file: string, name: string, identity: string | null, bounds: Bounds): Promise<OpenFile> {
  const real = await realpath(file).catch((cause: unknown) => {
    throw unusable(`there is no file ${file}`, {}, cause);
  });
  if (file.endsWith(".age")) return decrypted(real, file, name, identity, bounds);
  // The engine would take some characters of a path for a pattern.
  const link = path.join(bounds.workFolder, `${name}.parquet`);
  await symlink(real, link);
  return { path: link, shown: file, close: async () => {} };
}

async function decrypted(
  real: string,
  shown: string,
  name: string,
  identity: string | null,
  { workFolder }: Bounds,
): Promise<OpenFile> {
  if (identity === null)
    throw usage(`${shown} is encrypted`, { hint: "set EVENHAND_IDENTITY to the identity of age it was encrypted for" });
  const plain = await namelessFile(workFolder, `${name}.parquet`);
  try {
    await writeFile(plain.path, decryptWith(identity, createReadStream(real)));
  } catch (cause) {
    await plain.close();
    if (cause instanceof Failure)
      throw new Failure(
        cause.kind,
        cause.problems.map((each) => ({ file: shown, ...each })),
        { cause },
      );
    throw cause;
  }
  return { path: plain.path, shown, close: plain.close };
}

/** A file of kept predictions, and what it says of itself. */
interface KeptFile {
  readonly shown: string;
  readonly from: string;
  readonly metadata: KeptMetadata;
  readonly rows: number;
}

async function readKept(engine: Duckdb, { path: file, shown }: OpenFile): Promise<KeptFile> {
  const from = `read_parquet(${literal(file)}, hive_partitioning=false)`;
  try {
    const [found] = await engine.row(
      `SELECT decode(value) FROM parquet_kv_metadata(${literal(file)}) WHERE decode(key) = ${literal(metadataKey)}`,
    );
    const metadata = keptMetadata.safeParse(parsed(found));
    if (!metadata.success)
      throw unusable("is no file of kept predictions, or of another version of evenhand", { file: shown });
    const [rows = 0, ids] = (await engine.row(`SELECT count(*)::DOUBLE, count(DISTINCT id)::DOUBLE FROM ${from}`)).map(
      Number,
    );
    if (rows !== ids) throw unusable("has rows of the same name, or of none", { file: shown });
    return { shown, from, metadata: metadata.data, rows };
  } catch (error) {
    if (error instanceof EngineError) throw unusable("is damaged, or no Parquet file", { file: shown }, error);
    throw error;
  }
}

function parsed(text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    return null;
  }
}

async function pair(engine: Duckdb, baseline: KeptFile, candidate: KeptFile): Promise<PairedRuns> {
  const counts = { baseline: baseline.rows, candidate: candidate.rows };
  const differ = difference(baseline.metadata, candidate.metadata);
  if (differ !== null) return { paired: null, reason: differ, rows: { ...counts, both: 0 } };
  const hasLabel = candidate.metadata.label;
  await engine.run(pairTableSql(baseline, candidate));
  const unlike = hasLabel ? `count(*) FILTER (y IS DISTINCT FROM y_before)` : "0";
  const [both = 0, relabelled = 0] = (
    await engine.row(`SELECT count(*)::DOUBLE, (${unlike})::DOUBLE FROM ${table}`)
  ).map(Number);
  const rows = { ...counts, both };
  const refused = (reason: string): PairedRuns => ({ paired: null, reason, rows });
  const all = Math.max(baseline.rows, candidate.rows);
  if (2 * both < all) return refused(`only ${counted(both)} of ${counted(all)} rows are in both runs, fewer than half`);
  if (relabelled > 0)
    return refused(`${counted(relabelled)} of the ${counted(both)} rows in both runs have another label now`);
  const paired = await countFiles(engine, baseline.metadata, candidate.metadata);
  return paired === null ? refused(tooManyNumbers) : { paired, reason: null, rows };
}

/** Why two files are not of the same kind; null: they are. */
function difference(baseline: KeptMetadata, candidate: KeptMetadata): string | null {
  if (baseline.key_id !== candidate.key_id) return "the runs named their rows under different keys";
  if ([baseline, candidate].some(({ task }) => task === "regression")) return regressionsUnpaired;
  return baseline.label === candidate.label ? null : "one of the runs has labels, the other none";
}

const table = "pair_rows";
const [before, now] = ["p_before", "p_now"];

/** Rows of both files, with the names of columns that counting knows. */
function pairTableSql(baseline: KeptFile, candidate: KeptFile): string {
  const { attributes, label, unit } = candidate.metadata;
  const text = (side: string, column: string, name: string) =>
    `CAST(${side}.${identifier(column)} AS VARCHAR) AS ${name}`;
  const said = ({ metadata }: KeptFile) => keptColumns.prediction(metadata.models[0]!.id);
  const columns = [
    `CAST(${codes.kept} AS TINYINT) AS ${rowColumns.code}`,
    ...attributes.map(({ name }, place) => text("c", keptColumns.group(name), rowColumns.group(place))),
    ...(label ? [text("c", keptColumns.label, rowColumns.label), text("b", keptColumns.label, "y_before")] : []),
    ...(unit ? [text("c", keptColumns.unit, rowColumns.unit)] : []),
    text("b", said(baseline), before),
    text("c", said(candidate), now),
  ];
  return `CREATE TABLE ${table} AS SELECT ${columns.join(", ")} FROM ${candidate.from} c JOIN ${baseline.from} b ON b.${keptColumns.id} = c.${keptColumns.id}`;
}

async function countFiles(
  engine: Duckdb,
  baseline: KeptMetadata,
  candidate: KeptMetadata,
): Promise<PairedModels | null> {
  const { attributes, intersections, label, unit } = candidate;
  const [then, model] = [baseline.models[0]!, candidate.models[0]!];
  const said = (sql: string) => ({ prediction: { sql, kind: "text" as const }, abstained: null });
  const counts = await countPairs({
    engine,
    spec: {
      attributes: attributes.map(({ name, overlaps }) => ({
        rule: { name, ...(overlaps ? { separator: tagSeparator } : {}) },
        kind: "text",
      })),
      strata: [],
      label: label ? "text" : null,
      ...said(now),
      before: said(before),
      rank: null,
      score: null,
      isWeighted: false,
      isCounted: false,
      hasTime: false,
    },
    rows: table,
    frame: {
      attributes: attributes.map(({ name }) => name),
      tagged: attributes.map(({ overlaps }) => overlaps),
      sets: [...attributes.map(({ name }) => [name]), ...intersections],
    },
    names: { label: (value) => value, before: sharedName(then.classes, model.classes), now: (value) => value },
    unit: unit ? "text" : null,
  });
  return counts === null ? null : { baseline: then.id, model: model.id, ...counts };
}
