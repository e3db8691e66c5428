import { fork } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import type { ModelRequest } from "../../src/models/model.js";
import type { RunRecord } from "../../src/record/run-record.js";
import { evenhand } from "../e2e/harness.js";
import { fixturePath, projectRoot } from "../fixtures.js";
import { featureStepsOf, largestDifference, referenceOf, requestFor, rowsOf, type Table } from "../models/reference.js";
import { buildTfjsNode } from "./build-tfjs-node.js";
import type { Order, Scored } from "./score-tfjs.js";

const built = buildTfjsNode();
const folder = "folder" in built ? built.folder : null;
if ("missing" in built) console.warn(`skipped: native TensorFlow cannot be built here; missing: ${built.missing}`);

const scorer = path.join(path.dirname(fileURLToPath(import.meta.url)), "score-tfjs.ts");
const loader = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;

/** Scores in a new process that works in `cwd`; what it prints must be nothing. */
function scoreIn(
  cwd: string,
  order: Order,
  environment: Record<string, string> = {},
): Promise<{ scored: Scored[]; printed: string }> {
  const env = { ...process.env, ...environment };
  const child = fork(scorer, {
    cwd,
    env,
    execArgv: ["--import", loader],
    serialization: "advanced",
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  let [scored, printed]: [Scored[], string] = [[], ""];
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => (printed += String(chunk)));
  child.on("message", (answers: Scored[]) => (scored = answers));
  child.send(order);
  return new Promise((resolve, reject) => child.on("error", reject).on("close", () => resolve({ scored, printed })));
}

const model = "telco-churn-keras";
const forms = [
  { kind: "tfjs-layers", file: "tfjs_layers/model.json" },
  { kind: "tfjs-graph", file: "tfjs_graph/model.json" },
  { kind: "tf-saved-model", file: "saved_model" },
];
const request = (kind: string, file: string): ModelRequest =>
  requestFor(kind, file, { featureSteps: featureStepsOf(referenceOf(model)) });
const requests = () => forms.map(({ kind, file }) => request(kind, fixturePath("models", model, file)));
const temporary = mkdtempSync(path.join(tmpdir(), "evenhand-heavy-"));
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

describe.skipIf(folder === null)("models in native TensorFlow", () => {
  const cwd = folder ?? "";
  const native = (rows: Table, list = requests(), environment: Record<string, string> = {}) =>
    scoreIn(cwd, { requests: list, rows }, environment);

  it("are scored by the tfjs-node of the user's folder, silently, and equal to WebAssembly and Keras", async () => {
    const rows = await rowsOf(model);
    const [natively, wasm] = [await native(rows), await native(rows, requests().slice(0, 2), { EVENHAND_TF: "wasm" })];
    expect(natively.printed).toBe("");
    expect(natively.scored.map(({ failure, runtime }) => failure ?? runtime)).toEqual(
      forms.map(() => "tfjs-node 4.22.0 (TensorFlow 2.15.1)"),
    );
    expect(wasm.scored.map(({ failure, runtime }) => failure ?? runtime)).toEqual([
      "tfjs 4.22.0 (wasm)",
      "tfjs 4.22.0 (wasm)",
    ]);
    for (const { score } of natively.scored) {
      expect(score).toHaveLength(2113);
      // 1e-5: named by the README of the models. 1e-6: the same single floats added in another order, eight units in the last place.
      expect(largestDifference(score, rows.score!)).toBeLessThanOrEqual(1e-5);
      for (const other of wasm.scored) expect(largestDifference(score, other.score)).toBeLessThanOrEqual(1e-6);
      expect(score.map((value) => (value >= 0.5 ? 1 : 0))).toEqual(rows.prediction);
    }
  });

  it("give the shipped suite the figures that WebAssembly gives it", async () => {
    const audit = async (choice: "node" | "wasm") => {
      const out = path.join(temporary, `shipped-${choice}`);
      const args = [
        "run",
        path.join(projectRoot, "suites", "retention-offers.yaml"),
        "--allow-outside",
        "--json",
        "--quiet",
        "--out",
        out,
      ];
      const { stdout, stderr } = await evenhand(args, { cwd, env: { EVENHAND_TF: choice } });
      if (stdout === "") throw new Error(stderr);
      return JSON.parse(stdout) as RunRecord;
    };
    const [natively, wasm] = [await audit("node"), await audit("wasm")];
    expect(natively.models[0]?.runtime).toBe("tfjs-node 4.22.0 (TensorFlow 2.15.1)");
    expect(wasm.models[0]?.runtime).toBe("tfjs 4.22.0 (wasm)");
    // Scores within 1e-6 of each other (above) leave every prediction, and so every count, as it is.
    expect(natively.gates).toEqual(wasm.gates);
    expect(natively.groups.filter(({ metric }) => metric !== "roc_auc")).toEqual(
      wasm.groups.filter(({ metric }) => metric !== "roc_auc"),
    );
  });

  it("get no score for a row that misses a number", async () => {
    const rows = await rowsOf(model);
    const holed = Object.fromEntries(Object.entries(rows).map(([name, values]) => [name, values.slice(0, 3)]));
    const { scored } = await native({ ...holed, tenure: [1, null, 2] });
    expect(scored.map(({ score }) => score.map(Number.isNaN))).toEqual(forms.map(() => [false, true, false]));
  });

  it("are refused with a message when a variable file is truncated or a graph is damaged", async () => {
    const rows = await rowsOf(model);
    const copies = [0, 1, 2, 3].map((index) => {
      const copy = path.join(temporary, String(index));
      cpSync(fixturePath("models", model, "saved_model"), copy, { recursive: true });
      const damaged = path.join(
        copy,
        ["variables/variables.data-00000-of-00001", "variables/variables.index", "saved_model.pb", "saved_model.pb"][
          index
        ]!,
      );
      const content = readFileSync(damaged);
      rmSync(damaged);
      writeFileSync(damaged, index === 3 ? content.map((byte, at) => (at % 5000 === 4999 ? byte ^ 1 : byte)) : content);
      if (index < 3) truncateSync(damaged, Math.floor(content.length / 2));
      return copy;
    });
    const { scored } = await native(
      rows,
      copies.map((copy) => request("tf-saved-model", copy)),
    );
    expect(scored.slice(0, 3).map(({ failure }) => failure)).toEqual(
      Array.from({ length: 3 }, () => expect.stringContaining('model "m"')),
    );
    expect(scored).toHaveLength(4);
  });
});
