// Paths that lead elsewhere, wherever a foreign file can name one: tsx test/campaigns/s8.ts
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  cpSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { open } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { exportAudits } from "../../src/audits/export.js";
import { importArchive } from "../../src/audits/import.js";
import { unpack, zipEntries } from "../../src/audits/read-zip.js";
import { sealNewRun } from "../../src/audits/seal.js";
import { writeZip } from "../../src/audits/write-zip.js";
import { Failure } from "../../src/core/errors.js";
import { loadSuite } from "../../src/evaluate.js";
import { loadModel } from "../../src/models/index.js";
import { findFiles, hashFiles } from "../../src/sources/input-files.js";
import { smallRun } from "../audits/small-run.js";
import { requestFor } from "../models/reference.js";
import { externalTensor, onnxFile, onnxNode, onnxValue, writeLayers } from "../models/tiny-models.js";

/** What a campaign found. */
export interface Found {
  /** Attacks, by what holds the path. */
  readonly made: Readonly<Record<string, number>>;
  /** Whether this file system tells that a file was read: without that, only what is told and written is looked at. */
  readonly seesReads: boolean;
  /** One line each: what was taken, read or written outside, quoted, or thrown as a defect. */
  readonly broken: readonly string[];
}

const secret = "outside-canary-5f2d";

/** A project, and beside it a folder that nothing may reach. */
interface Place {
  readonly root: string;
  readonly project: string;
  readonly outside: string;
}

const namesOutside = ["secret.csv", "secret.json", "secret.bin", "secret.onnx"];

function place(): Place {
  const root = realpathSync(mkdtempSync(path.join(os.tmpdir(), "evenhand-campaign-")));
  const [project, outside] = [path.join(root, "project"), path.join(root, "outside")];
  for (const folder of [outside, path.join(project, "data", "deep")]) mkdirSync(folder, { recursive: true });
  for (const name of namesOutside) writeFileSync(path.join(outside, name), `${secret}\n1\n`);
  const data = path.join(project, "data");
  writeFileSync(path.join(data, "rows.csv"), "a\n1\n");
  symlinkSync(outside, path.join(data, "folder"));
  symlinkSync("folder", path.join(data, "folder-again"));
  for (const name of namesOutside) symlinkSync(path.join(outside, name), path.join(data, `link-${name}`));
  symlinkSync("circle", path.join(data, "circle"));
  symlinkSync(path.join(outside, "not-yet.csv"), path.join(data, "dangling.csv"));
  symlinkSync("/proc/self/environ", path.join(data, "environment.csv"));
  execFileSync("mkfifo", [path.join(data, "pipe.csv")]);
  return { root, project, outside };
}

/** Paths from the folder "data" of the project, most of them to a file outside; `ending` is what the place that holds them expects. */
function attacksOn({ outside }: Place, ending: string): string[] {
  const target = path.join(outside, `secret.${ending}`);
  const up = `../../outside/secret.${ending}`;
  return [
    ...[up, `./${up}`, `deep/../${up}`, `deep/../../data/${up}`, `none/../${up}`, `..//../outside//secret.${ending}`],
    ...[`deep/${"../".repeat(30)}${target.slice(1)}`, `rows.csv/../${up}`, `${up}/.`, `folder/../${up}`],
    ...[
      target,
      `/${target}`,
      `/.${target}`,
      `/proc/self/root${target}`,
      `/proc/self/cwd/${up}`,
      `//localhost${target}`,
    ],
    ...[
      `file://${target}`,
      `FILE://${target}`,
      `https://example.org/x.${ending}`,
      `s3://bucket/x.${ending}`,
      `data:,x`,
    ],
    ...[`C:\\secret.${ending}`, `C:/secret.${ending}`, `C:secret.${ending}`, `\\\\server\\share\\secret.${ending}`],
    ...[`//server/share/secret.${ending}`, `\\\\?\\C:\\secret.${ending}`, up.replaceAll("/", "\\"), `..\\${up}`],
    ...[
      `link-secret.${ending}`,
      `folder/secret.${ending}`,
      `folder-again/secret.${ending}`,
      "circle",
      "circle/x",
      "dangling.csv",
    ],
    ...["environment.csv", "pipe.csv", "/dev/zero", "/dev/stdin", "/dev/fd/0", "/proc/self/environ", "/etc/passwd"],
    ...[
      `~/secret.${ending}`,
      `$HOME/secret.${ending}`,
      `\${env:HOME}/x.${ending}`,
      `%2e%2e/%2e%2e/outside/secret.${ending}`,
    ],
    ...[
      `．．/．．/outside/secret.${ending}`,
      `..%2f..%2foutside/secret.${ending}`,
      `....//....//outside/secret.${ending}`,
    ],
    ...[`..;/..;/outside/secret.${ending}`, `${up}\0.${ending}`, `\0${up}`, `${up}\n`, `\u202e${up}`],
    ...[`deep/${"x".repeat(300)}`, `${"deep/".repeat(2000)}x`, "x".repeat(100_000), `${"../".repeat(5000)}x`],
    ...["", ".", "..", "deep", "deep/", "/", "*/../../outside/*", `${outside}/*`, "folder/*", "**/../../../outside/*"],
  ];
}

