// Exact Shapley values of trees, on one thread, beside the libraries that wrote the models and the shap package.
// usage: npx tsx bench/tree-shap.ts [--quick] [--json]
//   --quick  one run each instead of five of ours and three of theirs
// EVENHAND_BENCH_PYTHON names an interpreter with xgboost, lightgbm and shap, which also makes the models.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { treeShap } from "../src/attributions/tree-shap/tree-shap.js";
import type { TreeEnsemble } from "../src/models/trees/ensemble.js";
import { readLightgbm } from "../src/models/trees/lightgbm.js";
import { xgboostTrees } from "../src/models/trees/xgboost.js";
import { readXgboostDocument } from "../src/models/trees/xgboost-json.js";
import { type Comparison, tell } from "./comparison.js";
import { dataFolder } from "./data.js";
import { python, pythonVersions } from "./python.js";

const folder = path.join(dataFolder, "tree-shap");
const quick = process.argv.includes("--quick");
const width = 20;
const dataRows = 10_000;
/** Rows whose values are held against the library's. */
const compared = 200;

interface Case {
  readonly what: string;
  readonly model: string;
  readonly rows: number;
  readonly background: number;
  /** The peer's rows and background, where it would take too long with ours. */
  readonly peer: { readonly rows: number; readonly background: number; readonly name: string };
  /** How many times the peer's CPU time ours is to be the part of. */
  readonly goal: number;
}

const cases: Readonly<Record<string, Case>> = {
  depth6: {
    what: "Path-dependent φ of XGBoost, 200 trees of depth 6, 10⁴ rows",
    model: "x6.json",
    rows: dataRows,
    background: 0,
    peer: { rows: dataRows, background: 0, name: "XGBoost `pred_contribs`" },
    goal: 15,
  },
  interventional: {
    what: "Interventional φ of the same, 10⁴ rows × 1,000 of background",
    model: "x6.json",
    rows: dataRows,
    background: 1000,
    peer: { rows: 1000, background: 100, name: "shap `TreeExplainer`: a tenth of the rows, a tenth of the background" },
    goal: 10,
  },
  leaves63: {
    what: "Path-dependent φ of LightGBM, 200 trees of 63 leaves, 10⁴ rows",
    model: "l63.txt",
    rows: dataRows,
    background: 0,
    peer: { rows: dataRows, background: 0, name: "LightGBM `pred_contrib`" },
    goal: 1,
  },
  depth12: {
    what: "Path-dependent φ of XGBoost, 50 trees of depth 12, 2,000 rows",
    model: "x12.json",
    rows: 2000,
    background: 0,
    peer: { rows: 2000, background: 0, name: "XGBoost `pred_contribs`" },
    goal: 1,
  },
};

interface Result {
  /** CPU seconds of the call alone. */
  readonly cpu: number;
  readonly wall: number;
  /** Values of the first rows: rows × inputs. */
  readonly values: readonly (readonly number[])[];
}

function modelOf(name: string): TreeEnsemble {
  const content = readFileSync(path.join(folder, name));
  return (name.endsWith(".json") ? xgboostTrees(readXgboostDocument(name, content)) : readLightgbm(name, content))
    .trees;
}

/** The first call of this process: compiling counts, reading the model does not, as for the peers. */
function explain({ model, rows, background }: Case): Result {
  const bytes = readFileSync(path.join(folder, "rows.f32"));
  const matrix = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
  const columnsOf = (from: number, count: number): Float32Array[] =>
    Array.from({ length: width }, (_, input) =>
      Float32Array.from({ length: count }, (_, row) => matrix[(from + row) * width + input]!),
    );
  const trees = modelOf(model);
  const columns = columnsOf(0, rows);
  const others = { columns: columnsOf(dataRows - background, background), rows: background };
  const [begin, cpu] = [performance.now(), process.cpuUsage()];
  const { values } = treeShap(trees, columns, rows, { background: background === 0 ? null : others });
  const used = process.cpuUsage(cpu);
  return {
    cpu: (used.user + used.system) / 1e6,
    wall: (performance.now() - begin) / 1000,
    values: Array.from({ length: compared }, (_, row) => values[0]!.map((phi) => phi[row]!)),
  };
}

