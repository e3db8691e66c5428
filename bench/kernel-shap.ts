// Kernel SHAP of ONNX networks of 20 features, 100 rows against 100 background rows, beside shap's KernelExplainer on equal calls.
// Ours calls onnxruntime on one thread, the peer the same, and scikit-learn for the network that such a file is written from. What the model itself costs is shown apart: no explainer can go below it.
// usage: npx tsx bench/kernel-shap.ts [--quick] [--json]
//   --quick  20 rows and one run each instead of 100 and five
// EVENHAND_BENCH_PYTHON names an interpreter with shap and onnxruntime.
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { median } from "simple-statistics";
import { onnxBytes } from "../scripts/onnx-writer.js";
import type { BlackBox } from "../src/attributions/black-box.js";
import { encodedBox } from "../src/attributions/encoded-box.js";
import { kernelShap } from "../src/attributions/kernel-shap.js";
import { openGame } from "../src/attributions/open-game.js";
import { playersOf } from "../src/attributions/players.js";
import { counted } from "../src/core/counted.js";
import { random } from "../src/core/random.js";
import type { Answers } from "../src/models/model.js";
import { loadOnnx } from "../src/models/onnx.js";
import { loadOnnxRuntime } from "../src/models/onnx-runtime.js";
import { type Comparison, tell } from "./comparison.js";
import { dataFolder } from "./data.js";
import { python, pythonVersions } from "./python.js";

const width = 20;
/** Hidden layers of the networks: one whose own work is most of the cost, and one where it is little. */
const networks = [[64, 32], [8]];
const background = 100;
const quick = process.argv.includes("--quick");
const rows = quick ? 20 : 100;
/** Coalitions per row: the default of KernelExplainer, 2 × features + 2048. */
const coalitions = 2 * width + 2048;
/** Rows for which both are held against values from many more calls. */
const judged = 3;
const dataFile = path.join(dataFolder, "kernel-shap.json");
const runs = quick ? 1 : 5;

const draw = random(20, "bench kernel shap");
const normal = (): number => Math.sqrt(-2 * Math.log(1 - draw())) * Math.cos(2 * Math.PI * draw());
const normals = (count: number, scale: number): number[] => Array.from({ length: count }, () => scale * normal());

interface Layer {
  readonly from: number;
  readonly to: number;
  /** from × to, row after row. */
  readonly weights: number[];
  readonly biases: number[];
}

/** The same network for both runtimes of the peer: as an ONNX file, and its numbers beside it for scikit-learn. */
function writeModel(file: string, sizes: readonly number[]): void {
  const layers = sizes.slice(1).map((to, layer): Layer => {
    const from = sizes[layer]!;
    return { from, to, weights: normals(from * to, 1.5 / Math.sqrt(from)), biases: normals(to, 0.1) };
  });
  writeFileSync(file, onnxOf(layers));
  writeFileSync(`${file}.json`, JSON.stringify(layers));
}

function onnxOf(layers: readonly Layer[]): Uint8Array {
  return onnxBytes({
    name: "mlp",
    inputs: [{ name: "input", type: "float", shape: ["rows", width] }],
    outputs: [{ name: "p", type: "float", shape: ["rows", 1] }],
    constants: layers.flatMap(({ from, to, weights, biases }, layer) => [
      { name: `w${layer}`, shape: [from, to], values: weights },
      { name: `b${layer}`, shape: [to], values: biases },
    ]),
    operations: layers.flatMap((_, layer) => {
      const last = layer === layers.length - 1;
      const before = layer === 0 ? "input" : `h${layer - 1}`;
      return [
        { type: "MatMul", inputs: [before, `w${layer}`], output: `m${layer}` },
        { type: "Add", inputs: [`m${layer}`, `b${layer}`], output: `a${layer}` },
        { type: last ? "Sigmoid" : "Relu", inputs: [`a${layer}`], output: last ? "p" : `h${layer}` },
      ];
    }),
  });
}