/** Tries a path in one kind of file; resolves where evenhand takes it. */
type Surface = (at: Place, attack: string) => Promise<unknown>;

const suiteWith = (source: string, model: string): string =>
  `name: a\npurpose: b\ndataset: {source: ${source}, label: a}\nprotected: [g]\nmodel: ${model}\n`;

async function suiteOf({ project }: Place, text: string) {
  const file = path.join(project, "data", "suite.yaml");
  writeFileSync(file, text);
  return loadSuite(file, { cwd: project });
}

const dataset: Surface = async (at, attack) => {
  const suite = await suiteOf(at, suiteWith(JSON.stringify(attack), "{id: m, kind: logged, score: s}"));
  const folders = { suiteFolder: path.dirname(suite.file), projectFolder: suite.projectFolder, workFolder: at.root };
  return hashFiles(await findFiles(suite.dataset.sources, folders));
};

const modelFile: Surface = async (at, attack) => {
  const suite = await suiteOf(at, suiteWith("rows.csv", `{id: m, kind: xgboost, path: ${JSON.stringify(attack)}}`));
  return loadModel(requestFor("xgboost", suite.models[0]!.path!));
};

const features: Surface = (at, attack) =>
  suiteOf(at, suiteWith("rows.csv", `{id: m, kind: tfjs-layers, path: m.json, features: ${JSON.stringify(attack)}}`));

/** Written beside the hostile files, so that links of the folder can be named. */
const onnx: Surface = ({ project }, attack) => {
  const file = path.join(project, "data", "model.onnx");
  const weights = externalTensor("w", [1], { location: attack, offset: "0", length: "4" });
  const nodes = [onnxNode("Mul", ["x", "w"], ["y"])];
  const [x, y] = [onnxValue("x", 1, [null, 1]), onnxValue("y", 1, [null, 1])];
  writeFileSync(file, onnxFile({ nodes, initializers: [weights], inputs: [x], outputs: [y] }));
  return loadModel(requestFor("onnx", file));
};

const dense = [
  { class_name: "InputLayer", config: { batch_input_shape: [null, 2], dtype: "float32", name: "in" } },
  { class_name: "Dense", config: { name: "out", units: 1, activation: "linear", use_bias: false, dtype: "float32" } },
];

const tfjs: Surface = ({ project, root }, attack) => {
  const whole = writeLayers(path.join(root, "layers"), dense, [{ name: "out/kernel", shape: [2, 1], values: [1, 2] }]);
  const model = JSON.parse(readFileSync(whole, "utf8")) as { weightsManifest: { paths: string[] }[] };
  model.weightsManifest[0]!.paths = [attack];
  const file = path.join(project, "data", "model.json");
  writeFileSync(file, JSON.stringify(model));
  return loadModel(requestFor("tfjs-layers", file, { featureSteps: [{ name: "p" }, { name: "q" }] }));
};

/** Adds a file to an export of an archive under the attack's name, plain and below the archive's folders. */
const imported: Surface = async ({ root, project }, attack) => {
  const [archive, exported, changed] = ["archive", "whole.zip", "changed.zip"].map((name) => path.join(root, name)) as [
    string,
    string,
    string,
  ];
  for (const each of [archive, exported, changed]) rmSync(each, { recursive: true, force: true });
  await sealNewRun(archive, [path.join(archive, "churn", "run-0")], smallRun(0));
  await exportAudits(archive, { run: null, withRows: false, to: exported });
  const from = await open(exported, "r");
  const to = await open(changed, "wx");
  const entries = await zipEntries(from, exported);
  const files = entries.map((entry) => ({ name: entry.name, content: () => unpack(from, exported, entry) }));
  await writeZip(to, [...files, { name: attack, content: () => [Buffer.from("x")] }]);
  await to.close();
  await from.close();
  return importArchive(changed, path.join(project, "restored"));
};

const suiteName: Surface = (at, attack) =>
  suiteOf(
    at,
    suiteWith("rows.csv", "{id: m, kind: logged, score: s}").replace("name: a", `name: ${JSON.stringify(attack)}`),
  );

