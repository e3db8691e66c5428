import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import os from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type MlflowServer, mlflowServer, sendToMlflow } from "../../src/cli/mlflow-client.js";
import type { RunRecord } from "../../src/record/run-record.js";
import { serializeRecord } from "../../src/record/serialize.js";
import { hostileRun, recordNamed } from "../exports/material.js";
import { pythonWith } from "./python.js";

const patience = 400_000; // ms, to install and start

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });

describe("a real MLflow server", () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "evenhand-mlflow-"));
  let child: ChildProcess | null = null;
  let server: MlflowServer | null = null;

  beforeAll(async () => {
    // The environment that model servers are tested with has it, too.
    const python = pythonWith("model-servers/venv-mlflow", ["mlflow==3.17.2", "xgboost==3.2.0", "scikit-learn==1.9.1"]);
    if (python === null) return;
    const base = `http://127.0.0.1:${await freePort()}`;
    const store = ["--backend-store-uri", "sqlite:///store.db", "--artifacts-destination", "./files"];
    const args = [
      "-m",
      "mlflow",
      "server",
      "--host",
      "127.0.0.1",
      "--port",
      new URL(base).port,
      "--workers",
      "1",
      ...store,
    ];
    const env = { ...process.env, MLFLOW_DISABLE_TELEMETRY: "true", DO_NOT_TRACK: "true" };
    child = spawn(python, args, {
      cwd: folder,
      env: { ...env, PATH: `${path.dirname(python)}:${process.env.PATH}` },
      stdio: "ignore",
      detached: true,
    });
    for (let second = 0; second < 120; second++) {
      const answer = await fetch(`${base}/health`).catch(() => null);
      if (answer?.ok === true) {
        server = mlflowServer({ MLFLOW_TRACKING_URI: base, MLFLOW_EXPERIMENT_NAME: "audits ×  søndag" });
        return;
      }
      await pause(1000);
    }
  }, patience);
  afterAll(() => {
    // The server has workers of its own, in its process group.
    if (child?.pid !== undefined) process.kill(-child.pid, "SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  });

  interface Stored {
    readonly info: { readonly run_id: string; readonly status: string };
    readonly data: {
      readonly metrics: readonly { key: string; value: number }[];
      readonly tags: readonly { key: string; value: string }[];
    };
  }
  async function ask(at: string, body?: object): Promise<unknown> {
    const post = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
    return (await fetch(`${server?.base}/api/2.0/mlflow/${at}`, body === undefined ? {} : post)).json();
  }
  async function runs(): Promise<readonly Stored[]> {
    const { experiments } = (await ask("experiments/search", { max_results: 10 })) as {
      experiments: { experiment_id: string; name: string }[];
    };
    const mine = experiments.filter(({ name }) => name === server?.experiment);
    expect(mine).toHaveLength(1);
    const found = await ask("runs/search", { experiment_ids: [mine[0]?.experiment_id] });
    return (found as { runs: Stored[] }).runs;
  }
  const filesOf = (record: RunRecord) => [
    { name: "run.json", content: serializeRecord(record) },
    { name: "report.md", content: "# æ\n" },
  ];

  it("takes a run once, however often it is sent, with its figures and files", async ({ skip }) => {
    if (server === null) return skip("it cannot be installed or started");
    const record = recordNamed("typical");
    const first = await sendToMlflow(server, record, filesOf(record));
    const second = await sendToMlflow(server, record, filesOf(record));
    expect(first).toEqual({ id: second.id, reused: false, artifacts: true });
    expect(second.reused).toBe(true);
    const stored = (await runs()).filter(({ info }) => info.run_id === first.id);
    expect(stored).toHaveLength(1);
    expect(stored[0]?.info.status).toBe("FINISHED");
    const [gate] = record.gates;
    const value = stored[0]?.data.metrics.find(({ value }) => value === gate?.value);
    expect(value?.key).toMatch(/^gate\/.*\/value$/);
    const history = (await ask(
      `metrics/get-history?run_id=${first.id}&metric_key=${encodeURIComponent(value?.key ?? "")}`,
    )) as { metrics: object[] };
    expect(history.metrics).toHaveLength(1);
    const files = readdirSync(path.join(folder, "files"), { recursive: true }).map(String);
    const kept = files.find((name) => name.endsWith(path.join(first.id, "artifacts", "run.json"))) ?? "";
    expect(readFileSync(path.join(folder, "files", kept), "utf8")).toBe(serializeRecord(record));
  });

  it.for(["hostile", "large", "explained"])("takes the record %s", async (name, { skip }) => {
    if (server === null) return skip("it cannot be installed or started");
    const record = name === "hostile" ? hostileRun() : recordNamed(name);
    const { id } = await sendToMlflow(server, record, []);
    const stored = (await runs()).find(({ info }) => info.run_id === id);
    expect(stored?.data.tags.find(({ key }) => key === "evenhand.verdict")?.value).toBe(record.verdict);
    expect(stored?.data.metrics.length).toBeGreaterThan(10);
  });
});
