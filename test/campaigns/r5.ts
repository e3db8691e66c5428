// Data and models that need more memory than they may have: tsx test/campaigns/r5.ts [--count 100] [--seed 1] (needs dist)
import {
  closeSync,
  createWriteStream,
  mkdirSync,
  openSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { parseArgs } from "node:util";
import { createGzip } from "node:zlib";
import { mulberry32 } from "../mulberry32.js";
import { command, contentOf, inFolder, twoAtATime } from "./command.js";

const megabyte = 2 ** 20;
const limit = "256MB";

/** What a campaign found. */
export interface Found {
  readonly seed: number;
  /** By kind of input. */
  readonly kinds: Readonly<Record<string, number>>;
  readonly broken: readonly string[];
}

interface Input {
  readonly name: string;
  /** Writes the input and gives the lines of the suite that name it. @param scale from 1 to 2, how far beyond the limit */
  readonly write: (folder: string, scale: number) => Promise<string> | string;
}

/** Writes a file piece by piece: it may be longer than a text can be. */
function fill(file: string, { bytes, head = "", piece, tail = "" }: Filling): void {
  const handle = openSync(file, "w");
  writeSync(handle, head);
  for (let [i, at] = [0, 0]; at < bytes; i++) at += writeSync(handle, piece(i));
  writeSync(handle, tail);
  closeSync(handle);
}

interface Filling {
  readonly bytes: number;
  readonly head?: string;
  readonly piece: (i: number) => string;
  readonly tail?: string;
}

/** Rows in which every value of `key` is another one. */
const distinctRows = (line: (row: number) => string) => (i: number) =>
  Array.from({ length: 10_000 }, (_, row) => line(10_000 * i + row)).join("");

const csvLine = (row: number): string => `${row},group-${row.toString(36)}-of-many,${row % 2},${row % 3 ? 0 : 1}\n`;
const jsonLine = (row: number): string =>
  `{"id":${row},"key":"group-${row.toString(36)}-of-many","churned":${row % 2},"predicted":${row % 3 ? 0 : 1}}\n`;
const header = "id,key,churned,predicted\n";

const logged = (
  source: string,
  more = "protected: [key]",
): string => `dataset: {source: ${source}, label: churned, favourable: 1}
${more}
model: {id: m, kind: logged, prediction: predicted}
`;

/** A hundred rows for a model to score. */
function scored(folder: string, model: string): string {
  const rows = Array.from({ length: 100 }, (_, row) => `${row % 2 ? "f" : "m"},${row % 3 ? 0 : 1},${row}`);
  writeFileSync(path.join(folder, "rows.csv"), `key,churned,x\n${rows.join("\n")}\n`);
  return `dataset: {source: rows.csv, label: churned, favourable: 1}
protected: [key]
model: {id: m, ${model}, features: [x]}
`;
}

const inputs: readonly Input[] = [
  {
    name: "CSV, a group for each row",
    write: (folder, scale) => {
      fill(path.join(folder, "d.csv"), { bytes: 80 * scale * megabyte, head: header, piece: distinctRows(csvLine) });
      return logged("d.csv");
    },
  },
  {
    name: "JSONL, a group for each row",
    write: (folder, scale) => {
      fill(path.join(folder, "d.jsonl"), { bytes: 200 * scale * megabyte, piece: distinctRows(jsonLine) });
      return logged("d.jsonl");
    },
  },
  {
    name: "CSV, an intersection of two with a group for each row",
    write: (folder, scale) => {
      const piece = distinctRows((row) => `${row},k${row % 2000},${row % 2},${row % 3 ? 0 : 1},o${row % 1999}\n`);
      const head = "id,key,churned,predicted,other\n";
      fill(path.join(folder, "d.csv"), { bytes: 80 * scale * megabyte, head, piece });
      return logged("d.csv", "protected: [key, other]\nintersections: [[key, other]]");
    },
  },
  {
    name: "CSV in gzip, a group for each row",
    write: async (folder, scale) => {
      const rows = distinctRows(csvLine);
      function* pieces(): Generator<string> {
        yield header;
        for (let i = 0; i < 250 * scale; i++) yield rows(i);
      }
      await pipeline(pieces, createGzip({ level: 1 }), createWriteStream(path.join(folder, "d.csv.gz")));
      return logged("d.csv.gz");
    },
  },
  {
    name: "JSONL, objects of a million keys",
    write: (folder, scale) => {
      const keys = (i: number) => Array.from({ length: 800_000 }, (_, at) => `"k${800_000 * i + at}":1,`).join("");
      const piece = (i: number) => `{${keys(i)}"key":"a","churned":1,"predicted":1}\n`;
      fill(path.join(folder, "d.jsonl"), { bytes: 60 * scale * megabyte, piece });
      return logged("d.jsonl");
    },
  },
  {
    name: "XGBoost, an array of millions of numbers",
    write: (folder, scale) => {
      const piece = () => "0.25,1e-3,".repeat(10_000);
      const head = '{"version":[2,1,0],"learner":{"gradient_booster":[';
      fill(path.join(folder, "m.json"), { bytes: 120 * scale * megabyte, head, piece, tail: "0]}}" });
      return scored(folder, "kind: xgboost, path: m.json");
    },
  },
  {
    name: "LightGBM, millions of trees",
    write: (folder, scale) => {
      const head =
        "tree\nversion=v4\nnum_class=1\nnum_tree_per_iteration=1\nlabel_index=0\nmax_feature_idx=0\nobjective=binary sigmoid:1\nfeature_names=x\nfeature_infos=[0:99]\n\n";
      const tree = (i: number) =>
        `Tree=${i}\nnum_leaves=2\nnum_cat=0\nsplit_feature=0\nsplit_gain=1\nthreshold=${i % 99}.5\ndecision_type=2\nleft_child=-1\nright_child=-2\nleaf_value=0.1 -0.1\nleaf_weight=1 1\nleaf_count=50 50\ninternal_value=0\ninternal_weight=0\ninternal_count=100\nis_linear=0\nshrinkage=0.1\n\n\n`;
      const piece = (i: number) => Array.from({ length: 500 }, (_, at) => tree(500 * i + at)).join("");
      fill(path.join(folder, "m.txt"), { bytes: 120 * scale * megabyte, head, piece, tail: "end of trees\n" });
      return scored(folder, "kind: lightgbm, path: m.txt");
    },
  },
  {
    name: "CatBoost, nested arrays",
    write: (folder, scale) => {
      const piece = () => '{"splits":[{"border":1}]},'.repeat(5000);
      fill(path.join(folder, "m.json"), {
        bytes: 120 * scale * megabyte,
        head: '{"oblivious_trees":[',
        piece,
        tail: "0]}",
      });
      return scored(folder, "kind: catboost, path: m.json");
    },
  },
  {
    name: "TensorFlow.js, a layer of hundreds of megabytes",
    write: (folder, scale) => {
      const units = Math.round(60 * scale * megabyte);
      const layer = {
        class_name: "Dense",
        config: {
          name: "d",
          units,
          activation: "linear",
          use_bias: false,
          batch_input_shape: [null, 1],
          trainable: true,
        },
      };
      const model = {
        format: "layers-model",
        modelTopology: { class_name: "Sequential", config: { name: "s", layers: [layer] } },
        weightsManifest: [
          { paths: ["weights.bin"], weights: [{ name: "d/kernel", shape: [1, units], dtype: "float32" }] },
        ],
      };
      writeFileSync(path.join(folder, "model.json"), JSON.stringify(model));
      writeFileSync(path.join(folder, "weights.bin"), "");
      truncateSync(path.join(folder, "weights.bin"), 4 * units);
      return scored(folder, "kind: tfjs-layers, path: model.json");
    },
  },
  {
    name: "a file of weights where a model is expected",
    write: (folder, scale) => {
      writeFileSync(path.join(folder, "m.onnx"), "");
      truncateSync(path.join(folder, "m.onnx"), Math.round(400 * scale) * megabyte);
      return scored(folder, "kind: onnx, path: m.onnx");
    },
  },
];

/** Says which limit it was, and how to raise it. */
const naming = /memory limit of 256 MB|more memory than it may use \(153MiB of the limit\)/;

async function faultsOf(folder: string, given: string): Promise<string[]> {
  writeFileSync(path.join(folder, "suite.yaml"), `name: large\npurpose: test\n${given}`);
  const temporary = path.join(folder, "tmp");
  mkdirSync(temporary);
  const args = ["run", "suite.yaml", "--quiet", "--no-report", "--memory-limit", limit, "--out", "out"];
  const { code, signal, stderr } = await command(args, { cwd: folder, env: { TMPDIR: temporary } });
  const wrong = code === 3 ? [] : [`ended with ${code ?? signal}: ${stderr}`];
  if (code === 3 && !(naming.test(stderr) && stderr.includes("--memory-limit"))) wrong.push(`said: ${stderr}`);
  const left = [...contentOf(folder).keys()].filter((name) => /^(out|tmp.)|partial/.test(name));
  return [...wrong, ...left.map((name) => `left behind: ${name}`)];
}

/** Inputs of every kind in turn, each of a size of its own, one at a time; nothing is thrown, so that one fault does not hide another. */
export async function campaign({ count, seed }: { count: number; seed: number }): Promise<Found> {
  const random = mulberry32(seed);
  const kinds: Record<string, number> = {};
  const broken: string[] = [];
  const tried = Array.from({ length: count }, (_, i) => ({ ...inputs[i % inputs.length]!, scale: 1 + random() }));
  await inFolder(async (folder) => {
    await twoAtATime(tried, async ({ name, write, scale }, lane) => {
      const own = path.join(folder, String(lane));
      mkdirSync(own);
      const faults = await faultsOf(own, await write(own, scale));
      broken.push(...faults.map((fault) => `${name}, ${scale.toFixed(2)}: ${fault}`));
      kinds[name] = (kinds[name] ?? 0) + 1;
      rmSync(own, { recursive: true });
    });
  });
  return { seed, kinds, broken };
}

/** One line a log can be searched for. */
export const summary = ({ seed, kinds, broken }: Found): string => {
  const run = Object.values(kinds).reduce((sum, times) => sum + times, 0);
  return `R5 memory: ${run} run with ${limit}, ${broken.length} broken (${Object.keys(kinds).length} kinds of input), seed ${seed}`;
};

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { count: { type: "string", default: "100" }, seed: { type: "string", default: "1" } },
  });
  const found = await campaign({ count: Number(values.count), seed: Number(values.seed) });
  for (const line of found.broken) console.error(line);
  console.log(summary(found));
  if (found.broken.length > 0) process.exitCode = 1;
}

if (process.argv[1] === import.meta.filename) await main();
