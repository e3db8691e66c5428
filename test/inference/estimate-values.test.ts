import { describe, expect, it } from "vitest";
import { type Random, random } from "../../src/core/random.js";
import type { GroupRow } from "../../src/record/run-record.js";
import { tableFindings } from "../../src/runner/table-findings.js";
import { weighValues, woodruffEvidence } from "../../src/stats/index.js";

/** Durations of two groups, several of one unit, with weights. */
interface Table {
  readonly truth: readonly number[];
  readonly predicted: readonly number[];
  readonly unit: readonly number[];
  readonly weight: readonly number[];
}
type Design = readonly ("unit" | "weight")[];

const draw = (next: Random, n: number): Table => {
  const rows = Array.from({ length: n }, (_, i) => i);
  const truth = rows.map((i) => Math.ceil(40 * (0.2 + next()) * (1 + (Math.floor(i / 4) % 3))) / 2);
  return {
    truth,
    // Distinct, so that no two rows of different weight are counted as one.
    predicted: truth.map((minutes) => minutes + 20 * (next() - 0.4)),
    unit: rows.map((i) => Math.floor(i / 4)),
    weight: rows.map(() => 1 + Math.floor(8 * next()) / 4),
  };
};

/** The group rows of an audit, by metric and group; null: everybody. */
function audited(
  { truth, predicted, unit, weight }: Table,
  metrics: readonly string[],
  design: Design,
  classified?: (minutes: number) => boolean,
): (metric: string, group: string | null) => GroupRow {
  const isRegression = classified === undefined;
  const label = isRegression ? [...truth] : truth.map((minutes) => (classified(minutes) ? 1 : 0));
  const columns = {
    label,
    predicted: isRegression ? [...predicted] : label,
    group: unit.map((id) => (id % 2 === 0 ? "even" : "odd")),
    unit: [...unit],
    weight: [...weight],
  };
  const { groups } = tableFindings(columns, {
    label: "label",
    prediction: "predicted",
    protected: ["group"],
    metrics: [...metrics],
    ...(isRegression ? { task: "regression" as const } : {}),
    ...Object.fromEntries(design.map((name) => [name, name])),
  });
  return (metric, group) => groups.find((row) => row.metric === metric && row.group === group) as GroupRow;
}

const designs = [[], ["weight"], ["unit"], ["unit", "weight"]] as const satisfies readonly Design[];
const groups = ["even", "odd"] as const;

describe.each(designs.map((design) => [design.join(" and ") || "independent rows", design] as const))(
  "%s",
  (_, design) => {
    const table = draw(random(5, "values by group"), 900);

    it("a share beyond a level has the evidence of the same share of labels", () => {
      const numbers = audited(table, ["share_beyond(30)"], design);
      const labels = audited(table, ["prevalence"], design, (minutes) => minutes > 30);
      for (const group of groups) {
        const [mine, theirs] = [numbers("share_beyond(30)", group), labels("prevalence", group)];
        expect(mine).toMatchObject({ interval: theirs.interval, n: theirs.n });
        // 1e-12: the same sums in another order.
        for (const key of ["value", "numerator", "denominator", "low", "high"] as const)
          expect(mine[key], key).toBeCloseTo(theirs[key]!, 12);
      }
    });

    it("a quantile has Woodruff's interval on the effective size of the share at or below it", () => {
      if (design.length === 0) return;
      const { value, basis, interval } = audited(table, ["median_value"], design)("median_value", null);
      const share = audited(table, ["prevalence"], design, (minutes) => minutes <= value!)("prevalence", null);
      const [, nEffective, df, n] = share.basis as [number, number, number, number];
      const weights = (design as Design).includes("weight") ? table.weight : table.weight.map(() => 1);
      const sample = weighValues({
        values: Float64Array.from(table.truth),
        counts: new Float64Array(n).fill(1),
        weights: Float64Array.from(weights),
      });
      const expected = woodruffEvidence(sample, 0.5, value!, { n, nEffective, df, kish: n })!;
      expect(interval).toBe("order_statistic");
      // 1e-9: halves of minutes, and straight lines between them.
      for (const [i, limit] of expected.basis.entries()) expect(basis![i]).toBeCloseTo(limit, 9);
    });

    it("every error has an interval around it, on its own scale", () => {
      const intervals = {
        mean_value: "t_mean",
        mean_error: "t_mean",
        mean_absolute_error: "t_log",
        mean_absolute_percentage_error: "t_log",
        "pinball_loss(0.9)": "t_log",
        root_mean_squared_error: "t_log",
        r_squared: "t_log_complement",
        p90_absolute_error: "order_statistic",
      };
      const row = audited(table, Object.keys(intervals), design);
      for (const [metric, interval] of Object.entries(intervals))
        for (const group of [null, ...groups]) {
          const { value, low, high, ...found } = row(metric, group);
          expect(found, metric).toMatchObject({ status: "ok", interval, reason: null });
          expect(low!, metric).toBeLessThan(value!);
          expect(high!, metric).toBeGreaterThan(value!);
        }
      expect(row("r_squared", null).high).toBeLessThan(1);
    });
  },
);

