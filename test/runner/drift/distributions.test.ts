import { afterEach, describe, expect, it } from "vitest";
import type { BinnedFeature } from "../../../src/core/feature-bins.js";
import { judge } from "../../../src/gates/judge.js";
import type { DistributionRow, RunRecord } from "../../../src/record/run-record.js";
import { runRecordSchema } from "../../../src/record/run-record.js";
import { featureBinsOf } from "../../../src/runner/drift/bin-names.js";
import { baselineDistributions, withDrift } from "../../../src/runner/drift/drift-rows.js";
import { findings } from "../../../src/runner/findings.js";
import type { SuiteContent } from "../../../src/suite/suite.js";
import { failureOf, measured, type SuiteParts, suiteOf, temporaryFolder, written } from "../measure-suite.js";

const folder = temporaryFolder();
let files = 0;
afterEach(() => {
  files++;
});

interface Person {
  readonly gender: string;
  readonly unit: number;
  readonly tenure: number | "";
  readonly plan: string;
  readonly label: number;
  readonly score: number;
}

/** People with several rows each, of two groups and a small third one. */
const people = (n: number, shift = 0): Person[] =>
  Array.from({ length: n }, (_, i) => ({
    gender: i % 97 === 0 ? "x" : i % 3 === 0 ? "m" : "f",
    unit: Math.floor(i / 2),
    tenure: i % 50 === 7 ? "" : ((i * 37) % 70) + shift,
    plan: ["year", "month", "none"][(i * 7) % 5 < 3 ? 0 : (i % 2) + 1]!,
    label: i % 4 === 0 ? 1 : 0,
    score: ((i * 61) % 1000) / 1000,
  }));

const csv = (rows: readonly Person[]): string =>
  [
    "gender,unit,tenure,plan,label,score",
    ...rows.map((row) => [row.gender, row.unit, row.tenure, row.plan, row.label, row.score].join(",")),
  ].join("\n");

const drift: NonNullable<SuiteContent["drift"]> = { features: ["tenure", "plan"], bins: 5 };

const suiteFor = (rows: readonly Person[], more: Partial<SuiteParts> = {}, suite: Partial<SuiteContent> = {}) => ({
  ...suiteOf({
    folder,
    sources: [written(folder, `rows-${files++}.csv`, `${csv(rows)}\n`)],
    models: [{ score: "score" }],
    ...more,
  }),
  drift,
  ...suite,
});

async function recordFor(
  suite: SuiteContent,
  {
    featureBins = [],
    baseline = [],
  }: { featureBins?: readonly BinnedFeature[]; baseline?: readonly DistributionRow[] } = {},
): Promise<RunRecord> {
  const found = await measured(suite, { featureBins });
  return judge(findings(suite, found, { seed: 1, toolVersion: "0.0.0", baseline }));
}

const at = (record: RunRecord, of: string, feature: string | null, group: string | null): DistributionRow[] =>
  (record.distributions ?? []).filter(
    (row) =>
      row.of === of && row.feature === feature && row.group === group && (group !== null || row.attribute === null),
  );

