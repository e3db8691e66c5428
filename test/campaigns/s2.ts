// Damaged Parquet and JSON Lines files: tsx test/campaigns/s2.ts [--count 10000] [--seed 1] [--format parquet] [--keep FOLDER]
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { DuckDBInstance } from "@duckdb/node-api";
import { Failure, moreMemory, type Problem } from "../../src/core/errors.js";
import { fixtures } from "../fixtures-path.js";
import { temporaryFolder } from "../models/tiny-models.js";
import { mulberry32 } from "../mulberry32.js";
import { processorTime } from "../processor-time.js";
import { jsonlDifference } from "../sources/jsonl-oracle.js";
import { readRows } from "../sources/read-rows.js";
import { answerJobs, type Ending, inBatches } from "./batches.js";
import { jsonlOriginals } from "./jsonl-originals.js";
import { lockedRun } from "./locked-run.js";
import { mutant } from "./mutants.js";
import { sharedEngine } from "./shared-engine.js";

/** As in campaign S1. Of Parquet there is no second reader: what is read cleanly counts as read. */
type Result = "refused" | "read" | "misread" | "silent" | "defect" | Ending["result"];

interface Outcome {
  readonly result: Result;
  readonly detail: string;
}

interface Job {
  readonly file: string;
  readonly original: string;
}

export const formats = ["parquet", "jsonl"] as const;
type Format = (typeof formats)[number];

/** What a campaign found, of files of one format. */
export interface Found {
  readonly seed: number;
  readonly counts: Readonly<Record<Result, number>>;
  /** Numbers of the files that ended the process that read them: a run tells that in words (test/e2e/bad-input.test.ts). */
  readonly deaths: readonly number[];
  /** One line each: misread, silent, hung, defects, and refusals that do not name the file. */
  readonly broken: readonly string[];
}

/** The bar of the threat model, in ms of the processor. */
const deadline = 2000;

/** In the forked process. */
async function outcomeOf(job: Job, all: readonly Job[]): Promise<Outcome> {
  const started = processorTime();
  const outcome = await readingOf(job, all);
  const took = processorTime() - started;
  return took > deadline ? { result: "hung", detail: `took ${Math.round(took)} ms, then ${outcome.result}` } : outcome;
}

async function readingOf({ file, original }: Job, all: readonly Job[]): Promise<Outcome> {
  try {
    const workFolder = path.dirname(file);
    const silent = await lockedRun(file, original);
    if (silent !== null) return { result: "silent", detail: silent };
    const readable = all.map((each) => each.file);
    const found = await readRows(file, { workFolder, engine: await sharedEngine(readable, workFolder) });
    if (found instanceof Failure) {
      const isTold = found.kind === "unusable" && found.problems.every(isClear);
      return { result: isTold ? "refused" : "defect", detail: found.message };
    }
    const difference = file.endsWith(".jsonl") ? jsonlDifference(readFileSync(file), found) : null;
    return difference === null ? { result: "read", detail: "" } : { result: "misread", detail: difference };
  } catch (cause) {
    return { result: "defect", detail: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause) };
  }
}

/** A problem that names the file, or the limit of memory: a damaged size may ask for any amount. */
const isClear = ({ file, hint }: Problem): boolean => file !== undefined || hint === moreMemory;

/** What a table of all types looks like in each packing, and the odd files that other programs write. */
async function parquetOriginals(folder: string): Promise<Buffer[]> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  const table =
    "SELECT i AS id, CASE WHEN i % 2 = 0 THEN 'f' ELSE 'm' END AS gender, i % 3 = 0 AS label, i / 7.0 AS score, CAST(i AS DECIMAL(9, 2)) AS amount, DATE '2024-01-01' + i::INTEGER AS day, CASE WHEN i % 5 = 0 THEN NULL ELSE repeat('text ', i::INTEGER) END AS note, [i, i + 1] AS list, {a: i, b: 'x'} AS part FROM range(40) t(i)";
  for (const packing of ["uncompressed", "snappy", "zstd", "gzip", "lz4"])
    await connection.run(`COPY (${table}) TO '${folder}/${packing}.parquet' (FORMAT parquet, CODEC '${packing}')`);
  connection.closeSync();
  instance.closeSync();
  const own = readdirSync(folder).map((name) => path.join(folder, name));
  const others = fixtures === null ? null : path.join(fixtures, "datasets", "hostile-files", "parquet_good");
  const foreign = others === null ? [] : readdirSync(others).map((name) => path.join(others, name));
  return [...own, ...foreign.sort()].map((file) => readFileSync(file));
}