/** Both programs read the numbers as single precision, as the model takes them. */
const table = (count: number): number[][] =>
  Array.from({ length: count }, () => normals(width, 1).map((value) => Math.fround(value)));
const columnsOf = (values: readonly number[][]) => ({
  columns: Array.from({ length: width }, (_, column) => Float64Array.from(values, (row) => row[column]!)),
  rows: values.length,
});

interface Result extends Spent {
  /** φ of the first rows: rows × features. */
  readonly values: readonly (readonly number[])[];
  /** CPU seconds of the model alone on as many rows, in ready batches. */
  readonly alone: number;
}

const features = Array.from({ length: width }, (_, i) => `x${i}`);

async function openModel(file: string): Promise<BlackBox & { readonly close: () => Promise<void> }> {
  const featureSteps = features.map((name) => ({ name }));
  const model = await loadOnnx({ id: "mlp", kind: "onnx", path: file, featureSteps, output: null, threads: 1 });
  const numbersOf = ({ score }: Answers): Float64Array => score!;
  return {
    id: "mlp",
    outputs: 1,
    scale: "probability",
    batchRows: model.batchRows,
    predict: async (columns, rows) => numbersOf(await model.predict({ columns, rows })),
    encoded: encodedBox(model, numbersOf),
    close: () => model.close(),
  };
}

interface Spent {
  readonly cpu: number;
  readonly wall: number;
}

async function spentOn<T>(work: () => Promise<T>): Promise<Spent & { readonly result: T }> {
  const [begin, cpu] = [performance.now(), process.cpuUsage()];
  const result = await work();
  const used = process.cpuUsage(cpu);
  return { cpu: (used.user + used.system) / 1e6, wall: (performance.now() - begin) / 1000, result };
}

const calls = coalitions * background + 1;

/** The first call of this process: compiling counts, reading the model does not. */
async function explain(file: string, explained: number[][], others: number[][], times = 1): Promise<Result> {
  const model = await openModel(file);
  const { cpu, wall, result } = await spentOn(async () => {
    const tables = { background: columnsOf(others), explained: columnsOf(explained) };
    return kernelShap(await openGame({ model, players: playersOf(features), ...tables }), {
      calls: times * calls,
      precision: null,
      seed: 1,
    });
  });
  const alone = await modelAlone(model, explained.length * calls);
  await model.close();
  const values = explained.slice(0, judged).map((_, row) => result.outputs[0]!.values.map((phi) => phi[row]!));
  return { cpu, wall, values, alone: alone.cpu };
}

/** The model alone on as many rows, in ready batches. */
async function modelAlone({ encoded }: BlackBox, all: number): Promise<Spent> {
  const { batchRows, predict } = encoded!;
  const matrix = Float32Array.from(normals(batchRows * width, 1));
  return spentOn(async () => {
    for (let done = 0; done < all; done += batchRows) await predict(matrix, batchRows);
  });
}

const script = `
import json, sys, time
import numpy as np, onnxruntime as ort, shap
model, data, nsamples, judged = sys.argv[1], json.load(open(sys.argv[2])), int(sys.argv[3]), int(sys.argv[4])
selection, runtime = json.loads(sys.argv[5]), sys.argv[6]
def of_onnxruntime():
    options = ort.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = ort.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    return lambda rows: session.run(None, {"input": rows.astype(np.float32)})[0][:, 0]
def of_sklearn():
    from sklearn.neural_network import MLPClassifier
    layers = json.load(open(model + ".json"))
    hidden = tuple(layer["to"] for layer in layers[:-1])
    network = MLPClassifier(hidden, max_iter=1).fit(np.random.default_rng(1).random((8, layers[0]["from"])), [0, 1] * 4)
    network.coefs_ = [np.array(layer["weights"]).reshape(layer["from"], layer["to"]) for layer in layers]
    network.intercepts_ = [np.array(layer["biases"]) for layer in layers]
    return lambda rows: network.predict_proba(rows)[:, 1]
answer = of_sklearn() if runtime == "sklearn" else of_onnxruntime()
X, B = np.array(data["explained"]), np.array(data["background"])
np.random.seed(1)
wall, cpu = time.perf_counter(), time.process_time()
values = shap.KernelExplainer(answer, B).shap_values(X, nsamples=nsamples, silent=True, **selection)
cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
print(json.dumps({"cpu": cpu, "wall": wall, "values": values[:judged].tolist()}))
`;

