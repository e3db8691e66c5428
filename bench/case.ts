// One case in a process of its own: prints what the work cost as a JSON line; loading code and making ready is not counted.
// usage: tsx bench/case.ts audit|points|count|group-by|hash|areas FILE
import { createReadStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import type { Measured } from "../src/core/measured.js";
import type { Suite } from "../src/suite/suite.js";

/** The built code, as users run it, with the types of its source. */
const built = <Module>(file: string): Promise<Module> =>
  import(new URL(`../dist/${file}`, import.meta.url).href) as Promise<Module>;

type Work = () => Promise<unknown>;

/** The audit of a suite's logged predictions in this process: reads, checks and counts the file, estimates, compares, judges. */
async function audit(suiteFile: string): Promise<Work> {
  const [{ findings }, { judge }] = await Promise.all([
    built<typeof import("../src/runner/findings.js")>("runner/findings.js"),
    built<typeof import("../src/gates/judge.js")>("gates/judge.js"),
  ]);
  const { suite, counted } = await counting(suiteFile, 1);
  return async () => {
    const record = judge(findings(suite, await counted(), { seed: 1, toolVersion: "bench" }));
    return `${record.groups.length} estimates, ${record.disparities.length} comparisons, ${record.gates.length} gates`;
  };
}

/** The same without comparing or judging: every metric of every group with its interval. */
async function points(suiteFile: string): Promise<Work> {
  const [{ modelTables }, { planMetrics }, { estimates, rolledUp, splitOf }, { boundsOf }] = await Promise.all([
    built<typeof import("../src/runner/model-tables.js")>("runner/model-tables.js"),
    built<typeof import("../src/runner/plan-metrics.js")>("runner/plan-metrics.js"),
    built<typeof import("../src/inference/index.js")>("inference/index.js"),
    built<typeof import("../src/stats/index.js")>("stats/index.js"),
  ]);
  const { suite, counted } = await counting(suiteFile, 1);
  return async () => {
    const measured = await counted();
    const found = modelTables(suite, measured, planMetrics(suite, measured.models), 1).flatMap((model) =>
      model.tables.flatMap((table) => {
        const { material, view, split } = rolledUp(model.material)(table);
        return model.views.flatMap((each) =>
          estimates(view(each), material, split(splitOf(table, model.material, each))),
        );
      }),
    );
    const bounds = found.map(({ evidence }) => evidence && boundsOf(evidence, 0.05));
    return `${found.length} estimates, first ${found[0]?.value} [${bounds[0]?.low}, ${bounds[0]?.high}]`;
  };
}

/** The first part of the same: hashes, opens, checks and counts the file. */
async function count(suiteFile: string): Promise<Work> {
  const { counted } = await counting(suiteFile, 2);
  return async () => `${(await counted()).data.rowsKept} rows`;
}

/** @param threads as many as what it is compared with has: one of a data frame, two of a database */
async function counting(
  suiteFile: string,
  threads: number,
): Promise<{ suite: Suite; counted: () => Promise<Measured> }> {
  const [{ loadSuite }, { measure }, { loadModel }] = await Promise.all([
    built<typeof import("../src/evaluate.js")>("evaluate.js"),
    built<typeof import("../src/runner/measure.js")>("runner/measure.js"),
    built<typeof import("../src/models/index.js")>("models/index.js"),
  ]);
  const suite = await loadSuite(suiteFile, { allowOutside: true });
  // Six rates need the cells alone.
  const needs = { means: false, scores: false, confidences: false, values: false, ranks: false };
  const workFolder = await mkdtemp(path.join(os.tmpdir(), "evenhand-bench-"));
  const options = { workFolder, memoryLimit: "2GB", threads, needs, seed: 1, loadModel, onProgress: () => {} };
  const counted = async (): Promise<Measured> => {
    const measured = await measure(suite, options);
    await rm(workFolder, { recursive: true });
    return measured;
  };
  return { suite, counted };
}

/** The least that any tool has to do: one GROUP BY in DuckDB, with the four counts of a confusion table. */
async function groupBy(file: string): Promise<Work> {
  const by = "gender, age_band, language, region";
  const count = (label: number, prediction: number): string =>
    `count(*) FILTER (y_true = ${label} AND y_pred = ${prediction})`;
  const counts = `count(*), ${count(1, 1)}, ${count(0, 1)}, ${count(1, 0)}`;
  const instance = await DuckDBInstance.create(":memory:", { threads: "2" });
  const connection = await instance.connect();
  return async () => {
    const reader = await connection.runAndReadAll(`SELECT ${by}, ${counts} FROM '${file}' GROUP BY ${by}`);
    return `${reader.getRows().length} groups`;
  };
}

/** SHA-256 of the file, which every audit begins with: part of `count`, yet no counting. */
async function hash(file: string): Promise<Work> {
  const { sha256Of } = await built<typeof import("../src/sources/digest.js")>("sources/digest.js");
  for await (const _ of createReadStream(file, { highWaterMark: 1 << 20 })); // the file is in the system's cache, as it is for the others
  return () => sha256Of(file);
}

/** Exact area under the ROC curve with DeLong's interval for 12 groups, from arrays in memory: split by group, sort, place, bound. */
async function areas(file: string): Promise<Work> {
  const { boundsOf, delong } = await built<typeof import("../src/stats/index.js")>("stats/index.js");
  const rows = await scoredRows(file);
  return async () => {
    const found = splitByClass(rows).map(([positives, negatives]) => delong(counted(positives), counted(negatives)));
    const bounds = found.map((area) => area && boundsOf(area.evidence, 0.05));
    return `${found.length} groups, first ${found[0]?.value.toFixed(6)} [${bounds[0]?.low.toFixed(6)}, ${bounds[0]?.high?.toFixed(6)}]`;
  };
}

interface ScoredRows {
  readonly score: Float64Array;
  readonly label: Uint8Array;
  readonly group: Uint8Array;
}

async function scoredRows(file: string): Promise<ScoredRows> {
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  const columns = `score, y_true::UTINYINT, (dense_rank() OVER (ORDER BY region) - 1)::UTINYINT`;
  const result = await connection.runAndReadAll(`SELECT ${columns} FROM '${file}'`);
  const [score, label, group] = result.getColumns() as [number[], number[], number[]];
  return { score: Float64Array.from(score), label: Uint8Array.from(label), group: Uint8Array.from(group) };
}

/** By group the sorted scores of its positives and of its negatives. */
function splitByClass({ score, label, group }: ScoredRows): [Float64Array, Float64Array][] {
  const sizes = new Uint32Array(512);
  for (let i = 0; i < score.length; i++) sizes[2 * group[i]! + label[i]!]! += 1;
  const parts = Array.from(sizes, (size) => new Float64Array(size));
  const filled = new Uint32Array(512);
  for (let i = 0; i < score.length; i++) {
    const part = 2 * group[i]! + label[i]!;
    parts[part]![filled[part]!++] = score[i]!;
  }
  for (const part of parts) part.sort();
  return Array.from({ length: 256 }, (_, g): [Float64Array, Float64Array] => [parts[2 * g + 1]!, parts[2 * g]!]).filter(
    ([positives, negatives]) => positives.length + negatives.length > 0,
  );
}

const counted = (score: Float64Array) => ({ score, n: new Float64Array(score.length).fill(1) });

const cases: Readonly<Record<string, (file: string) => Promise<Work>>> = {
  audit,
  points,
  count,
  "group-by": groupBy,
  hash,
  areas,
};

const [name = "", file = ""] = process.argv.slice(2);
// As the command line does.
await built("runner/optimise-late.js");
const make = cases[name];
if (make === undefined) throw new Error(`cases: ${Object.keys(cases).join(", ")}; found ${JSON.stringify(name)}`);
const work = await make(file);
const [begin, used] = [performance.now(), process.cpuUsage()];
const note = await work();
const { user, system } = process.cpuUsage(used);
const wall = (performance.now() - begin) / 1000;
console.log(JSON.stringify({ wall, cpu: (user + system) / 1e6, peak: process.resourceUsage().maxRSS / 1024, note }));
