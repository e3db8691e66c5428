import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { RemoteSettings } from "../../../src/core/remote-settings.js";
import { loadModel } from "../../../src/models/index.js";
import type { LoadedModel } from "../../../src/models/model.js";
import { json, requestTo, type Server, serve, settingsFor } from "./server.js";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "evenhand-cache-"));
  vi.stubEnv("EVENHAND_CACHE", folder);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

/** A server whose model is x / 1000; answers come in any order. */
const thousandths = (version?: () => string): Promise<Server> =>
  serve(({ text }, response) => {
    const { rows } = JSON.parse(text) as { rows: { x: number }[] };
    const body = { scores: rows.map(({ x }) => x / 1000), ...(version === undefined ? {} : { version: version() }) };
    setTimeout(() => json(response, body), (rows[0]?.x ?? 0) % 7);
  });

const load = (url: string, rest: Partial<RemoteSettings> = {}): Promise<LoadedModel> =>
  loadModel(requestTo("http", settingsFor(url, rest)));

async function scores(url: string, xs: readonly number[], rest: Partial<RemoteSettings> = {}) {
  const model = await load(url, rest);
  try {
    const { score } = await model.predict({ rows: xs.length, columns: [Float64Array.from(xs)] });
    const { rows, cached } = model.facts.transfer!;
    return { score: [...score!], sent: rows, cached, runtime: model.facts.runtime };
  } finally {
    await model.close();
  }
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

describe("a model behind a URL", () => {
  it("is asked for at most `batch` rows at a time, `concurrency` requests at a time, and keeps the rows' order", async () => {
    const server = await thousandths();
    const { score, sent } = await scores(server.url, upTo(103), { batch: 10, concurrency: 3 });
    expect(score).toEqual(upTo(103).map((x) => x / 1000));
    expect(sent).toBe(103);
    expect(server.got).toHaveLength(11);
    expect(server.most).toBeLessThanOrEqual(3);
    expect(server.most).toBeGreaterThan(1);
  });

  it("answers the same however the rows are cut into requests", async () => {
    const server = await thousandths();
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(999), { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 1, max: 8 }),
        fc.boolean(),
        async (xs, batch, concurrency, cache) => {
          expect((await scores(server.url, xs, { batch, concurrency, cache })).score).toEqual(xs.map((x) => x / 1000));
        },
      ),
      { numRuns: 40 },
    );
  });

  it("stops asking when one request fails", async () => {
    const server = await serve((_, response) => json(response, {}, server.got.length === 3 ? 500 : 404));
    await expect(scores(server.url, upTo(1000), { batch: 1, concurrency: 2 })).rejects.toThrow(/status (404|500)/);
    expect(server.got.length).toBeLessThanOrEqual(4);
  });

  it("wants batches of the runner that hold several rounds of requests, within bounds", async () => {
    const of = async (batch: number, concurrency: number) =>
      (await load("http://127.0.0.1:9/", { batch, concurrency })).batchRows;
    expect(await of(500, 4)).toBe(8000);
    expect(await of(1, 1)).toBe(1000);
    expect(await of(100_000, 8)).toBe(65_536);
  });

  it("tells what was sent, also when it was in vain", async () => {
    const server = await serve((_, response) => json(response, {}, 500));
    const transfer = { recipient: "Example AS", country: "NO", basis: "GDPR 28", columns: ["x"] };
    const model = await load(server.url, { transfer });
    expect(model.facts.transfer).toEqual({ ...transfer, rows: 0, cached: 0 });
    await expect(model.predict({ rows: 2, columns: [Float64Array.of(1, 2)] })).rejects.toThrow();
    expect(model.facts.transfer).toEqual({ ...transfer, rows: 2, cached: 0 });
    await model.close();
  });
});

describe("answers that are kept", () => {
  it("are not asked for again, by another run or for a row that is alike", async () => {
    const server = await thousandths();
    const rows = [1, 2, 1, 3, 2, 1];
    expect(await scores(server.url, rows, { cache: true })).toMatchObject({
      score: [0.001, 0.002, 0.001, 0.003, 0.002, 0.001],
      sent: 3,
      cached: 3,
    });
    expect(server.got).toHaveLength(1);
    expect(await scores(server.url, rows, { cache: true })).toMatchObject({
      score: [0.001, 0.002, 0.001, 0.003, 0.002, 0.001],
      sent: 0,
      cached: 6,
    });
    expect(server.got).toHaveLength(1);
    expect(await scores(server.url, [3, 4], { cache: true })).toMatchObject({
      score: [0.003, 0.004],
      sent: 1,
      cached: 1,
    });
  });

  it("are left alone without cache", async () => {
    const server = await thousandths();
    await scores(server.url, [1, 2], { cache: true });
    expect(await scores(server.url, [1, 2, 2])).toMatchObject({ sent: 3, cached: 0 });
  });

  it("are those of one way of asking: URL, headers, request, response, version", async () => {
    const server = await thousandths(() => "v");
    const ways: Partial<RemoteSettings>[] = [
      {},
      { url: `${server.url}/b` },
      { url: `${server.url}/?v=2` },
      { headers: { "x-model": "b" } },
      { request: { rows: `\${rows}`, mode: "slow" } },
      { response: { score: "scores[*]", label: null, version: "version" } },
      { version: "v" },
    ];
    for (const way of ways)
      expect(await scores(server.url, [1, 2], { cache: true, ...way })).toMatchObject({ sent: 2, cached: 0 });
    for (const way of ways)
      expect(await scores(server.url, [1, 2], { cache: true, ...way })).toMatchObject({ sent: 0, cached: 2 });
  });

  it("survive a run that failed later", async () => {
    const server = await serve(({ text }, response) => {
      const { rows } = JSON.parse(text) as { rows: { x: number }[] };
      if (server.got.length === 3) json(response, {}, 500);
      else json(response, { scores: rows.map(({ x }) => x / 1000) });
    });
    await expect(scores(server.url, upTo(50), { batch: 10, concurrency: 1, cache: true })).rejects.toThrow(
      /status 500/,
    );
    expect(await scores(server.url, upTo(50), { batch: 10, concurrency: 1, cache: true })).toMatchObject({
      sent: 30,
      cached: 20,
    });
  });
});

describe("the version of the model", () => {
  const response = { score: "scores[*]", label: null, version: "version" };

  it("stands in the facts once it is known", async () => {
    const server = await thousandths(() => "2026-03");
    expect((await scores(server.url, [1], { response })).runtime).toBe(`http at ${server.url}, version 2026-03`);
  });

  it("must be that of the suite", async () => {
    const server = await thousandths(() => "v2");
    await expect(scores(server.url, [1], { response, version: "v1" })).rejects.toThrow(
      /expected version v1 of the model, found version v2/,
    );
  });

  it("must not change while rows are scored, nor since answers were kept", async () => {
    let version = "v1";
    const server = await thousandths(() => version);
    await scores(server.url, [1, 2], { response, cache: true });
    version = "v2";
    await expect(scores(server.url, [1, 2, 3], { response, cache: true })).rejects.toThrow(
      /one version of the model for all rows, v1, found version v2 as well/,
    );
    expect(await scores(server.url, [1, 2, 3], { response, cache: true, version: "v2" })).toMatchObject({
      sent: 3,
      cached: 0,
    });
    const changing = await thousandths(() => `v${changing.got.length}`);
    await expect(scores(changing.url, [1, 2], { response, batch: 1 })).rejects.toThrow(/one version/);
  });
});
