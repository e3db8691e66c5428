import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { appendEntry } from "../../src/audits/append.js";
import {
  type Checkpoint,
  checkpointName,
  checkpointText,
  emptyCheckpoint,
  withEntry,
} from "../../src/audits/checkpoint.js";
import { auditOf } from "../../src/audits/entry.js";
import { readLog } from "../../src/audits/log.js";
import { hexOf, leafHash, rootOf } from "../../src/audits/merkle.js";
import { refuseSealed, sealFolder, sealNewRun } from "../../src/audits/seal.js";
import { type VerifyOptions, verifyArchive } from "../../src/audits/verify.js";
import { writeRunFolder } from "../../src/record/run-folder.js";
import { emptyFolder, sealRuns, smallRun } from "./archives.js";

const all: VerifyOptions = { run: null, expected: null };
const files = async (archive: string, options = all) =>
  (await verifyArchive(archive, options)).findings.map(({ file }) => file);
const logOf = (archive: string): string => readFileSync(path.join(archive, ".log", "entries.jsonl"), "utf8");

describe("sealNewRun", () => {
  it("writes the folder, one line of the log and a checkpoint whose root is that of the lines", async () => {
    const archive = emptyFolder();
    const [first, second] = await sealRuns(archive, 2);
    expect(readdirSync(path.join(archive, "churn", "run-1")).sort()).toEqual([
      "manifest.json",
      "report.html",
      "run.json",
    ]);
    expect(readdirSync(path.join(archive, ".log")).sort()).toEqual(["checkpoint.json", "entries.jsonl"]);
    const lines = logOf(archive).trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line))).toEqual([first?.entry, second?.entry]);
    expect(second?.checkpoint).toMatchObject({
      size: 2,
      root: hexOf(rootOf(lines.map((line) => leafHash(Buffer.from(line))))),
    });
    expect(auditOf(second!.entry)).toMatchObject({ suite: "suite-1", verdict: "none", gates: { pass: 0, fail: 0 } });
  });

  it("takes the next place where the first is taken", async () => {
    const archive = emptyFolder();
    const places = ["a", "a-2"].map((name) => path.join(archive, name));
    await sealNewRun(archive, places, smallRun(1));
    const second = await sealNewRun(archive, places, smallRun(2));
    expect(second.entry.path).toBe("a-2");
    await expect(sealNewRun(archive, places, smallRun(3))).rejects.toMatchObject({ kind: "usage" });
    expect(await files(archive)).toEqual([]);
  });

  it("keeps the run, unsealed, where the log was changed, and says how to seal it", async () => {
    const archive = emptyFolder();
    await sealRuns(archive, 1);
    const whole = logOf(archive);
    appendFileSync(path.join(archive, ".log", "entries.jsonl"), "x");
    const problem = {
      message: expect.stringContaining("entries.jsonl was changed"),
      hint: expect.stringContaining("audits seal"),
    };
    await expect(sealRuns(archive, 1, 1)).rejects.toMatchObject({ kind: "integrity", problems: [problem] });
    expect(readdirSync(path.join(archive, "churn", "run-1"))).toHaveLength(3);
    writeFileSync(path.join(archive, ".log", "entries.jsonl"), whole);
    expect((await verifyArchive(archive, all)).unsealed).toEqual(["churn/run-1"]);
    await sealFolder(archive, path.join(archive, "churn", "run-1"));
    expect(await verifyArchive(archive, all)).toMatchObject({ unsealed: [], findings: [], runs: 2 });
  });

  it.each(["a/../../b", ".hidden/a", "a:b"])("refuses a folder that no archive can hold: %s", async (name) => {
    const archive = emptyFolder();
    await expect(sealNewRun(archive, [`${archive}/${name}`], smallRun(1))).rejects.toMatchObject({ kind: "usage" });
    expect(readdirSync(archive)).toEqual([".log"]);
  });
});

describe("sealFolder", () => {
  it("refuses a run that is sealed, one that is none, and one whose files are not those of its manifest", async () => {
    const archive = emptyFolder();
    await sealRuns(archive, 1);
    const run = path.join(archive, "other");
    await writeRunFolder(run, smallRun(5).files);
    writeFileSync(path.join(run, "report.html"), "other");
    await expect(sealFolder(archive, run)).rejects.toMatchObject({ kind: "integrity" });
    await expect(sealFolder(archive, path.join(archive, "churn/run-0"))).rejects.toThrow("sealed already");
    await expect(sealFolder(archive, path.join(archive, "nothing"))).rejects.toThrow("no run folder");
    expect((await readLog(archive)).entries).toHaveLength(1);
  });
});

