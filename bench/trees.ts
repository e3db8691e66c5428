// Scores of trees, on one thread, beside XGBoost's own: 200 trees of depth 6 over 20 inputs, with missing values.
// usage: npx tsx bench/trees.ts [--quick] [--json]
//   --quick  one run each instead of five
// EVENHAND_BENCH_PYTHON names an interpreter with xgboost, which also makes the model.
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { median } from "simple-statistics";
import { treeScorer } from "../src/models/trees/score-trees.js";
import { xgboostTrees } from "../src/models/trees/xgboost.js";
import { readXgboostDocument } from "../src/models/trees/xgboost-json.js";
import { tell } from "./comparison.js";
import { dataFolder } from "./data.js";
import { python, pythonVersions } from "./python.js";

const folder = path.join(dataFolder, "trees");
const runs = process.argv.includes("--quick") ? 1 : 5;
const width = 20;
const rows = 100_000;
/** Rows whose scores are held against XGBoost's. */
const compared = 1000;

interface Result {
  /** CPU seconds of reading the model file. */
  readonly read: number;
  /** CPU seconds of scoring all rows. */
  readonly cpu: number;
  /** Scores of the first rows. */
  readonly scores: readonly number[];
}

const cpuSince = (start: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e6;
};

/** The first call of this process: making ready and compiling count. */
function score(): Result {
  const bytes = readFileSync(path.join(folder, "rows.f32"));
  const matrix = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
  const inputs = Array.from({ length: width }, (_, input) =>
    Float64Array.from({ length: rows }, (_, row) => matrix[row * width + input]!),
  );
  const reading = process.cpuUsage();
  const { trees } = xgboostTrees(readXgboostDocument("bench", readFileSync(path.join(folder, "model.json"))));
  const read = cpuSince(reading);
  const scoring = process.cpuUsage();
  const scores = treeScorer(trees).answers(inputs, rows);
  return { read, cpu: cpuSince(scoring), scores: [...scores.subarray(0, compared)] };
}

const makeModel = `
import sys, numpy as np, xgboost as xgb
folder, n, k = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
rng = np.random.default_rng(7)
X = rng.normal(size=(n, k)).astype(np.float32)
X[rng.random(X.shape) < 0.05] = np.nan
z = np.nan_to_num(X)
y = z[:, 0] + z[:, 1] * z[:, 2] + np.sin(3 * z[:, 3]) + 0.3 * z[:, 4:].sum(1) + rng.normal(size=n) > 0
settings = {"objective": "binary:logistic", "max_depth": 6, "eta": 0.1, "tree_method": "hist", "seed": 1}
xgb.train(settings, xgb.DMatrix(X[:20000], label=y[:20000]), 200).save_model(folder + "/model.json")
X.tofile(folder + "/rows.f32")
`;

const peerScript = `
import json, sys, time, numpy as np, xgboost as xgb
folder, k, compared = sys.argv[1], *map(int, sys.argv[2:])
X = np.fromfile(folder + "/rows.f32", np.float32).reshape(-1, k)
start = time.process_time()
model = xgb.Booster(model_file=folder + "/model.json")
read = time.process_time() - start
model.set_param({"nthread": 1})
start = time.process_time()
scores = model.inplace_predict(X)
print(json.dumps({"read": read, "cpu": time.process_time() - start, "scores": scores[:compared].astype(float).tolist()}))
`;

function inFreshProcess(): Result {
  const args = ["--import", "tsx", fileURLToPath(import.meta.url), "--case"];
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  if (stdout === "") throw new Error(stderr);
  return JSON.parse(stdout) as Result;
}

function compare(): void {
  const versions = pythonVersions("xgboost");
  mkdirSync(folder, { recursive: true });
  python(makeModel, folder, rows, width);
  const [ours, theirs]: [Result[], Result[]] = [[], []];
  // Turn by turn, so that both see the same machine.
  for (let run = 0; run < runs; run++) {
    ours.push(inFreshProcess());
    theirs.push(JSON.parse(python(peerScript, folder, width, compared)) as Result);
  }
  const cpuOf = (results: readonly Result[]): number[] => results.map(({ cpu }) => cpu);
  const readOf = (results: readonly Result[]): string => median(results.map(({ read }) => read)).toFixed(3);
  const gap = Math.max(...ours[0]!.scores.map((value, row) => Math.abs(value - theirs[0]!.scores[row]!)));
  tell({
    versions,
    comparisons: [
      {
        what: "Scores of 200 trees of depth 6 over 20 inputs, 10⁵ rows",
        ours: cpuOf(ours),
        against: { what: "XGBoost `inplace_predict`, one thread", cpu: cpuOf(theirs) },
        goal: 0.33,
        note: `scores within ${gap.toExponential(0)}; reading the file ${readOf(ours)} s, XGBoost ${readOf(theirs)} s`,
      },
    ],
  });
}

if (process.argv.includes("--case")) console.log(JSON.stringify(score()));
else compare();
