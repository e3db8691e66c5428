// Damaged CSV files against a second reader: tsx test/campaigns/s1.ts [--count 10000] [--seed 1] [--keep FOLDER]
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { Failure } from "../../src/core/errors.js";
import { parseCsvHeader } from "../../src/sources/csv-header.js";
import { temporaryFolder } from "../models/tiny-models.js";
import { mulberry32 } from "../mulberry32.js";
import { processorTime } from "../processor-time.js";
import { recordsOf } from "../sources/csv-oracle.js";
import { type Rows, readRows } from "../sources/read-rows.js";
import { answerJobs, type Ending, inBatches } from "./batches.js";
import { csvMutant, csvOriginals } from "./csv-mutants.js";
import { lockedRun } from "./locked-run.js";
import { sharedEngine } from "./shared-engine.js";

/**
 * What became of a damaged file: refused in words for the user; read as the rows of the file it was made from, or as other rows,
 * which are those that its bytes say; read as rows that its bytes do not say ("misread"); accepted although its lock says otherwise
 * ("silent"); or as in campaign S4.
 */
type Result = "refused" | "same" | "other" | "misread" | "silent" | "defect" | Ending["result"];

interface Outcome {
  readonly result: Result;
  readonly detail: string;
}

interface Job {
  readonly file: string;
  readonly original: string;
}

/** What a campaign found. */
export interface Found {
  readonly seed: number;
  readonly counts: Readonly<Record<Result, number>>;
  /** One line each: misread, silent, hung, died, defects, and refusals that do not name the file. */
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
    const readable = all.map((each) => each.file);
    const silent = await lockedRun(file, original);
    if (silent !== null) return { result: "silent", detail: silent };
    const found = await readRows(file, { workFolder, engine: await sharedEngine(readable, workFolder) });
    if (found instanceof Failure) {
      const isTold = found.kind === "unusable" && found.problems.every((each) => each.file !== undefined);
      return { result: isTold ? "refused" : "defect", detail: found.message };
    }
    const expected = expectedRows(readFileSync(file));
    if (!Array.isArray(expected)) return { result: "misread", detail: `read, although ${expected}` };
    const values = valuesOf(found);
    const rows = JSON.stringify(values);
    if (rows !== JSON.stringify(expected)) return { result: "misread", detail: difference(values, expected) };
    return { result: rows === JSON.stringify(expectedRows(readFileSync(original))) ? "same" : "other", detail: "" };
  } catch (cause) {
    return { result: "defect", detail: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause) };
  }
}

/**
 * The rows that the bytes of a file say, or why they say none. Empty lines are no rows. Empty cells beyond those of the header, at the
 * end of a row, are no cells: spreadsheets write them.
 */
function expectedRows(bytes: Buffer): string[][] | string {
  const text = bytes.toString("utf8").replace(/^\ufeff/, "");
  const header = parseCsvHeader(text.replaceAll(/\r\n?/g, "\n"), null);
  if ("fault" in header) return `its header is ${header.fault}`;
  const records = recordsOf(bytes, header.delimiter);
  if ("fault" in records) return records.fault;
  const width = header.names.length;
  const rows = records
    .slice(1)
    .filter((record) => record.length > 1 || record[0] !== "")
    .map((record) => (record.slice(width).every((cell) => cell === "") ? record.slice(0, width) : [...record]));
  const ragged = rows.findIndex((record) => record.length !== width);
  return ragged === -1 ? rows : `row ${ragged + 1} has ${rows[ragged]?.length} cells`;
}

/** Rows as they were read; those of an empty line, which a file of one column has, left out. */
const valuesOf = ({ names, rows }: Rows): string[][] =>
  rows.map((row) => row.map((value) => value ?? "")).filter((row) => names.length > 1 || row[0] !== "");

function difference(found: readonly (readonly string[])[], expected: readonly (readonly string[])[]): string {
  const at = expected.findIndex((row, i) => JSON.stringify(row) !== JSON.stringify(found[i]));
  return `${found.length} rows for ${expected.length}; row ${at + 1}: ${JSON.stringify(found[at])} for ${JSON.stringify(expected[at])}`;
}

interface Settings {
  readonly count: number;
  readonly seed: number;
  /** Folder for the files that a fault was found with; null: they are not kept. */
  readonly keep?: string | null;
}

const isBroken = ({ result }: Outcome | Ending): boolean =>
  !(["refused", "same", "other"] as const).some((each) => each === result);

/** Damages and reads `count` files; nothing is thrown, so that one fault does not hide another. */
export async function campaign({ count, seed, keep = null }: Settings): Promise<Found> {
  const random = mulberry32(seed);
  const counts: Record<Result, number> = {
    refused: 0,
    same: 0,
    other: 0,
    misread: 0,
    silent: 0,
    defect: 0,
    died: 0,
    hung: 0,
  };
  const broken: string[] = [];
  const folder = temporaryFolder();
  const originals = csvOriginals.map((content, place) => written(path.join(folder, `original-${place}.csv`), content));
  for (let from = 0; from < count; from += 1000) {
    const batch = path.join(folder, String(from));
    mkdirSync(batch);
    const jobs = Array.from({ length: Math.min(1000, count - from) }, (_, at): Job => {
      const place = (from + at) % csvOriginals.length;
      const bytes = csvMutant(csvOriginals, place, random);
      return { file: written(path.join(batch, `${from + at}.csv`), bytes), original: originals[place]! };
    });
    const outcomes = await inBatches<Job, Outcome>(jobs, {
      worker: import.meta.filename,
      temporary: batch,
      perProcess: 1000,
    });
    for (const [at, outcome] of outcomes.entries()) {
      counts[outcome.result]++;
      if (!isBroken(outcome)) continue;
      broken.push(`file ${from + at} of seed ${seed}: ${outcome.result}: ${outcome.detail}`);
      if (keep !== null) cpSync(jobs[at]!.file, path.join(keep, `s1-${seed}-${from + at}.csv`));
    }
    rmSync(batch, { recursive: true, force: true });
  }
  rmSync(folder, { recursive: true, force: true });
  return { seed, counts, broken };
}

function written(file: string, content: string | Uint8Array): string {
  writeFileSync(file, content);
  return file;
}

/** One line a log can be searched for: "S1: 10,000 run, 0 broken (…), seed 1". */
export const summary = ({ seed, counts, broken }: Found): string => {
  const run = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const { refused, same, other, misread, silent, defect, died, hung } = counts;
  return `S1: ${run.toLocaleString("en")} run, ${broken.length} broken (${refused} refused, ${same} with the same rows, ${other} with other rows as their bytes say, ${misread} misread; ${died + defect} crashed, ${hung} hung; with a lock ${silent} silent), seed ${seed}`;
};

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      count: { type: "string", default: "10000" },
      seed: { type: "string", default: "1" },
      keep: { type: "string" },
    },
  });
  const found = await campaign({ count: Number(values.count), seed: Number(values.seed), keep: values.keep ?? null });
  for (const line of found.broken) console.error(line);
  console.log(summary(found));
  if (found.broken.length > 0) process.exitCode = 1;
}

if (process.argv[2] === "--worker") answerJobs(outcomeOf);
else if (process.argv[1] === import.meta.filename) await main();
