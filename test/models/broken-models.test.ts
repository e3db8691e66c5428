import { fork } from "node:child_process";
import { cpSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, it } from "vitest";
import { loadModel } from "../../src/models/index.js";
import { fixturePath, withFixtures } from "../fixtures.js";
import { mulberry32 } from "../mulberry32.js";
import { featureStepsOf, referenceOf, requestFor, rowsOf } from "./reference.js";
import type { Order, Outcome } from "./score-mutants.js";
import { temporaryFolder } from "./tiny-models.js";

const root = temporaryFolder();
afterAll(() => rmSync(root, { recursive: true, force: true }));

interface Model {
  readonly name: string;
  readonly kind: string;
  readonly reference: string;
  /** Folder or file that is copied, and the file a suite would name. */
  readonly source: string;
  readonly main: string;
}
const models: readonly Model[] = [
  {
    name: "layers",
    kind: "tfjs-layers",
    reference: "telco-churn-keras",
    source: "telco-churn-keras/tfjs_layers",
    main: "model.json",
  },
  {
    name: "graph",
    kind: "tfjs-graph",
    reference: "telco-churn-keras",
    source: "telco-churn-keras/tfjs_graph",
    main: "model.json",
  },
  {
    name: "saved model",
    kind: "tf-saved-model",
    reference: "telco-churn-keras",
    source: "telco-churn-keras/saved_model",
    main: "saved_model.pb",
  },
  {
    name: "logistic",
    kind: "onnx",
    reference: "telco-churn-logistic-onnx",
    source: "telco-churn-logistic-onnx/model.onnx",
    main: "model.onnx",
  },
  {
    name: "zipmap",
    kind: "onnx",
    reference: "telco-churn-logistic-onnx",
    source: "telco-churn-logistic-onnx/model.zipmap.onnx",
    main: "model.onnx",
  },
  {
    name: "trees",
    kind: "onnx",
    reference: "bank-marketing-gbdt-onnx",
    source: "bank-marketing-gbdt-onnx/model.onnx",
    main: "model.onnx",
  },
  {
    name: "network",
    kind: "onnx",
    reference: "credit-default-mlp-onnx",
    source: "credit-default-mlp-onnx/model.onnx",
    main: "model.onnx",
  },
  {
    name: "intents",
    kind: "onnx",
    reference: "banking77-intent-onnx",
    source: "banking77-intent-onnx/model.onnx",
    main: "model.onnx",
  },
  {
    name: "sentiment",
    kind: "onnx",
    reference: "sentiment-da-onnx",
    source: "sentiment-da-onnx/model.onnx",
    main: "model.onnx",
  },
];

/** A writable copy of a model; the fixtures may be read-only. */
function copyOf(model: Model, name: string): string {
  const folder = path.join(root, `${model.name} ${name}`);
  const source = fixturePath("models", model.source);
  cpSync(source, path.extname(source) === "" ? folder : path.join(folder, model.main), { recursive: true, mode: 0 });
  for (const file of filesOf(model))
    writeFileSync(path.join(folder, file), readFileSync(path.join(folder, file)), { mode: 0o600 });
  return folder;
}

function filesOf({ source }: Model): string[] {
  if (path.extname(source) !== "") return ["model.onnx"];
  if (source.endsWith("tfjs_layers")) return ["model.json", "group1-shard1of2.bin", "group1-shard2of2.bin"];
  return source.endsWith("tfjs_graph") ? ["model.json", "group1-shard1of1.bin"] : ["saved_model.pb"];
}

const requestOf = (model: Model, folder: string) =>
  requestFor(model.kind, path.join(folder, model.main), { featureSteps: featureStepsOf(referenceOf(model.reference)) });

withFixtures.each(models)("loadModel(request) of a truncated model: $name", (model) => {
  const shares = [0, 0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99];
  const cuts = filesOf(model).flatMap((file) => [...shares, -1, -2, -8].map((share) => ({ file, share })));

  it.each(cuts)("$file cut at $share", async ({ file, share }) => {
    const folder = copyOf(model, `${file} ${share}`);
    const whole = readFileSync(path.join(folder, file)).length;
    truncateSync(path.join(folder, file), share < 0 ? whole + share : Math.floor(whole * share));
    await expect(loadModel(requestOf(model, folder))).rejects.toMatchObject({
      name: "Failure",
      message: expect.stringMatching(/\S/),
    });
    rmSync(folder, { recursive: true });
  });
});

