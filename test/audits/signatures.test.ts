import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { appendEntry } from "../../src/audits/append.js";
import type { Entry } from "../../src/audits/entry.js";
import type { TrustedKey } from "../../src/audits/keys.js";
import { readLog } from "../../src/audits/log.js";
import { addReview, reviewIn } from "../../src/audits/review.js";
import { say, signRun } from "../../src/audits/say.js";
import { statementFile, statementIn, statementOf } from "../../src/audits/statement.js";
import { verifyArchive } from "../../src/audits/verify.js";
import { emptyFolder, sealRuns } from "./archives.js";
import { keyPair } from "./key-pairs.js";

const [auditor, engineer, stranger] = ["auditor", "engineer", "stranger"].map(keyPair) as [Pair, Pair, Pair];
type Pair = ReturnType<typeof keyPair>;
const trusted = [auditor.trusted, engineer.trusted];
const whole = { run: null, expected: null };
const verify = (archive: string, keys: readonly TrustedKey[] = trusted) =>
  verifyArchive(archive, { ...whole, trusted: keys });
const review = {
  ...{ by: "A. Berg", role: "Model risk", comment: null },
  actions: [{ what: "more data", owner: "Data team", due: "2027-01-31" }],
};

/** An archive of two runs, the first signed by two keys. */
async function signedArchive(): Promise<{ archive: string; audit: Entry }> {
  const archive = emptyFolder();
  const [run] = await sealRuns(archive, 2);
  await signRun(archive, run!.entry, [auditor.signing, engineer.signing]);
  return { archive, audit: run!.entry };
}

describe("signRun", () => {
  it("adds one file and one entry, and changes none of the run's", async () => {
    const archive = emptyFolder();
    const [run] = await sealRuns(archive, 1);
    const folder = path.join(archive, run!.entry.path);
    const before = ["run.json", "report.html", "manifest.json"].map((name) => readFileSync(path.join(folder, name)));
    const { entry } = await signRun(archive, run!.entry, [auditor.signing]);
    expect(entry).toMatchObject({ kind: "signature", files: [{ name: "signature-1.dsse.json" }] });
    expect(["run.json", "report.html", "manifest.json"].map((name) => readFileSync(path.join(folder, name)))).toEqual(
      before,
    );
    const statement = statementIn(entry.files[0]!.name, readFileSync(path.join(folder, entry.files[0]!.name)));
    expect(statement).toMatchObject({
      _type: "https://in-toto.io/Statement/v1",
      subject: [{ name: "manifest.json", digest: { sha256: entry.manifest_sha256 } }, { name: "checkpoint" }],
      predicate: { checkpoint: `1:${run!.checkpoint.root}` },
    });
  });

  it("by several at once gives each a file of its own", async () => {
    const archive = emptyFolder();
    const [run] = await sealRuns(archive, 1);
    await Promise.all([1, 2, 3].map(() => signRun(archive, run!.entry, [auditor.signing])));
    const found = await verify(archive);
    expect(found.findings).toEqual([]);
    expect(found.signatures).toHaveLength(3);
  });
});

