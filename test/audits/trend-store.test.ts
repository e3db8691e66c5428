import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { readLog } from "../../src/audits/log.js";
import { historyOfRun, historyOfSuite } from "../../src/audits/run-history.js";
import { sealNewRun } from "../../src/audits/seal.js";
import { trendFacts } from "../../src/audits/trend-facts.js";
import { suiteTrends } from "../../src/audits/trend-store.js";
import { noTrends, withAudit } from "../../src/audits/trends.js";
import { evaluateTable } from "../../src/evaluate-table.js";
import { fileEntry } from "../../src/record/manifest.js";
import { historyText, readHistoryBeside } from "../../src/record/run-history.js";
import type { RunRecord } from "../../src/record/run-record.js";
import { serializeRecord } from "../../src/record/serialize.js";
import { random } from "../../src/stats/index.js";
import { emptyFolder, smallRun } from "./archives.js";

/** The record of a month in which men are chosen more often than women by `gap`. */
function recordOf(month: number, { gap = 0.3, rows = 300, limit = 0.1 } = {}): RunRecord {
  const draw = random(month, "month");
  const gender = Array.from({ length: rows }, (_, i) => (i % 2 === 0 ? "f" : "m"));
  const prediction = gender.map((one) => (draw() < (one === "m" ? 0.3 + gap : 0.3) ? 1 : 0));
  const label = gender.map((_, i) => (i % 3 === 0 ? 1 : 0));
  const record = evaluateTable(
    { label, prediction, gender },
    {
      ...{ label: "label", prediction: "prediction", protected: ["gender"], metrics: ["selection_rate"] },
      gates: [{ metric: "selection_rate", attribute: "gender", disparity: "max_difference", at_most: limit }],
    },
  );
  return {
    ...record,
    suite: { ...record.suite, name: "churn", sha256: "a".repeat(64) },
    data: { ...record.data, sha256: month.toString(16).padStart(64, "0") },
  };
}

/** Seals a record as a run of the archive. */
async function seal(archive: string, record: RunRecord, name: string): Promise<void> {
  const { manifest } = smallRun(1);
  const run = { name: "run.json", content: serializeRecord(record) };
  const own = { ...manifest, files: [fileEntry(run.name, run.content)] };
  const files = [run, { name: "manifest.json", content: JSON.stringify(own) }];
  await sealNewRun(archive, [path.join(archive, "churn", name)], { record, manifest: own, files });
}

async function archiveOf(months: number): Promise<string> {
  const archive = emptyFolder();
  for (let month = 1; month <= months; month++) await seal(archive, recordOf(month), `month-${month}`);
  return archive;
}

