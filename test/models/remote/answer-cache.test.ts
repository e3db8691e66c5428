import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ModelRequest } from "../../../src/models/model.js";
import { openCache } from "../../../src/models/remote/answer-cache.js";
import { openEndpoint } from "../../../src/models/remote/endpoint.js";
import type { Protocol } from "../../../src/models/remote/protocol.js";
import { requestTo, settingsFor } from "./server.js";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "evenhand-cache-"));
  vi.stubEnv("EVENHAND_CACHE", folder);
});
afterEach(() => {
  vi.unstubAllEnvs();
  chmodSync(folder, 0o700);
  rmSync(folder, { recursive: true, force: true });
});

const settings = settingsFor("https://models.example.no/score");
const asked = (rest: Partial<ModelRequest> = {}) => ({
  request: requestTo("http", settings, rest),
  settings,
  endpoint: openEndpoint("m", settings),
  protocol: { version: null, fields: { fields: [{ name: "x", type: "number" }] } } as unknown as Protocol,
});
const open = (rest?: Partial<ModelRequest>) => openCache(asked(rest));
const answer = { scores: [0.1 + 0.2, 5e-324], label: 'a "quoted" café' };

const files = (): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
const segments = (): string[] => files().filter((file) => file.endsWith(".jsonl"));

describe("openCache(asked)", () => {
  it("gives back what was added, bit for bit, now and when it is opened again", async () => {
    const cache = await open();
    expect(cache.find("[1]")).toBeNull();
    cache.add("[1]", answer);
    expect(cache.find("[1]")).toEqual(answer);
    await cache.keep("v1");
    const again = await open();
    expect(again.find("[1]")).toEqual(answer);
    expect(again.find("[2]")).toBeNull();
    expect(again.versions).toEqual(["v1"]);
    expect((await open({ output: "other" })).find("[1]")).toBeNull();
  });

  it("writes neither rows nor what they were asked with, and lets nobody else read", async () => {
    vi.stubEnv("CACHE_TEST_TOKEN", "token-canary");
    const secret = settingsFor(`https://models.example.no/score?key=\${env:CACHE_TEST_TOKEN}`);
    const cache = await openCache({ ...asked(), settings: secret, endpoint: openEndpoint("m", secret) });
    cache.add('["row-canary"]', answer);
    await cache.keep(null);
    const written = files();
    expect(written.length).toBe(2);
    for (const file of written) {
      expect(`${file} ${readFileSync(file, "utf8")}`).not.toMatch(/canary|example/);
      expect(statSync(file).mode & 0o077).toBe(0);
    }
  });

  it("finds nothing under another key: hashes cannot be made without it", async () => {
    const cache = await open();
    cache.add("[1]", answer);
    await cache.keep(null);
    const key = path.join(folder, "predictions", "key");
    const [old] = segments().map((file) => readFileSync(file, "utf8"));
    writeFileSync(key, `${"0".repeat(64)}\n`);
    expect((await open()).find("[1]")).toBeNull();
    rmSync(key);
    const other = await open();
    other.add("[1]", answer);
    await other.keep(null);
    const [first, second] = segments().map((file) => readFileSync(file, "utf8"));
    expect(first).not.toBe(second);
    expect([first, second]).toContain(old);
  });

  it("takes no file that was changed, cut short or moved", async () => {
    const cache = await open();
    cache.add("[1]", answer);
    await cache.keep(null);
    const [file = ""] = segments();
    const text = readFileSync(file, "utf8");
    for (let at = 0; at < text.length; at++) {
      writeFileSync(file, text.slice(0, at) + (text[at] === "0" ? "1" : "0") + text.slice(at + 1));
      if (readFileSync(file, "utf8") !== text) expect((await open()).find("[1]"), `byte ${at}`).toBeNull();
    }
    for (let length = 0; length < text.length; length += 7) {
      writeFileSync(file, text.slice(0, length));
      expect((await open()).find("[1]")).toBeNull();
    }
    writeFileSync(file, text);
    expect((await open()).find("[1]")).toEqual(answer);
    const elsewhere = await open({ output: "other" });
    elsewhere.add("[2]", answer);
    await elsewhere.keep(null);
    const target = segments().find((other) => other !== file) as string;
    writeFileSync(target, text);
    expect((await open({ output: "other" })).find("[1]")).toBeNull();
  });

  it("holds what several writers add at the same time, under one key", async () => {
    const caches = await Promise.all(Array.from({ length: 20 }, () => open()));
    await Promise.all(
      caches.map(async (cache, writer) => {
        cache.add(`[${writer}]`, { scores: [writer], label: null });
        await cache.keep(null);
      }),
    );
    const all = await open();
    for (let writer = 0; writer < 20; writer++)
      expect(all.find(`[${writer}]`)).toEqual({ scores: [writer], label: null });
    expect(
      files()
        .filter((file) => !file.endsWith(".jsonl"))
        .map((file) => path.basename(file)),
    ).toEqual(["key"]);
  });

  it("forgets what is older than 30 days, and sweeps up what a writer left that was killed", async () => {
    const cache = await open();
    cache.add("[1]", answer);
    await cache.keep(null);
    const [file = ""] = segments();
    const daysAgo = (days: number): Date => new Date(Date.now() - days * 86_400_000);
    utimesSync(file, daysAgo(29), daysAgo(29));
    writeFileSync(`${file}.tmp`, "half");
    expect((await open()).find("[1]")).toEqual(answer);
    expect(existsSync(`${file}.tmp`)).toBe(true);
    utimesSync(file, daysAgo(31), daysAgo(31));
    utimesSync(`${file}.tmp`, daysAgo(2), daysAgo(2));
    expect((await open()).find("[1]")).toBeNull();
    expect(files().map((left) => path.basename(left))).toEqual(["key"]);
  });

  it.each([
    [
      "a damaged key",
      () => writeFileSync(path.join(folder, "predictions", "key"), "short"),
      /key of kept answers is damaged/,
    ],
    [
      "a key that others can read",
      () => chmodSync(path.join(folder, "predictions", "key"), 0o644),
      /can be read by others/,
    ],
    [
      "a folder that is a file",
      () => {
        rmSync(folder, { recursive: true });
        writeFileSync(folder, "");
      },
      /cannot be kept in .* \(E[A-Z]+\)/,
    ],
  ])("says what is wrong and what to do: %s", async (_, spoil, said) => {
    await open();
    spoil();
    const error = await open().catch((cause: unknown) => cause);
    expect(error).toMatchObject({ name: "Failure", kind: "unusable", message: expect.stringMatching(said) });
    rmSync(folder, { recursive: true, force: true });
    folder = mkdtempSync(path.join(os.tmpdir(), "evenhand-cache-"));
  });

  it("says when the disk takes no more", async () => {
    const cache = await open();
    cache.add("[1]", answer);
    rmSync(path.join(folder, "predictions"), { recursive: true });
    writeFileSync(path.join(folder, "predictions"), "in the way");
    await expect(cache.keep(null)).rejects.toMatchObject({
      kind: "unusable",
      problems: [{ hint: expect.stringContaining("--no-cache") }],
    });
  });

  it("stands in the user's cache folder where no other is named", async () => {
    vi.stubEnv("EVENHAND_CACHE", undefined);
    vi.stubEnv("XDG_CACHE_HOME", folder);
    await open();
    expect(existsSync(path.join(folder, "evenhand", "predictions", "key"))).toBe(true);
  });
});