describe("verifyArchive", () => {
  it("says who signed, and that it holds", async () => {
    const { archive } = await signedArchive();
    const { findings, signatures } = await verify(archive);
    expect(findings).toEqual([]);
    expect(signatures.map(({ by, holds, kind }) => [by, holds, kind]).sort()).toEqual([
      ["auditor", true, "signature"],
      ["engineer", true, "signature"],
    ]);
  });

  it("without keys looks at no signature; with none of the right ones nothing holds", async () => {
    const { archive } = await signedArchive();
    expect(await verifyArchive(archive, whole)).toMatchObject({ findings: [], signatures: [] });
    const { findings, signatures } = await verify(archive, [stranger.trusted]);
    expect(signatures.map(({ by, holds }) => [by, holds])).toEqual([
      [null, false],
      [null, false],
    ]);
    expect(findings[0]?.problem).toContain("signed by a key you have not named");
    expect((await verify(archive, [auditor.trusted])).findings).toHaveLength(1);
  });

  it("of runs that must be signed names those that are not", async () => {
    const { archive } = await signedArchive();
    const { findings } = await verifyArchive(archive, { ...whole, trusted, signers: 1 });
    expect(findings).toEqual([{ file: "churn/run-1", problem: expect.stringContaining("none of the keys") }]);
  });

  it("of runs that several must sign names those that too few signed", async () => {
    const { archive } = await signedArchive();
    const problems = async (signers: number) =>
      (await verifyArchive(archive, { ...whole, trusted, signers })).findings.map(({ problem }) => problem);
    expect(await problems(2)).toEqual([expect.stringContaining("none of the keys")]);
    expect(await problems(3)).toEqual(expect.arrayContaining([expect.stringContaining("only 2 of the keys")]));
  });

  it("does not take a key under another's name", async () => {
    const { archive } = await signedArchive();
    const posing: TrustedKey = { ...stranger.trusted, keyid: auditor.trusted.keyid };
    const { findings, signatures } = await verify(archive, [posing, engineer.trusted]);
    expect(signatures.find(({ keyid }) => keyid === posing.keyid)?.holds).toBe(false);
    expect(findings[0]?.problem).toContain("does not hold");
  });

  const about = async (archive: string, audit: Entry, size?: number) => {
    const { checkpoint } = await readLog(archive);
    return {
      manifest_sha256: audit.manifest_sha256,
      checkpoint: { size: size ?? checkpoint.size, root: checkpoint.root },
      time: "2026-10-05T06:12:00.000Z",
    };
  };
  it.each<[string, (given: Awaited<ReturnType<typeof about>>) => object, string]>([
    ["another run", (given) => ({ ...given, manifest_sha256: "0".repeat(64) }), "speaks of another run"],
    ["another log", (given) => ({ ...given, checkpoint: { size: 3, root: "0".repeat(64) } }), "speaks of another log"],
    [
      "a log that is still to come",
      (given) => ({ ...given, checkpoint: { ...given.checkpoint, size: 9 } }),
      "another log",
    ],
    [
      "a log before the run",
      (given) => ({ ...given, checkpoint: { size: 0, root: given.checkpoint.root } }),
      "another log",
    ],
  ])("refuses a signature, well made, on %s", async (_, change, problem) => {
    const { archive, audit } = await signedArchive();
    const statement = statementOf("signature", change(await about(archive, audit)) as never, {});
    const { ending, content } = statementFile(statement, [auditor.signing]);
    const { path: place, manifest_sha256 } = audit;
    await appendEntry(archive, { kind: "signature", path: place, manifest_sha256, summary: {} }, [
      { name: `signature-2${ending}`, content },
    ]);
    const { findings, signatures } = await verify(archive);
    expect(findings).toEqual([
      { file: "churn/run-0/signature-2.dsse.json", problem: expect.stringContaining(problem) },
    ]);
    expect(signatures.filter(({ holds }) => !holds)).toHaveLength(1);
  });

  it("finds a signature that was changed or taken away by the log", async () => {
    const { archive } = await signedArchive();
    const file = path.join(archive, "churn/run-0/signature-1.dsse.json");
    const text = readFileSync(file, "utf8");
    writeFileSync(file, text.replace('"sig":"', '"sig":"A'));
    expect((await verify(archive)).findings.map((each) => each.file)).toEqual(["churn/run-0/signature-1.dsse.json"]);
    rmSync(file);
    expect((await verify(archive)).findings[0]?.problem).toBe("is missing");
  });

  it("finds a log that was written anew below a signature: a checkpoint is signed with it", async () => {
    const { archive, audit } = await signedArchive();
    const folder = path.join(archive, audit.path);
    const signature = readFileSync(path.join(folder, "signature-1.dsse.json"), "utf8");
    // All of it again, with the same run and the old signature, and another second run.
    const other = emptyFolder();
    const [same] = await sealRuns(other, 1);
    expect(same!.entry.manifest_sha256).toBe(audit.manifest_sha256);
    await sealRuns(other, 1, 7);
    const { path: place, manifest_sha256 } = same!.entry;
    await appendEntry(other, { kind: "signature", path: place, manifest_sha256, summary: {} }, [
      { name: "signature-1.dsse.json", content: signature },
    ]);
    expect((await verifyArchive(other, whole)).findings).toEqual([]);
    expect((await verify(other)).findings[0]?.problem).toContain("speaks of another log");
  });
});

describe("addReview", () => {
  it("adds a file and an entry without names in the log, signed or not", async () => {
    const { archive, audit } = await signedArchive();
    for (const keys of [[], [engineer.signing]]) {
      const { entry } = await addReview(archive, audit, { ...review, decision: "accept" }, keys);
      expect(entry.summary).toEqual({ decision: "accept", actions: 1 });
      const [file] = entry.files;
      const statement = statementIn(file!.name, readFileSync(path.join(archive, audit.path, file!.name)));
      expect(reviewIn(statement!)).toEqual({ ...review, decision: "accept" });
    }
    const { findings, signatures } = await verify(archive);
    expect(findings).toEqual([]);
    expect(signatures.at(-1)).toMatchObject({ kind: "review", by: "engineer", holds: true });
    expect((await readLog(archive)).entries.flatMap(({ files }) => files.map(({ name }) => name))).toEqual([
      "signature-1.dsse.json",
      "review-1.json",
      "review-2.dsse.json",
    ]);
  });

  it("refuses an acceptance without action, and a pass of what did not pass", async () => {
    const { archive, audit } = await signedArchive();
    const failed = { ...audit, summary: { ...audit.summary, verdict: "fail" } };
    const add = (entry: Entry, decision: "pass" | "accept", actions = review.actions) =>
      (async () => addReview(archive, entry, { ...review, decision, actions }, []))();
    await expect(add(audit, "accept", [])).rejects.toMatchObject({ kind: "usage" });
    await expect(add(failed, "pass")).rejects.toThrow("cannot turn into a pass");
    await add(audit, "pass", []);
  });
});

describe("say", () => {
  it("takes the next number after what stands there, and writes over nothing", async () => {
    const { archive, audit } = await signedArchive();
    writeFileSync(path.join(archive, audit.path, "review-1.json"), "");
    const { entry } = await say(archive, audit, { kind: "review", predicate: {}, summary: {}, keys: [] });
    expect(entry.files.map(({ name }) => name)).toEqual(["review-2.json"]);
    expect(readFileSync(path.join(archive, audit.path, "review-1.json"), "utf8")).toBe("");
  });

  it("reads nothing of the log but its checkpoint", async () => {
    const { archive, audit } = await signedArchive();
    const log = path.join(archive, ".log", "entries.jsonl");
    writeFileSync(log, Buffer.alloc(readFileSync(log).length));
    const { entry } = await signRun(archive, audit, [auditor.signing]);
    expect([entry.index, entry.files[0]?.name]).toEqual([3, "signature-2.dsse.json"]);
  });
});