interface Campaign {
  readonly surface: Surface;
  readonly ending: string;
  /** The attacks in the form that this kind of file holds. */
  readonly shaped?: (attack: string) => string[];
}

const campaigns: Readonly<Record<string, Campaign>> = {
  "dataset.source": { surface: dataset, ending: "csv" },
  "model.path": { surface: modelFile, ending: "json" },
  "model.features": { surface: features, ending: "json" },
  // A run's folder is named after the suite; other names are names.
  "suite name": {
    surface: suiteName,
    ending: "csv",
    shaped: (attack: string) => (/[/\\:]|^\.*$/.test(attack) ? [attack] : []),
  },
  "ONNX external data": { surface: onnx, ending: "bin" },
  "TensorFlow.js weights": { surface: tfjs, ending: "bin" },
  // Longer names do not fit in a zip.
  "archive import": {
    surface: imported,
    ending: "json",
    shaped: (attack) => [attack, `archive/churn/run-0/${attack}`].filter((name) => name.length < 60_000),
  },
};

const alone = (attack: string): string[] => [attack];

/** Names, sizes and content of a folder. */
const snapshot = (folder: string): string =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort()
    .map((file) => {
      const isFile = lstatSync(file).isFile();
      return `${file} ${isFile ? createHash("sha256").update(readFileSync(file)).digest("hex") : ""}`;
    })
    .join("\n");

const long = new Date("2001-01-01");

/** Sets the time of last reading long before that of last writing, so that the next reading is recorded (as under `relatime`). */
function forgetReads(folder: string): void {
  for (const name of readdirSync(folder)) utimesSync(path.join(folder, name), long, new Date());
}

const wasRead = (folder: string): string[] =>
  readdirSync(folder).filter((name) => lstatSync(path.join(folder, name)).atimeMs !== long.getTime());

function doesSeeReads({ root, outside }: Place): boolean {
  const control = path.join(root, "control");
  cpSync(outside, control, { recursive: true });
  forgetReads(control);
  readFileSync(path.join(control, "secret.csv"));
  return wasRead(control).join() === "secret.csv";
}

/** How an attack ended, if not as it must. */
async function faultOf(at: Place, surface: Surface, attack: string): Promise<string | null> {
  try {
    await surface(at, attack);
    return "taken";
  } catch (cause) {
    const text = cause instanceof Error ? `${cause.message}\n${JSON.stringify(cause)}` : String(cause);
    if (!(cause instanceof Failure)) return cause instanceof Error ? (cause.stack ?? text) : text;
    return text.includes(secret) ? "content of a file outside is quoted" : null;
  }
}

/** Makes every attack on every kind of file; nothing is thrown, so that one fault does not hide another. */
export async function campaign(): Promise<Found> {
  const at = place();
  const [seesReads, before] = [doesSeeReads(at), snapshot(at.outside)];
  const made: Record<string, number> = {};
  const broken: string[] = [];
  for (const [name, { surface, ending, shaped = alone }] of Object.entries(campaigns)) {
    const hard = name.startsWith("ONNX") ? ["hard.bin"] : [];
    if (hard.length > 0) linkSync(path.join(at.outside, "secret.bin"), path.join(at.project, "data", "hard.bin"));
    for (const attack of [...attacksOn(at, ending), ...hard].flatMap((each) => shaped(each))) {
      made[name] = (made[name] ?? 0) + 1;
      forgetReads(at.outside);
      const fault = await faultOf(at, surface, attack);
      const read = seesReads ? wasRead(at.outside) : [];
      const shown = `${name} ${JSON.stringify(attack.slice(0, 120))}`;
      if (fault !== null) broken.push(`${shown}: ${fault}`);
      if (read.length > 0) broken.push(`${shown}: ${read.join(", ")} outside was read`);
      if (snapshot(at.outside) !== before) broken.push(`${shown}: something outside was written`);
    }
  }
  rmSync(at.root, { recursive: true, force: true });
  return { made, seesReads, broken };
}

/** One line a log can be searched for. */
export const summary = ({ made, seesReads, broken }: Found): string => {
  const run = Object.values(made).reduce((sum, count) => sum + count, 0);
  const parts = Object.entries(made).map(([name, count]) => `${count} ${name}`);
  return `S8: ${run} path attacks, ${broken.length} broken (${parts.join(", ")})${seesReads ? "" : "; this file system does not tell what was read"}`;
};

async function main(): Promise<void> {
  const found = await campaign();
  for (const line of found.broken) console.error(line);
  console.log(summary(found));
  if (found.broken.length > 0) process.exitCode = 1;
}

if (process.argv[1] === import.meta.filename) await main();