const all = Number.POSITIVE_INFINITY;
const cache = (archive: string): string[] => readdirSync(path.join(archive, ".cache", "trends")).sort();
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe("suiteTrends", () => {
  it("gives the same from kept files, from some of them, from damaged ones, and from none", async () => {
    const archive = await archiveOf(4);
    const first = await suiteTrends(archive, await readLog(archive), "churn", all);
    expect(first.steps).toHaveLength(4);
    const read = async () => plain(await suiteTrends(archive, await readLog(archive), "churn", all));
    expect(await read()).toEqual(plain(first));
    const folder = path.join(archive, ".cache", "trends");
    for (const name of cache(archive)) {
      const content = readFileSync(path.join(folder, name), "utf8");
      writeFileSync(path.join(folder, name), content.replace("0.1", "0.2"));
      expect(await read()).toEqual(plain(first));
      rmSync(path.join(folder, name));
      expect(await read()).toEqual(plain(first));
    }
    rmSync(path.join(archive, ".cache"), { recursive: true });
    expect(await read()).toEqual(plain(first));
  });

  it("reads one record for a new audit, and keeps one state", async () => {
    const archive = await archiveOf(3);
    await suiteTrends(archive, await readLog(archive), "churn", all);
    // What was counted is not read again: a record that is gone is not missed.
    rmSync(path.join(archive, "churn", "month-1"), { recursive: true });
    await seal(archive, recordOf(4), "month-4");
    const { steps } = await suiteTrends(archive, await readLog(archive), "churn", all);
    expect(steps).toHaveLength(4);
    expect(cache(archive).filter((name) => name.endsWith(".state.json"))).toHaveLength(1);
    const byHand = [1, 2, 3, 4].reduce(
      (state, month) =>
        withAudit(state, trendFacts(recordOf(month), { run: "x", time: "2026-01-01T00:00:00Z", entry: month })).state,
      noTrends,
    );
    const [key] = Object.keys(byHand.gates) as [string];
    const e = steps.at(-1)?.[0]?.point.log_e;
    const evidence = (await suiteTrends(archive, await readLog(archive), "churn", all)).state.gates[key]?.evidence;
    expect(plain(evidence?.pairs)).toEqual(plain(byHand.gates[key]?.evidence.pairs));
    expect(e).toBeGreaterThan(Math.log(20));
  });

  it("refuses a record that is not as it was sealed", async () => {
    const archive = await archiveOf(2);
    writeFileSync(path.join(archive, "churn", "month-2", "run.json"), "{}");
    await expect(suiteTrends(archive, await readLog(archive), "churn", all)).rejects.toThrow(/was changed/);
  });

  it("takes nothing from the files of another log", async () => {
    const [one, other] = [await archiveOf(2), await archiveOf(3)];
    await suiteTrends(one, await readLog(one), "churn", all);
    const before = cache(one);
    await suiteTrends(other, await readLog(other), "churn", all);
    expect(cache(other).filter((name) => before.includes(name))).toEqual([]);
  });
});

describe("historyOfRun", () => {
  const coming = (month: number, more = {}) => ({
    record: recordOf(month, more),
    started: new Date("2026-11-20T10:00:00Z"),
    trusted: [],
  });

  it("is nothing for the first run of a suite", async () => {
    expect(await historyOfRun(emptyFolder(), coming(1))).toBeNull();
    const archive = await archiveOf(1);
    const other = coming(2);
    const named = { ...other, record: { ...other.record, suite: { ...other.record.suite, name: "other" } } };
    expect(await historyOfRun(archive, named)).toBeNull();
  });

  it("has the run that is to come as its last point, and the finding with both values", async () => {
    const archive = await archiveOf(2);
    const history = await historyOfRun(archive, coming(3));
    const [trend] = history?.trends ?? [];
    expect(trend?.points.map(({ run }) => run)).toEqual(["churn/month-1", "churn/month-2", null]);
    const [finding] = history?.findings ?? [];
    expect(finding).toMatchObject({ status: "open", owner: null, is_overdue: false, before: { run: "churn/month-2" } });
    expect(finding?.now).toMatchObject({ run: null, value: trend?.points.at(-1)?.value });
    await seal(archive, recordOf(3), "month-3");
    const sealed = await historyOfSuite(archive, await readLog(archive), "churn", { day: "2026-11-20", trusted: [] });
    expect(sealed.trends[0]?.points.map(({ value, log_e }) => [value, log_e])).toEqual(
      trend?.points.map(({ value, log_e }) => [value, log_e]),
    );
    expect(sealed.findings.map(({ id, now }) => [id, now?.value])).toEqual([[finding?.id, finding?.now?.value]]);
  });

  it("leaves out a finding that the run closes", async () => {
    const archive = await archiveOf(2);
    const history = await historyOfRun(archive, coming(3, { gap: 0, rows: 8000 }));
    expect(history?.trends[0]?.points.at(-1)?.verdict).toBe("pass");
    expect(history?.findings).toEqual([]);
  });

  it("is read back from its file as it was written", async () => {
    const archive = await archiveOf(2);
    const history = await historyOfRun(archive, coming(3));
    const folder = emptyFolder();
    expect(await readHistoryBeside(folder)).toBeNull();
    writeFileSync(path.join(folder, "history.json"), historyText(history!));
    expect(await readHistoryBeside(path.join(folder, "run.json"))).toMatchObject(history!);
    writeFileSync(path.join(folder, "history.json"), "{}");
    await expect(readHistoryBeside(folder)).rejects.toThrow(/history.json is damaged/);
  });
});