describe("appendEntry", () => {
  const draft = (sealed: { entry: { manifest_sha256: string } }) => ({
    kind: "review" as const,
    path: "churn/run-0",
    manifest_sha256: sealed.entry.manifest_sha256,
    summary: { by: "A. Reviewer", decision: "accepted" },
  });

  it("brings files into the run folder, which are sealed with it", async () => {
    const archive = emptyFolder();
    const [run] = await sealRuns(archive, 1);
    const { entry } = await appendEntry(archive, draft(run!), [{ name: "review-1.json", content: "{}\n" }]);
    expect(entry).toMatchObject({ index: 1, kind: "review", files: [{ name: "review-1.json", bytes: 3 }] });
    expect(await verifyArchive(archive, all)).toMatchObject({ findings: [], entries: 2, runs: 1, files: 4 });
    writeFileSync(path.join(archive, "churn/run-0/review-1.json"), "{ }");
    expect(await files(archive)).toEqual(["churn/run-0/review-1.json"]);
  });

  it("never writes over a file, and leaves nothing where it is refused", async () => {
    const archive = emptyFolder();
    const [run] = await sealRuns(archive, 1);
    await expect(appendEntry(archive, draft(run!), [{ name: "run.json", content: "{}" }])).rejects.toMatchObject({
      kind: "usage",
    });
    expect(readdirSync(path.join(archive, ".log")).sort()).toEqual(["checkpoint.json", "entries.jsonl"]);
    expect(await files(archive)).toEqual([]);
  });

  it("that speaks of another manifest than the sealed one is found", async () => {
    const archive = emptyFolder();
    await sealRuns(archive, 1);
    await appendEntry(archive, draft({ entry: { manifest_sha256: "0".repeat(64) } }));
    expect(await files(archive)).toEqual(["churn/run-0/manifest.json"]);
  });

  it("reads nothing of the log but its length, and of the checkpoint a hash for each 1 of its size in binary", async () => {
    const archive = emptyFolder();
    await sealRuns(archive, 2);
    const log = path.join(archive, ".log", "entries.jsonl");
    writeFileSync(log, Buffer.alloc(statSync(log).size));
    expect((await sealRuns(archive, 1, 2))[0]?.checkpoint).toMatchObject({ size: 3, frontier: { length: 2 } });
    const size = 2 ** 20 - 1;
    const late: Checkpoint = { ...emptyCheckpoint, size, frontier: Array(20).fill("0".repeat(64)) };
    expect(checkpointText(withEntry(late, "{}", "2026-10-05T06:12:00.000Z")).length).toBeLessThan(400);
    expect(checkpointText(late).length).toBeLessThan(2000);
  });
});

