// Scores of the shipped churn model by TensorFlow.js in WebAssembly, which needs no native code, beside native TensorFlow (tfjs-node)
// through the same loader: from columns as they are read to answers, encoding included.
// usage: npx tsx bench/tfjs.ts [--quick] [--json]
//   --quick  10^5 rows and one run each instead of 10^6 and five
// The native addon is built once as the heavy tests build it: 40 s and 900 MB, kept in the cache folder.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { DuckDBInstance } from "@duckdb/node-api";
import { median } from "simple-statistics";
import { loadModel } from "../src/models/index.js";
import type { Batch, InputColumn } from "../src/models/model.js";
import { buildTfjsNode } from "../test/heavy/build-tfjs-node.js";
import { tell } from "./comparison.js";

const quick = process.argv.includes("--quick");
const rows = quick ? 100_000 : 1_000_000;
const runs = quick ? 1 : 5;
/** Rows whose scores are held against each other. */
const compared = 1000;
const here = fileURLToPath(import.meta.url);
const root = path.resolve(path.dirname(here), "..");
const modelFolder = path.join(root, "models", "churn-v2");

interface Result {
  readonly runtime: string;
  readonly cpu: number;
  readonly wall: number;
  readonly scores: readonly number[];
}

/** The shipped interactions, again and again until there are as many rows as wanted. */
async function readRows(columns: readonly InputColumn[]): Promise<Batch["columns"]> {
  const connection = await (await DuckDBInstance.create(":memory:", { threads: "1" })).connect();
  const types = columns.map(({ column, type }) => `"${column}"::${type === "number" ? "DOUBLE" : "VARCHAR"}`);
  const file = path.join(root, "datasets", "retention", "interactions.parquet");
  const found = (await connection.runAndReadAll(`SELECT ${types.join(", ")} FROM '${file}'`)).getColumns();
  return columns.map(({ type }, place) => {
    const own = found[place] as (number | string | null)[];
    const all = Array.from({ length: rows }, (_, row) => own[row % own.length]!);
    return type === "number" ? Float64Array.from(all, (value) => (value as number) ?? Number.NaN) : (all as string[]);
  });
}

/** The first call of this process: compiling counts, loading runtime and model does not. */
async function score(): Promise<Result> {
  const featureSteps = JSON.parse(readFileSync(path.join(modelFolder, "features.json"), "utf8"));
  const model = await loadModel({
    id: "churn-v2",
    kind: "tfjs-layers",
    path: path.join(modelFolder, "model.json"),
    featureSteps,
    output: null,
    threads: 1,
  });
  const columns = await readRows(model.columns);
  const scores: number[] = [];
  const [begin, cpu] = [performance.now(), process.cpuUsage()];
  for (let from = 0; from < rows; from += model.batchRows) {
    const to = Math.min(rows, from + model.batchRows);
    const answers = await model.predict({
      rows: to - from,
      columns: columns.map((each) => (each instanceof Float64Array ? each.subarray(from, to) : each.slice(from, to))),
    });
    if (from < compared) scores.push(...answers.score!.subarray(0, compared - from));
  }
  const { user, system } = process.cpuUsage(cpu);
  const wall = (performance.now() - begin) / 1000;
  await model.close();
  return { runtime: model.facts.runtime ?? "", cpu: (user + system) / 1e6, wall, scores };
}

/** The runtime is found from the working folder, as in a user's project. */
function inFreshProcess(cwd: string, choice: "wasm" | "node"): Result {
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
  const args = ["--import", tsx, here, "--case", ...(quick ? ["--quick"] : [])];
  const env = { ...process.env, EVENHAND_TF: choice, TF_CPP_MIN_LOG_LEVEL: "2" };
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd, env, encoding: "utf8", maxBuffer: 2 ** 26 });
  const result = stdout.trim().split("\n").at(-1);
  if (!result) throw new Error(stderr.trim().split("\n").at(-1));
  return JSON.parse(result) as Result;
}

function compare(): void {
  const native = buildTfjsNode();
  if ("missing" in native) throw new Error(`native TensorFlow cannot be built here; missing: ${native.missing}`);
  const [ours, theirs]: [Result[], Result[]] = [[], []];
  // Turn by turn, so that both see the same machine.
  for (let run = 0; run < runs; run++) {
    ours.push(inFreshProcess(root, "wasm"));
    theirs.push(inFreshProcess(native.folder, "node"));
  }
  const cpuOf = (results: readonly Result[]): number[] => results.map(({ cpu }) => cpu);
  const speed = (results: readonly Result[]): string =>
    `${(rows / median(results.map(({ wall }) => wall)) / 1e6).toFixed(2)} million rows a second`;
  const gap = Math.max(...ours[0]!.scores.map((value, row) => Math.abs(value - theirs[0]!.scores[row]!)));
  tell({
    versions: theirs[0]!.runtime,
    comparisons: [
      {
        what: `Scores of the shipped TensorFlow.js model, 10${quick ? "⁵" : "⁶"} rows: ${ours[0]!.runtime}`,
        ours: cpuOf(ours),
        against: { what: `${theirs[0]!.runtime} through the same loader`, cpu: cpuOf(theirs) },
        goal: null,
        note: `by the clock ${speed(ours)}, native ${speed(theirs)}; scores within ${gap.toExponential(0)}`,
      },
    ],
  });
}

if (process.argv.includes("--case")) console.log(JSON.stringify(await score()));
else compare();
