import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Confusion } from "../../src/core/confusion.js";
import { estimates, groupTables, metricView, splitOf } from "../../src/inference/index.js";
import { families, type Metric, metricByName, metrics, parameterFault } from "../../src/metrics/index.js";
import { projectRoot } from "../fixtures.js";
import { countRows } from "../inference/count-rows.js";

interface OracleCase {
  readonly counts?: Confusion;
  readonly favourable_is_positive?: boolean;
  readonly label?: readonly number[];
  readonly score?: readonly number[];
  readonly weight?: readonly number[];
  readonly matrix?: readonly (readonly number[])[];
  readonly parameter?: number;
  /** Rows that a model decided and that it left to somebody else. */
  readonly decided?: Confusion;
  readonly deferred?: Confusion;
  /** 1: row of the group, among everybody. */
  readonly group?: readonly number[];
  readonly expected: number | null;
}

const folder = path.join(projectRoot, "test", "metrics");
const fileOf = (name: string) => path.join(folder, `${name.replaceAll("_", "-")}.json`);
const oracleOf = (name: string) =>
  JSON.parse(readFileSync(fileOf(name), "utf8")) as { source: string; cases: OracleCase[] };

const ofCounts = (metric: Metric, counts: Confusion, favourableIsPositive: boolean | null): number | null => {
  if (metric.kind === "derived") return metric.of(counts);
  if (metric.kind !== "rate") throw new Error(`${metric.name} is not made from confusion counts`);
  const { successes, trials } = metric.of(counts, { favourableIsPositive });
  return trials > 0 ? successes / trials : null;
};

const figureOf = (metric: Metric, one: OracleCase): number | null => {
  if (metric.kind === "deferral") {
    const { successes, trials } = metric.of(one.decided!, one.deferred!);
    return trials > 0 ? successes / trials : null;
  }
  if (metric.kind === "matrix") {
    const names = one.matrix!.map((_, place) => String(place));
    return metric.of(Float64Array.from(one.matrix!.flat()), names.length, names);
  }
  return one.counts ? ofCounts(metric, one.counts, one.favourable_is_positive ?? null) : ofRows(metric, one);
};

/** A metric of scored rows, through the same estimators as an audit. */
function ofRows(metric: Metric, { label = [], score = [], weight, group }: OracleCase): number | null {
  const attributes = group === undefined ? [] : ["group"];
  const rows = label.map((y, i) => ({
    groups: group === undefined ? [] : [group[i] === 1 ? "in" : "out"],
    label: y,
    prediction: 0,
    score: score[i] as number,
    ...(weight ? { weight: weight[i] as number } : {}),
  }));
  const counts = countRows(rows, { attributes });
  const material = {
    counts: { ...counts, confidences: counts.scores, values: counts.scores },
    weighted: weight !== undefined,
    profiles: null,
    clustered: false,
    context: { favourableIsPositive: null },
    seed: 1,
  };
  const [everybody, byGroup] = groupTables(
    material.counts.cells,
    attributes.map((name) => [name]),
  );
  const view = metricView(material, metric, null, { kind: "class", index: 1 });
  const table = byGroup ?? everybody!;
  const at = byGroup === undefined ? 0 : table.groups.findIndex(({ name }) => name === "in");
  return estimates(view, material, splitOf(table, material, view))[at]?.value ?? null;
}

describe.each(metrics.map((metric) => [metric.name, metric] as const))("%s", (name, metric) => {
  it("gives the values of another tool", () => {
    const { source, cases } = oracleOf(name);
    expect(source).toMatch(/\d+\.\d+/);
    expect(cases.length).toBeGreaterThanOrEqual(3);
    for (const one of cases) {
      const value = figureOf(metric, one);
      if (one.expected === null) expect(value).toBeNull();
      // 1e-12: both sides do the same few operations on doubles, in another order.
      else expect(value).toBeCloseTo(one.expected, 12);
    }
  });

  it("says what it is in words that stand in suites and reports", () => {
    expect(metricByName(name)).toBe(metric);
    expect(name).toMatch(/^[a-z0-9]+(_[a-z0-9]+)*$/);
    expect(metric.formula).not.toBe("");
    expect(metric.source).toMatch(/\d{4}/);
    expect(metric.empty).toMatch(/group/);
    expect(existsSync(path.join(projectRoot, "src", "metrics", `${name.replaceAll("_", "-")}.ts`))).toBe(true);
  });
});

