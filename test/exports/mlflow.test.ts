import { describe, expect, it } from "vitest";
import { type MlflowBatch, mlflowBatches } from "../../src/exports/mlflow.js";
import type { RunRecord } from "../../src/record/run-record.js";
import { reportFixtures } from "../report/fixtures.js";
import { hostileRun, recordNamed } from "./material.js";

const batchesOf = (record: RunRecord): MlflowBatch[] => mlflowBatches(record, "ab".repeat(32), 1_700_000_000_000);

/** `record` with its groups many times over, under other names. */
const many = (record: RunRecord, times: number): RunRecord => ({
  ...record,
  groups: Array.from({ length: times }, (_, i) =>
    record.groups.map((row) => ({ ...row, group: `${row.group}${i}` })),
  ).flat(),
});

describe("mlflowBatches(record)", () => {
  it.each([
    ...Object.entries(reportFixtures),
    ["many", () => many(recordNamed("typical"), 400)] as const,
    ["hostile names", () => hostileRun()] as const,
  ])("of the record %s keeps the limits of runs/log-batch and of keys", (_, make) => {
    const batches = batchesOf(make());
    for (const { metrics, params, tags } of batches) {
      expect(metrics.length).toBeLessThanOrEqual(1000);
      expect(params.length).toBeLessThanOrEqual(100);
      expect(tags.length).toBeLessThanOrEqual(100);
      expect(metrics.length + params.length + tags.length).toBeLessThanOrEqual(1000);
      expect(Buffer.byteLength(JSON.stringify({ metrics, params, tags }))).toBeLessThan(1_000_000);
      for (const { key } of [...metrics, ...params, ...tags]) {
        expect(key).toMatch(/^[A-Za-z0-9_./ -]{1,250}$/);
        // MLflow refuses keys that are no plain paths.
        expect(key.split("/").some((part) => part === "" || /^\.+$/.test(part))).toBe(false);
      }
      for (const { value } of metrics) expect(Number.isFinite(value)).toBe(true);
    }
    const keys = batches.flatMap(({ metrics }) => metrics.map(({ key }) => key));
    expect(new Set(keys).size).toBe(keys.length);
  });

  it("says how many figures it left out", () => {
    const batches = batchesOf(many(recordNamed("typical"), 400));
    const sent = batches.reduce((sum, { metrics }) => sum + metrics.length, 0);
    expect(sent).toBe(5000);
    const left = batches[0]?.tags.find(({ key }) => key === "evenhand.metrics_left_out")?.value;
    expect(Number(left)).toBeGreaterThan(0);
  });

  it("sends what is the same twice the same", () => {
    expect(batchesOf(recordNamed("typical"))).toEqual(batchesOf(recordNamed("typical")));
  });
});