interface Tables {
  readonly explained: number[][];
  readonly background: number[][];
}

/** How the peer is called: what it explains with, and on which runtime its model runs. */
interface Peer {
  readonly name: string;
  readonly options: object;
  readonly runtime: "onnxruntime" | "sklearn";
}

/** By default the peer fits the ten inputs that a path of lassos takes up first; ours fits all, as the second does. */
const peers: readonly Peer[] = [
  { name: "shap `KernelExplainer` as it is called by default", options: {}, runtime: "onnxruntime" },
  {
    name: "the same, `l1_reg=False`: fits all inputs, as ours does",
    options: { l1_reg: false },
    runtime: "onnxruntime",
  },
  {
    name: "the same by default, of the scikit-learn network that the ONNX file was written from",
    options: {},
    runtime: "sklearn",
  },
];

const theirs = (file: string, { options, runtime }: Peer): Result =>
  JSON.parse(python(script, file, dataFile, coalitions, judged, JSON.stringify(options), runtime)) as Result;

function ours(file: string): Result {
  const args = ["--import", "tsx", fileURLToPath(import.meta.url), "--case", file];
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  if (stdout === "") throw new Error(stderr);
  return JSON.parse(stdout) as Result;
}

/** Root mean square distance of φ from a reference. */
function distance(values: Result["values"], reference: Result["values"]): number {
  const squares = values.flatMap((row, i) => row.map((value, j) => (value - reference[i]![j]!) ** 2));
  return Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / squares.length);
}

/** Peers and ours take turns, so that all see the same machine. */
async function compare(hidden: readonly number[], { explained, background: others }: Tables): Promise<Comparison[]> {
  const sizes = [width, ...hidden, 1];
  const file = path.join(dataFolder, `kernel-shap-${sizes.join("-")}.onnx`);
  writeModel(file, sizes);
  const own: Result[] = [];
  const found = peers.map((): Result[] => []);
  for (let run = 0; run < runs; run++) {
    own.push(ours(file));
    for (const [place, peer] of peers.entries()) found[place]!.push(theirs(file, peer));
  }
  const reference = (await explain(file, explained.slice(0, judged), others, 40)).values;
  const cpuOf = (results: readonly Spent[]): number[] => results.map(({ cpu }) => cpu);
  const off = ([first]: readonly Result[]): string => distance(first!.values, reference).toExponential(0);
  return peers.map(({ name }, place) => ({
    what: `Kernel SHAP with standard errors of a ${sizes.join("-")} ONNX network, ${rows} rows × ${counted(coalitions)} coalitions × ${background} of background`,
    ours: cpuOf(own),
    against: { what: name, cpu: cpuOf(found[place]!) },
    goal: 3,
    note: `φ off by ${off(own)}, shap ${off(found[place]!)}; the model alone ${median(own.map(({ alone }) => alone)).toFixed(2)} s`,
  }));
}

async function main(): Promise<void> {
  const asked = process.argv.indexOf("--case");
  if (asked >= 0) {
    const { explained, background: others } = JSON.parse(readFileSync(dataFile, "utf8")) as Tables;
    console.log(JSON.stringify(await explain(process.argv[asked + 1]!, explained, others)));
    return;
  }
  const versions = pythonVersions("shap", "onnxruntime", "scikit-learn", "numpy");
  mkdirSync(dataFolder, { recursive: true });
  const data = { explained: table(rows), background: table(background) };
  writeFileSync(dataFile, JSON.stringify(data));
  const comparisons: Comparison[] = [];
  for (const hidden of networks) comparisons.push(...(await compare(hidden, data)));
  tell({ versions: `${loadOnnxRuntime().runtime} · ${versions}`, comparisons });
}

await main();