describe("intervals of few, heavy or huge rows", () => {
  const next = random(6, "few rows");
  it("squares have none below 100 rows, and say so", () => {
    const row = audited(draw(next, 160), ["root_mean_squared_error", "r_squared"], []);
    for (const metric of ["root_mean_squared_error", "r_squared"])
      expect(row(metric, "even")).toMatchObject({
        status: "ok",
        interval: null,
        reason: "fewer than 100 rows: no interval holds its level",
      });
  });

  it("squares have none where one row carries most of them", () => {
    const table = draw(next, 4_000);
    const predicted = table.predicted.map((minutes, i) => (i === 8 ? 9_000 : minutes));
    const row = audited({ ...table, predicted }, ["root_mean_squared_error", "mean_absolute_error"], []);
    expect(row("root_mean_squared_error", "even")).toMatchObject({
      interval: null,
      reason: "a few rows carry most of it: no interval holds its level",
    });
    expect(row("root_mean_squared_error", "odd").interval).toBe("t_log");
    expect(row("mean_absolute_error", "even").interval).toBe("t_log");
  });

  it("a 90th percentile has none below 51 rows", () => {
    const row = audited(draw(next, 100), ["p90_value", "median_value"], []);
    expect(row("p90_value", "even").n).toBe(52);
    expect(row("p90_value", "even").interval).toBe("order_statistic");
    expect(row("p90_value", "odd")).toMatchObject({ n: 48, interval: null });
    expect(row("p90_value", "odd").reason).toMatch(/^fewer than 51 rows/);
    expect(row("median_value", "odd").interval).toBe("order_statistic");
  });

  it("numbers whose squares are none leave values without intervals, but no infinity in the record", () => {
    const table = draw(next, 400);
    const scaled = (list: readonly number[]) => list.map((minutes) => minutes * 1e300);
    const metrics = [
      "mean_value",
      "mean_error",
      "mean_absolute_error",
      "root_mean_squared_error",
      "r_squared",
      "p90_value",
    ];
    for (const design of designs) {
      const huge = { ...table, truth: scaled(table.truth), predicted: scaled(table.predicted) };
      const row = audited(huge, metrics, design);
      for (const metric of metrics)
        for (const group of groups) {
          const { value, low, high, basis } = row(metric, group);
          for (const one of [value, low, high, ...(basis ?? [])])
            expect(one === null || Number.isFinite(one), `${metric} ${design}`).toBe(true);
        }
    }
  });

  it("predictions that are all right have no spread, and no interval", () => {
    const table = draw(next, 400);
    const row = audited({ ...table, predicted: table.truth }, ["mean_absolute_error", "mean_error", "r_squared"], []);
    for (const metric of ["mean_absolute_error", "mean_error"])
      expect(row(metric, "even")).toMatchObject({ value: 0, interval: null, reason: "its rows have no spread" });
    expect(row("r_squared", "even")).toMatchObject({ value: 1, interval: null, reason: "its rows have no spread" });
  });
});
