import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { createServer } from "node:net";
import { homedir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RemoteSettings } from "../../src/core/remote-settings.js";
import { loadModel } from "../../src/models/index.js";
import type { LoadedModel } from "../../src/models/model.js";
import { fixturePath, fixtures } from "../fixtures.js";
import {
  batchOf,
  featureStepsOf,
  largestDifference,
  referenceOf,
  rowsOf,
  scoreAll,
  type Table,
} from "../models/reference.js";
import { requestTo, settingsFor } from "../models/remote/server.js";

const model = "telco-churn-xgboost";
/** Virtual environments take a minute to make, and are kept between runs of the tests. */
const cache = path.join(
  process.env.EVENHAND_CACHE ?? path.join(process.env.XDG_CACHE_HOME ?? path.join(homedir(), ".cache"), "evenhand"),
  "model-servers",
);

const scripts = (): boolean => fixtures !== null && existsSync(path.join(fixtures, "model-server", "start.sh"));
const present = (command: string): boolean =>
  spawnSync(command, ["--version"], { stdio: "ignore" }).error === undefined;
const canRun = scripts() && ["bash", "python3", "curl"].every(present);

/** A port with two free ones after it. */
const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });

/** How long a server may take to install and start, in milliseconds. */
const patience = 360_000;

/** Starts a real server and gives its address; null where its packages cannot be fetched, or not in time. */
async function start(server: string): Promise<string | null> {
  mkdirSync(cache, { recursive: true });
  const port = await freePort();
  const { status, stdout, stderr } = spawnSync("bash", [fixturePath("model-server", "start.sh"), server], {
    encoding: "utf8",
    env: { ...process.env, MODEL_SERVER_CACHE: cache, MODEL_SERVER_PORT: String(port) },
    // Servers keep the pipes open, so that output to them would be waited for.
    stdio: ["ignore", "pipe", "pipe"],
    timeout: patience,
  });
  if (status === 0) return `http://127.0.0.1:${port}`;
  if (status === null) return null;
  if (/No matching distribution|NewConnectionError|Temporary failure|No space left/.test(stderr)) return null;
  throw new Error(`${server} did not start (${status}): ${stdout}\n${stderr}`);
}

const stop = (server: string): void => {
  spawnSync("bash", [fixturePath("model-server", "stop.sh"), server], {
    env: { ...process.env, MODEL_SERVER_CACHE: cache },
    stdio: "ignore",
  });
};

const servers = [
  { server: "mlserver", kind: "kserve", at: `/v2/models/${model}` },
  { server: "mlflow", kind: "mlflow", at: "/invocations" },
] as const;

describe.skipIf(!canRun).each(servers)("$server, as kind $kind", ({ server, kind, at }) => {
  let url: string | null = null;
  let rows: Table = {};
  beforeAll(async () => {
    rows = await rowsOf(model);
    url = await start(server);
  }, patience + 30_000);
  afterAll(() => stop(server));

  const load = (remote: Partial<RemoteSettings> = {}): Promise<LoadedModel> => {
    const featureSteps = featureStepsOf(referenceOf(model)).map((step) => ({
      ...step,
      name: step.column ?? step.name,
    }));
    return loadModel(requestTo(kind, settingsFor(`${url}${at}`, remote), { featureSteps }));
  };

  it("gives the scores of the library for all rows, with missing values among them", async ({ skip }) => {
    if (url === null) skip("its packages cannot be fetched in time");
    const loaded = await load({ batch: 300, concurrency: 3 });
    const { score } = await scoreAll(loaded, rows);
    expect(score).toHaveLength(2113);
    // The folder's README names 1e-6: both sides add float32 margins, in any order.
    expect(largestDifference(score, rows.score!)).toBeLessThan(1e-6);
    await loaded.close();
  });

  it("gives them for rows that are asked for one by one, where a missing value is alone in its column", async ({
    skip,
  }) => {
    if (url === null) skip("its packages cannot be fetched in time");
    const loaded = await load({ batch: 1 });
    const missing = rows.TotalCharges!.flatMap((value, row) => (value === null ? [row] : []));
    expect(missing.length).toBeGreaterThan(0);
    for (const row of missing) {
      const { score } = await loaded.predict(batchOf(rows, loaded.columns, row, row + 1));
      expect(Math.abs(score![0]! - Number(rows.score![row]))).toBeLessThan(1e-6);
    }
    await loaded.close();
  });

  it("is told that it lacks a feature by an error, not by scores", async ({ skip }) => {
    if (url === null) skip("its packages cannot be fetched in time");
    const attempt = loadModel(requestTo(kind, settingsFor(`${url}${at}`), { featureSteps: [{ name: "tenure" }] })).then(
      (loaded) => loaded.predict({ rows: 1, columns: [Float64Array.of(1)] }),
    );
    await expect(attempt).rejects.toThrow(/expected success, found status (400|500)/);
  });
});