describe("distributions of a run", () => {
  const rows = people(2000);

  it("are counts that a plain loop over the rows finds", async () => {
    const rows = people(2000).map((row) => (row.gender === "x" ? { ...row, gender: "f" } : row));
    const record = await recordFor(suiteFor(rows));
    expect(() => runRecordSchema.parse(record)).not.toThrow();
    for (const gender of [null, "f", "m"]) {
      const own = rows.filter((row) => gender === null || row.gender === gender);
      for (const { low, high, value, n, merged_into } of at(record, "feature", "tenure", gender)) {
        expect(merged_into).toBeNull();
        const inBin = ({ tenure }: Person) =>
          value === "(missing)"
            ? tenure === ""
            : tenure !== "" && tenure > (low ?? -Infinity) && tenure <= (high ?? Infinity);
        expect(n).toBe(own.filter(inBin).length);
      }
      for (const { value, n } of at(record, "feature", "plan", gender))
        expect(n).toBe(own.filter(({ plan }) => plan === value).length);
      expect(at(record, "label", null, gender).map(({ value, n }) => [value, n])).toEqual(
        ["0", "1"].map((label) => [label, own.filter((row) => String(row.label) === label).length]),
      );
      const scores = at(record, "score", null, gender);
      expect(scores.reduce((sum, { n }) => sum + n!, 0)).toBe(own.length);
      expect(scores).toHaveLength(5);
    }
    const population = (record.distributions ?? []).filter(({ of }) => of === "population");
    expect(population.map(({ value, n }) => [value, n])).toEqual(
      ["f", "m"].map((gender) => [gender, rows.filter((row) => row.gender === gender).length]),
    );
  });

  it("tell apart equal shares of the rows, whose cuts need not be in the data", async () => {
    const tenure = at(await recordFor(suiteFor(rows)), "feature", "tenure", null);
    expect(tenure.map(({ high }) => high)).toEqual([13, 27, 41, 55, null, null]);
    expect(tenure.at(-1)).toMatchObject({ value: "(missing)", n: 40, rows: 2000 });
  });

  it("know how many independent rows those of few people are worth", async () => {
    const apart = await recordFor(suiteFor(rows));
    expect(at(apart, "feature", "plan", null)[0]).toMatchObject({ rows: 2000, effective: 2000 });
    // Two rows of one person that are always alike are worth one.
    const doubled = people(1000).flatMap((row, i) => [
      { ...row, unit: i },
      { ...row, unit: i },
    ]);
    const twice = await recordFor(suiteFor(doubled, { dataset: { unit: "unit" } }));
    expect(at(twice, "feature", "plan", null)[0]!.effective).toBeCloseTo(1000, -1);
  });

  it("tell nothing of fewer people than are shown", async () => {
    const few = people(400);
    const record = await recordFor(suiteFor(few));
    const told = (record.distributions ?? []).filter(
      ({ of, n, group }) => of !== "population" && group !== null && n !== null,
    );
    for (const { n, of, feature, bin } of told) {
      const everybody = at(record, of, feature, null).find((row) => row.bin === bin);
      expect(n! >= 5 || everybody?.n === 0).toBe(true);
    }
    // Of five people the values cannot be told apart.
    expect(new Set(at(record, "feature", "tenure", "x").map(({ merged_into }) => merged_into))).toContain(0);
  });

  it("have the bins of the baseline, and values that it did not have are others", async () => {
    const before = await recordFor(suiteFor(rows));
    const now = people(1000, 30).map((row, i) => (i % 10 === 0 ? { ...row, plan: "week" } : row));
    const suite = suiteFor(now);
    const known = baselineDistributions([{ id: "m0" }], before);
    const record = await recordFor(suite, { featureBins: featureBinsOf(known), baseline: known });
    const highs = (of: RunRecord) => at(of, "feature", "tenure", null).map(({ high }) => high);
    expect(highs(record)).toEqual(highs(before));
    expect(at(record, "score", null, null).map(({ high }) => high)).toEqual(
      at(before, "score", null, null).map(({ high }) => high),
    );
    expect(at(record, "feature", "plan", null).find(({ value }) => value === "(other)")?.n).toBe(100);
    const compared = withDrift(record, before);
    expect(() => runRecordSchema.parse(judge(compared))).not.toThrow();
    const tenure = compared.drift!.filter(
      ({ feature, group, attribute }) => feature === "tenure" && group === null && attribute === null,
    );
    expect(tenure.map(({ statistic }) => statistic)).toEqual([
      "population_stability",
      "jensen_shannon",
      "kolmogorov_smirnov",
      "total_variation",
    ]);
    for (const { low } of tenure) expect(low).toBeGreaterThan(0.1);
  });

  it("are the same as the baseline's where the rows are the same", async () => {
    const before = await recordFor(suiteFor(rows));
    const again = withDrift(before, before);
    for (const row of again.drift!) {
      if (row.status === "ok") expect([row.observed, row.value, row.low]).toEqual([0, 0, 0]);
      else expect(row.reason).not.toBeNull();
    }
  });

  it("do not depend on the order of the rows", async () => {
    const turned = people(2000).toReversed();
    const [one, other] = [await recordFor(suiteFor(rows)), await recordFor(suiteFor(turned))];
    expect(other.distributions).toEqual(one.distributions);
  });

  it("refuse free texts and ids, and columns that are not there", async () => {
    const texts = rows.map((row, i) => ({ ...row, plan: `text ${i}` }));
    expect(await failureOf(measured(suiteFor(texts)))).toMatchObject({
      kind: "usage",
      problems: [{ at: ["drift", "features", 1], hint: "leave it out" }],
    });
    const absent = suiteFor(rows, {}, { drift: { ...drift, features: ["tenur"] } });
    expect(await failureOf(measured(absent))).toMatchObject({
      problems: [{ at: ["drift", "features", 0], message: 'no column "tenur" in the data; did you mean "tenure"?' }],
    });
    const all = suiteFor(rows, {}, { drift: { ...drift, features: "all" } });
    expect(await failureOf(measured(all))).toMatchObject({ kind: "usage", problems: [{ at: ["drift", "features"] }] });
  });

  it("are of the prediction and the label's numbers in a regression", async () => {
    const suite = suiteFor(rows, {
      dataset: { label: "label" },
      models: [{ prediction: "score", task: "regression" }],
    });
    const record = await recordFor({ ...suite, drift: { features: [], bins: 4 } });
    expect(at(record, "prediction", null, null).map(({ high }) => high)).toEqual([0.249, 0.499, 0.749, null]);
    expect(at(record, "score", null, null)).toEqual([]);
  });
});