const makeModels = `
import sys, numpy as np, xgboost as xgb, lightgbm as lgb
folder, n, k = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
rng = np.random.default_rng(7)
X = rng.normal(size=(n, k)).astype(np.float32)
z = X[:, 0] + 0.8 * X[:, 1] * X[:, 2] + np.sin(2 * X[:, 3]) + 0.5 * X[:, 4] ** 2 - 0.6 * X[:, 5] * (X[:, 6] > 0)
y = (z + 0.1 * X[:, 7:].sum(1) + 0.7 * rng.normal(size=n) > 0.4).astype(int)
for depth, trees in ((6, 200), (12, 50)):
    settings = {"objective": "binary:logistic", "max_depth": depth, "eta": 0.1, "tree_method": "hist", "seed": 1}
    xgb.train(settings, xgb.DMatrix(X, label=y), trees).save_model("%s/x%d.json" % (folder, depth))
settings = {"objective": "binary", "num_leaves": 63, "learning_rate": 0.1, "verbosity": -1, "seed": 1, "deterministic": True}
lgb.train(settings, lgb.Dataset(X.astype(float), label=y), 200).save_model(folder + "/l63.txt")
X.tofile(folder + "/rows.f32")
`;

const peerScript = `
import json, sys, time, numpy as np
file, data, k, rows, background, compared = sys.argv[1], sys.argv[2], *map(int, sys.argv[3:])
X = np.fromfile(data, np.float32).reshape(-1, k)
R = X[:rows]
if file.endswith(".txt"):
    import lightgbm as lgb
    model, D = lgb.Booster(model_file=file), R.astype(float)
    work = lambda: model.predict(D, pred_contrib=True, num_threads=1)[:, :-1]
else:
    import xgboost as xgb
    model = xgb.Booster(model_file=file)
    model.set_param({"nthread": 1})
    if background:
        import shap
        explainer = shap.TreeExplainer(model, data=X[-background:], feature_perturbation="interventional")
        work = lambda: explainer.shap_values(R)
    else:
        D = xgb.DMatrix(R, nthread=1)
        work = lambda: model.predict(D, pred_contribs=True)[:, :-1]
wall, cpu = time.perf_counter(), time.process_time()
values = work()
print(json.dumps({"cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall, "values": np.asarray(values, float)[:compared].tolist()}))
`;

function inFreshProcess(name: string): Result {
  const args = ["--import", "tsx", fileURLToPath(import.meta.url), "--case", name];
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8", maxBuffer: 2 ** 26 });
  if (stdout === "") throw new Error(`${name}: ${stderr}`);
  return JSON.parse(stdout) as Result;
}

/** Peer and ours take turns, so that both see the same machine. */
function compare(name: string, { what, model, rows, background, peer, goal }: Case): Comparison {
  const ours: Result[] = [];
  const theirs: Result[] = [];
  for (let run = 0; run < (quick ? 1 : 5); run++) {
    ours.push(inFreshProcess(name));
    if (run >= (quick ? 1 : 3)) continue;
    const file = path.join(folder, model);
    const sizes = [width, peer.rows, peer.background, compared];
    theirs.push(JSON.parse(python(peerScript, file, path.join(folder, "rows.f32"), ...sizes)) as Result);
  }
  const cpuOf = (results: readonly Result[]): number[] => results.map(({ cpu }) => cpu);
  const isSame = peer.rows === rows && peer.background === background;
  return {
    what,
    ours: cpuOf(ours),
    against: { what: peer.name, cpu: cpuOf(theirs) },
    goal,
    note: isSame
      ? `φ within ${largestGap(ours[0]!.values, theirs[0]!.values).toExponential(0)}`
      : "the peer does a hundredth of the work; φ are not compared here",
  };
}

const largestGap = (a: Result["values"], b: Result["values"]): number =>
  Math.max(...a.flatMap((row, place) => row.map((value, input) => Math.abs(value - b[place]![input]!))));

function main(): void {
  const asked = process.argv.indexOf("--case");
  if (asked >= 0) {
    console.log(JSON.stringify(explain(cases[process.argv[asked + 1]!]!)));
    return;
  }
  const versions = pythonVersions("xgboost", "lightgbm", "shap");
  mkdirSync(folder, { recursive: true });
  if (!existsSync(path.join(folder, "rows.f32"))) python(makeModels, folder, dataRows, width);
  tell({ versions, comparisons: Object.entries(cases).map(([name, each]) => compare(name, each)) });
}

main();