describe("verifyArchive", () => {
  const archiveOf3 = async (): Promise<string> => {
    const archive = emptyFolder();
    await sealRuns(archive, 3);
    return archive;
  };
  const at = (archive: string, ...parts: string[]): string => path.join(archive, ...parts);

  it.each<[string, (archive: string) => void, string]>([
    [
      "a changed byte",
      (a) => writeFileSync(at(a, "churn/run-1/report.html"), "<!doctype html><title>2</title>"),
      "churn/run-1/report.html",
    ],
    ["a removed file", (a) => rmSync(at(a, "churn/run-1/run.json")), "churn/run-1/run.json"],
    ["an added file", (a) => writeFileSync(at(a, "churn/run-2/more.txt"), ""), "churn/run-2/more.txt"],
    ["a changed manifest", (a) => appendFileSync(at(a, "churn/run-0/manifest.json"), " "), "churn/run-0/manifest.json"],
    ["a removed folder", (a) => rmSync(at(a, "churn/run-0"), { recursive: true }), "churn/run-0"],
    ["a removed suite", (a) => rmSync(at(a, "churn"), { recursive: true }), "churn"],
    [
      "a file behind a link",
      (a) => {
        renameSync(at(a, "churn/run-0/run.json"), at(a, "copy.json"));
        symlinkSync(at(a, "copy.json"), at(a, "churn/run-0/run.json"));
      },
      "churn/run-0/run.json",
    ],
    [
      "a folder behind a link",
      (a) => {
        renameSync(at(a, "churn"), at(a, "elsewhere"));
        symlinkSync(at(a, "elsewhere"), at(a, "churn"));
      },
      "churn",
    ],
    [
      "a line of the log taken out",
      (a) => writeFileSync(at(a, ".log/entries.jsonl"), logOf(a).split("\n").slice(1).join("\n")),
      ".log/entries.jsonl",
    ],
    [
      "a word in the log",
      (a) => writeFileSync(at(a, ".log/entries.jsonl"), logOf(a).replace('"none"', '"pass"')),
      ".log/entries.jsonl",
    ],
    ["a cut log", (a) => writeFileSync(at(a, ".log/entries.jsonl"), logOf(a).slice(0, -1)), ".log/entries.jsonl"],
    [
      "a longer log",
      (a) => appendFileSync(at(a, ".log/entries.jsonl"), logOf(a).split("\n")[2]!),
      ".log/entries.jsonl",
    ],
    ["a removed log", (a) => rmSync(at(a, ".log/entries.jsonl")), ".log/entries.jsonl"],
    ["a removed checkpoint", (a) => rmSync(at(a, ".log/checkpoint.json")), ".log/checkpoint.json"],
    ["a changed checkpoint", (a) => appendFileSync(at(a, ".log/checkpoint.json"), " "), ".log/checkpoint.json"],
    ["a planted next entry", (a) => writeFileSync(at(a, ".log/next.json"), "{}"), ".log/next.json"],
    ["a stranger beside the log", (a) => writeFileSync(at(a, ".log/notes.txt"), ""), ".log/notes.txt"],
  ])("finds %s and names it", async (_, change, file) => {
    const archive = await archiveOf3();
    expect(await files(archive)).toEqual([]);
    change(archive);
    expect(new Set(await files(archive))).toContain(file);
  });

  it("of one run looks at that run and the log alone", async () => {
    const archive = await archiveOf3();
    rmSync(at(archive, "churn/run-1/run.json"));
    expect(await verifyArchive(archive, { ...all, run: "churn/run-2" })).toMatchObject({
      findings: [],
      runs: 1,
      files: 3,
    });
    expect(await files(archive, { ...all, run: "churn/run-1" })).toEqual(["churn/run-1/run.json"]);
  });

  it("an erased row-level file is told and breaks nothing; a changed one does", async () => {
    const archive = emptyFolder();
    const run = smallRun(1, { "predictions.parquet": "rows" });
    await sealNewRun(archive, [at(archive, "a")], run);
    expect(await verifyArchive(archive, all)).toMatchObject({ findings: [], absent: [], files: 4 });
    writeFileSync(at(archive, "a/predictions.parquet"), "rowz");
    expect(await files(archive)).toEqual(["a/predictions.parquet"]);
    rmSync(at(archive, "a/predictions.parquet"));
    expect(await verifyArchive(archive, all)).toMatchObject({
      findings: [],
      absent: ["a/predictions.parquet"],
      files: 3,
    });
  });

  it("with a checkpoint that was kept shows a log written anew, and one that was cut", async () => {
    const archive = await archiveOf3();
    const kept = (await readLog(archive)).checkpoint;
    await sealRuns(archive, 2, 3);
    expect(await files(archive, { ...all, expected: kept })).toEqual([]);
    const other = emptyFolder();
    await sealRuns(other, 4, 1);
    expect(await files(other, { ...all, expected: kept })).toEqual([".log/entries.jsonl"]);
    const short = emptyFolder();
    await sealRuns(short, 1);
    const { findings } = await verifyArchive(short, { ...all, expected: kept });
    expect(findings[0]?.problem).toContain("it has 1 entries, 3 were expected");
    expect(checkpointName(kept)).toMatch(/^3:[0-9a-f]{64}$/);
  });

  it("leaves files beside the runs alone, and names folders that look like runs", async () => {
    const archive = await archiveOf3();
    writeFileSync(at(archive, "README.md"), "");
    mkdirSync(at(archive, "example"));
    writeFileSync(at(archive, "example/run.json"), "{}");
    await writeRunFolder(at(archive, "churn/late"), smallRun(9).files);
    expect(await verifyArchive(archive, all)).toMatchObject({ findings: [], unsealed: ["churn/late"] });
  });

  it("without a log says so", async () => {
    const archive = emptyFolder();
    await expect(verifyArchive(archive, all)).rejects.toMatchObject({ kind: "unusable" });
    expect(existsSync(at(archive, ".log"))).toBe(false);
  });
});

describe("refuseSealed", () => {
  it("lets files be written beside a sealed run, or with the content they have", async () => {
    const archive = emptyFolder();
    await sealRuns(archive, 1);
    const page = path.join(archive, "churn/run-0/report.html");
    await expect(refuseSealed(page, "other")).rejects.toMatchObject({ kind: "usage" });
    await expect(refuseSealed(path.join(archive, "churn/run-0/report.da.html"), "")).rejects.toMatchObject({
      kind: "usage",
    });
    await refuseSealed(page, readFileSync(page, "utf8"));
    await refuseSealed(path.join(archive, "churn/other/report.html"), "");
    await refuseSealed(path.join(archive, "README.md"), "");
    await refuseSealed(path.join(emptyFolder(), "report.html"), "");
  });
});