describe.each(families.map((family) => [family.name, family] as const))("%s", (name, family) => {
  it("gives the values of another tool", () => {
    const { cases } = oracleOf(name);
    expect(cases.length).toBeGreaterThanOrEqual(3);
    for (const one of cases) {
      const value = figureOf(metricByName(`${name}(${one.parameter})`)!, one);
      if (one.expected === null) expect(value).toBeNull();
      else expect(value).toBeCloseTo(one.expected, 12);
    }
  });

  it("is written with its parameter", () => {
    expect(metricByName(`${name}(${family.example})`)?.name).toBe(`${name}(${family.example})`);
    expect(metricByName(name) === undefined).toBe(family.byDefault === null);
    expect(metricByName(`${name}(x)`)).toBeUndefined();
    expect(parameterFault(`${name}(x)`)).toContain(`${name} takes ${family.parameter}`);
    expect(parameterFault(`${name}(${family.example})`)).toBeNull();
  });
});

it("every oracle file belongs to a metric", () => {
  const files = readdirSync(folder).filter((file) => file.endsWith(".json"));
  expect(files.sort()).toEqual([...metrics, ...families].map(({ name }) => path.basename(fileOf(name))).sort());
});

const count = fc.nat(500);
const confusion = fc.record({ tp: count, fp: count, fn: count, tn: count });
const ofConfusion = metrics.filter(({ kind }) => kind === "rate" || kind === "derived");
const mapped = (counts: Confusion, of: (value: number) => number): Confusion => ({
  tp: of(counts.tp),
  fp: of(counts.fp),
  fn: of(counts.fn),
  tn: of(counts.tn),
});

describe.each(ofConfusion.map((metric) => [metric.name, metric] as const))("%s, for all counts", (_, metric) => {
  const value = (counts: Confusion) => ofCounts(metric, counts, true);

  it("is the same with every cell doubled", () =>
    fc.assert(
      fc.property(confusion, (counts) => {
        const doubled = value(mapped(counts, (cell) => 2 * cell));
        const single = value(counts);
        if (single === null) expect(doubled).toBeNull();
        // Doubling is exact in binary; 1e-12 leaves room for the square roots of the Matthews correlation.
        else expect(doubled).toBeCloseTo(single, 12);
      }),
    ));

  it("lies in its range, and is null for no rows", () => {
    const [low, high] = metric.range;
    expect(value({ tp: 0, fp: 0, fn: 0, tn: 0 })).toBeNull();
    fc.assert(
      fc.property(confusion, (counts) => {
        const found = value(counts);
        if (found === null) return;
        // One part in 10^15 above the end: the correlation of identical labels and predictions rounds.
        expect(found).toBeGreaterThanOrEqual((low ?? Number.NEGATIVE_INFINITY) - 1e-15);
        expect(found).toBeLessThanOrEqual((high ?? Number.POSITIVE_INFINITY) + 1e-15);
      }),
    );
  });
});

/** Metrics that change places when positive and negative are renamed. */
const mirrored: Readonly<Record<string, string>> = {
  true_positive_rate: "true_negative_rate",
  false_positive_rate: "false_negative_rate",
  precision: "negative_predictive_value",
  false_discovery_rate: "false_omission_rate",
  accuracy: "accuracy",
  error_rate: "error_rate",
  balanced_accuracy: "balanced_accuracy",
  matthews_correlation: "matthews_correlation",
  cohen_kappa: "cohen_kappa",
};

describe.each(Object.entries(mirrored))("%s", (name, other) => {
  it(`is ${other} of the negative class`, () =>
    fc.assert(
      fc.property(confusion, (counts) => {
        const flipped = { tp: counts.tn, fp: counts.fn, fn: counts.fp, tn: counts.tp };
        const [here, there] = [
          ofCounts(metricByName(name)!, counts, null),
          ofCounts(metricByName(other)!, flipped, null),
        ];
        if (here === null) expect(there).toBeNull();
        else expect(there).toBeCloseTo(here, 12);
      }),
    ));
});

describe("parts of a rate", () => {
  const rates = metrics.filter((metric) => metric.kind === "rate");

  it.each(rates.map((metric) => [metric.name, metric] as const))("%s adds up over a split of the rows", (_, metric) =>
    fc.assert(
      fc.property(confusion, confusion, (a, b) => {
        const context = { favourableIsPositive: false };
        const sum = { tp: a.tp + b.tp, fp: a.fp + b.fp, fn: a.fn + b.fn, tn: a.tn + b.tn };
        const [first, second, both] = [a, b, sum].map((counts) => metric.of(counts, context));
        expect(both).toEqual({
          successes: first!.successes + second!.successes,
          trials: first!.trials + second!.trials,
        });
      }),
    ),
  );
});