const originalsOf: Readonly<Record<Format, (folder: string) => Promise<readonly Buffer[]>>> = {
  parquet: parquetOriginals,
  jsonl: () => Promise.resolve(jsonlOriginals),
};

interface Settings {
  readonly count: number;
  readonly seed: number;
  /** Folder for the files that a fault was found with; null: they are not kept. */
  readonly keep?: string | null;
}

const perBatch = 1000;

/** Damages and reads `count` files; nothing is thrown, so that one fault does not hide another. */
export async function campaign(format: Format, { count, seed, keep = null }: Settings): Promise<Found> {
  const random = mulberry32(seed);
  const counts: Record<Result, number> = { refused: 0, read: 0, misread: 0, silent: 0, defect: 0, died: 0, hung: 0 };
  const [broken, deaths]: [string[], number[]] = [[], []];
  const folder = temporaryFolder();
  const contents = await originalsOf[format](folder);
  const originals = contents.map((content, at) => written(path.join(folder, `original-${at}.${format}`), content));
  for (let from = 0; from < count; from += perBatch) {
    const batch = path.join(folder, String(from));
    mkdirSync(batch);
    const jobs = Array.from({ length: Math.min(perBatch, count - from) }, (_, at): Job => {
      const place = (from + at) % contents.length;
      const bytes = mutant(contents[place]!, contents[Math.floor(random() * contents.length)]!, random);
      return { file: written(path.join(batch, `${from + at}.${format}`), bytes), original: originals[place]! };
    });
    const setting = { worker: import.meta.filename, temporary: batch, perProcess: perBatch };
    for (const [at, { result, detail }] of (await inBatches<Job, Outcome>(jobs, setting)).entries()) {
      counts[result]++;
      if (result === "died") deaths.push(from + at);
      const isBroken = result !== "refused" && result !== "read" && result !== "died";
      if (isBroken) broken.push(`${format} ${from + at} of seed ${seed}: ${result}: ${detail}`);
      if (keep !== null && (isBroken || result === "died"))
        cpSync(jobs[at]!.file, path.join(keep, `s2-${seed}-${from + at}.${format}`));
    }
    rmSync(batch, { recursive: true, force: true });
  }
  rmSync(folder, { recursive: true, force: true });
  return { seed, counts, deaths, broken };
}

function written(file: string, content: Uint8Array): string {
  writeFileSync(file, content);
  return file;
}

/** One line a log can be searched for: "S2 parquet: 10,000 run, 0 broken (…), seed 1". */
export const summary = (format: Format, { seed, counts, broken }: Found): string => {
  const run = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const { refused, read, misread, silent, defect, died, hung } = counts;
  return `S2 ${format}: ${run.toLocaleString("en")} run, ${broken.length} broken (${refused} refused, ${read} read, ${misread} misread, ${defect} defects, ${hung} hung; ${died} ended the child; with a lock ${silent} silent), seed ${seed}`;
};

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      count: { type: "string", default: "10000" },
      seed: { type: "string", default: "1" },
      format: { type: "string" },
      keep: { type: "string" },
    },
  });
  const settings = { count: Number(values.count), seed: Number(values.seed), keep: values.keep ?? null };
  for (const format of formats) {
    if (values.format !== undefined && values.format !== format) continue;
    const found = await campaign(format, settings);
    for (const line of found.broken) console.error(line);
    if (found.deaths.length > 0) console.error(`ended the child: ${format} ${found.deaths.join(", ")}`);
    console.log(summary(format, found));
    if (found.broken.length > 0) process.exitCode = 1;
  }
}

if (process.argv[2] === "--worker") answerJobs(outcomeOf);
else if (process.argv[1] === import.meta.filename) await main();