/**
 * One to four damages of the kinds that bad disks, bad copies and bad people do. `sameLength` keeps every byte in its place, so
 * that more of them get past the first look and reach the runtime.
 */
function mutant(content: Buffer, random: () => number, sameLength: boolean): Buffer {
  const pick = (most: number): number => Math.floor(random() * most);
  let bytes = Buffer.from(content);
  for (let damage = pick(4); damage >= 0; damage--) {
    const [at, length] = [pick(bytes.length), 1 + pick(32)];
    const kinds = [
      () => Buffer.from(bytes.map((byte, index) => (index === at ? byte ^ (1 << pick(8)) : byte))),
      () => Buffer.from(bytes.map((byte, index) => (index === at ? pick(256) : byte))),
      () => Buffer.from(bytes.map((byte, index) => (index >= at && index < at + length ? 0 : byte))),
      () => Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]),
      () => Buffer.concat([bytes.subarray(0, at + length), bytes.subarray(at)]),
      () => Buffer.concat([bytes.subarray(0, at), Buffer.alloc(length, pick(256)), bytes.subarray(at)]),
    ];
    bytes = kinds[pick(sameLength ? 3 : kinds.length)]!();
  }
  return bytes;
}

const scorer = path.join(path.dirname(fileURLToPath(import.meta.url)), "score-mutants.ts");
/** A scorer that says nothing for this long is ended, as the supervisor of a run does. */
const patience = 20_000;

/** Scores files in a child process; a file that ends the child counts as "died", and a new child goes on after it. */
async function scoreInChild(order: Order): Promise<(Outcome | { file: string; result: "died"; detail: string })[]> {
  const outcomes: (Outcome | { file: string; result: "died"; detail: string })[] = [];
  while (outcomes.length < order.files.length) {
    const left = order.files.slice(outcomes.length);
    const answered: Outcome[] = [];
    const ending = await oneChild({ ...order, files: left }, answered);
    outcomes.push(...answered);
    if (answered.length < left.length) outcomes.push({ file: left[answered.length]!, result: "died", detail: ending });
  }
  return outcomes;
}

function oneChild(order: Order, answered: Outcome[]): Promise<string> {
  const child = fork(scorer, {
    execArgv: ["--import", "tsx"],
    serialization: "advanced",
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  let errors = "";
  child.stderr?.on("data", (chunk) => (errors += String(chunk)));
  let timer = setTimeout(() => child.kill("SIGKILL"), patience);
  child.on("message", (outcome: Outcome) => {
    answered.push(outcome);
    clearTimeout(timer);
    timer = setTimeout(() => child.kill("SIGKILL"), patience);
  });
  child.send(order);
  return new Promise((resolve) =>
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      resolve(`${code ?? signal} ${errors.slice(-500)}`);
    }),
  );
}

const campaigns = ["layers", "graph", "saved model", "trees", "sentiment"].map((name, index) => ({
  ...models.find((model) => model.name === name)!,
  seed: 20_240 + index,
}));

withFixtures.each(campaigns)("50 damaged copies of a model, seed $seed: $name", ({ seed, ...model }) => {
  it("are scored or refused in the child with a message, and never harm the parent", async () => {
    const random = mulberry32(seed);
    const files = Array.from({ length: 50 }, (_, index) => {
      const folder = copyOf(model, `mutant ${index}`);
      const candidates = filesOf(model);
      const damaged = path.join(folder, candidates[index % candidates.length]!);
      writeFileSync(damaged, mutant(readFileSync(damaged), random, index % 4 < 2));
      return path.join(folder, model.main);
    });
    const rows = Object.fromEntries(
      Object.entries(await rowsOf(model.reference)).map(([name, values]) => [name, values.slice(0, 20)]),
    );
    const outcomes = await scoreInChild({
      kind: model.kind,
      files,
      featureSteps: featureStepsOf(referenceOf(model.reference)),
      rows,
    });
    expect(outcomes.map(({ file }) => file)).toEqual(files);
    expect(outcomes.filter(({ result }) => result === "defect")).toEqual([]);
  });
});
