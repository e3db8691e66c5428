import { readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { averagePrecision } from "../../src/metrics/average-precision.js";
import { brierScore } from "../../src/metrics/brier-score.js";
import { calibrationIntercept } from "../../src/metrics/calibration-intercept.js";
import { calibrationSlope } from "../../src/metrics/calibration-slope.js";
import { debiasedCalibrationError } from "../../src/metrics/debiased-calibration-error.js";
import { expectedCalibrationError } from "../../src/metrics/expected-calibration-error.js";
import { expectedCalibrationErrorEqualMass } from "../../src/metrics/expected-calibration-error-equal-mass.js";
import { ksDistance } from "../../src/metrics/ks-distance.js";
import { logLoss } from "../../src/metrics/log-loss.js";
import type { DistributionMetric, Entries } from "../../src/metrics/metric.js";
import { fixturePath, projectRoot, withFixtures } from "../fixtures.js";
import { entriesOf, type ScoredRow } from "./entries-of.js";

const measure = (metric: DistributionMetric, entries: Entries) => metric.of(entries, { weighted: true });
const valued = (metric: DistributionMetric, rows: readonly ScoredRow[]) =>
  measure(metric, entriesOf(rows))?.value ?? null;

const smooth = [averagePrecision, brierScore, logLoss, calibrationSlope, calibrationIntercept];
const binned = [expectedCalibrationError, expectedCalibrationErrorEqualMass, debiasedCalibrationError];
const all = [...smooth, ...binned, ksDistance];
const named = (metrics: readonly DistributionMetric[]) => metrics.map((metric) => [metric.name, metric] as const);

/** Both classes overlap at scores between 0.1 and 0.9, so every metric is defined. */
const fixed: readonly ScoredRow[] = [
  { label: 0, score: 0.9 },
  { label: 1, score: 0.1 },
  { label: 1, score: 0.9 },
  { label: 0, score: 0.1 },
];
const someRows = fc
  .array(
    fc.record({
      label: fc.integer({ min: 0, max: 1 }),
      score: fc.integer({ min: 1, max: 99 }).map((percent) => percent / 100),
      weight: fc.integer({ min: 1, max: 12 }).map((quarters) => quarters / 4),
    }),
    { minLength: 6, maxLength: 40 },
  )
  .map((rows): readonly ScoredRow[] => [...rows, ...fixed]);

describe.each(named(all))("%s", (name, metric) => {
  it("gives the values of another tool", () => {
    const file = path.join(projectRoot, "test", "metrics", `${name.replaceAll("_", "-")}.json`);
    const { cases } = JSON.parse(readFileSync(file, "utf8")) as {
      cases: { label: number[]; score: number[]; weight?: number[]; expected: number | null }[];
    };
    expect(cases.length).toBeGreaterThan(5);
    for (const { label, score, weight, expected } of cases) {
      const rows = label.map((y, i) => ({ label: y, score: score[i]!, weight: weight?.[i] ?? 1 }));
      const value = valued(metric, rows);
      if (expected === null) expect(value).toBeNull();
      // 1e-12: the same few operations on doubles in another order, and two Newton solutions at their last digits.
      else expect(value).toBeCloseTo(expected, 12);
    }
  });

  it("is null for no rows", () => expect(valued(metric, [])).toBeNull());

  it("lies in its range", () =>
    fc.assert(
      fc.property(someRows, (rows) => {
        const [low, high] = metric.range;
        const value = valued(metric, rows)!;
        // 1e-12: sums of up to 44 weights.
        expect(value).toBeGreaterThanOrEqual((low ?? Number.NEGATIVE_INFINITY) - 1e-12);
        expect(value).toBeLessThanOrEqual((high ?? Number.POSITIVE_INFINITY) + 1e-12);
      }),
    ));
});

describe.each(named(smooth))("influence of %s", (_, metric) => {
  it("is the derivative by a row's weight, times all weight", () =>
    fc.assert(
      fc.property(someRows, (rows) => {
        const entries = entriesOf(rows);
        const { influence } = measure(metric, entries)!;
        const total = entries.w.reduce((sum, w) => sum + w, 0);
        const scale = Math.max(...influence!.map(Math.abs));
        for (let i = 0; i < entries.w.length; i += 3) {
          const at = (change: number) =>
            measure(metric, { ...entries, w: entries.w.map((w, j) => (i === j ? w + change : w)) })!.value;
          const step = 1e-3;
          // Richardson's extrapolation leaves an error of step^4; 1e-6 relative to the largest influence.
          const [wide, narrow] = [(at(step) - at(-step)) / 2, at(step / 2) - at(-step / 2)];
          const derivative = (4 * narrow - wide) / 3 / step;
          expect(Math.abs(total * derivative - influence![i]!)).toBeLessThan(1e-6 * Math.max(scale, 1e-3));
        }
      }),
      { numRuns: 40 },
    ));

  it("adds up to 0 over the weights", () =>
    fc.assert(
      fc.property(someRows, (rows) => {
        const entries = entriesOf(rows);
        const { influence } = measure(metric, entries)!;
        const products = entries.w.map((w, i) => w * influence![i]!);
        const sum = products.reduce((one, other) => one + other, 0);
        const size = products.reduce((one, other) => one + Math.abs(other), 0);
        // 1e-9 of the summed sizes: rounding, and for fits the gradient left over.
        expect(Math.abs(sum)).toBeLessThan(1e-9 * Math.max(size, 1e-6));
      }),
    ));
});

describe.each(
  named(all.filter((one) => one !== expectedCalibrationErrorEqualMass && one !== debiasedCalibrationError)),
)("weights of %s", (_, metric) => {
  it("count a row of weight 2 as two rows", () =>
    fc.assert(
      fc.property(someRows, (rows) => {
        const heavy = rows.map((row, i) => ({ ...row, weight: 1 + (i % 2) }));
        const twice = rows.map((row, i) => ({ ...row, weight: 1, times: 1 + (i % 2) }));
        // 1e-10: the same sums.
        expect(valued(metric, heavy)).toBeCloseTo(valued(metric, twice)!, 10);
      }),
    ));
});

it.each(named([...binned, ksDistance]))("%s has no linearisation and no interval of its own", (_, metric) => {
  const rows = Array.from({ length: 20 }, (_, i): ScoredRow => ({ label: i % 2, score: (i + 0.5) / 20 }));
  expect(measure(metric, entriesOf(rows))).toMatchObject({ influence: null, evidence: null });
});

describe("groups that are all alike", () => {
  const positives: readonly ScoredRow[] = [0.2, 0.6, 0.7].map((score) => ({ label: 1, score }));
  const negatives: readonly ScoredRow[] = [0.2, 0.6, 0.7].map((score) => ({ label: 0, score }));
  const tied: readonly ScoredRow[] = [1, 0, 0, 0].map((label) => ({ label, score: 0.5 }));
  it.each([
    [averagePrecision, 1, null, 0.25],
    [brierScore, (0.64 + 0.16 + 0.09) / 3, (0.04 + 0.36 + 0.49) / 3, 0.25],
    [logLoss, -Math.log(0.2 * 0.6 * 0.7) / 3, -Math.log(0.8 * 0.4 * 0.3) / 3, Math.LN2],
    [expectedCalibrationError, 0.5, 0.5, 0.25],
    [expectedCalibrationErrorEqualMass, null, null, null],
    // (0.5 - 0.25)² - 0.25 · 0.75 / 3 = 0: just what chance does.
    [debiasedCalibrationError, null, null, 0],
    [calibrationSlope, null, null, null],
    [calibrationIntercept, null, null, -Math.log(3)],
    [ksDistance, null, null, 0],
  ] as const)("$name", (metric, ofPositives, ofNegatives, ofTied) => {
    for (const [rows, expected] of [
      [positives, ofPositives],
      [negatives, ofNegatives],
      [tied, ofTied],
    ] as const) {
      const value = valued(metric, rows);
      if (expected === null) expect(value).toBeNull();
      else expect(value).toBeCloseTo(expected, 12);
    }
  });

  it("have no average precision's spread with one positive or a perfect order", () => {
    expect(measure(averagePrecision, entriesOf(tied))?.influence).toBeNull();
    expect(measure(averagePrecision, entriesOf([...positives, { label: 0, score: 0.1 }]))).toMatchObject({
      value: 1,
      influence: null,
    });
  });

  it("a single row is measured where its loss is", () => {
    const one: readonly ScoredRow[] = [{ label: 1, score: 0.75 }];
    expect(all.map((metric) => valued(metric, one)).map((value) => value !== null)).toEqual(
      all.map((metric) => [averagePrecision, brierScore, logLoss, expectedCalibrationError].includes(metric)),
    );
  });

  it("classes that the score parts have no slope", () => {
    expect(valued(calibrationSlope, [...positives, { label: 0, score: 0.1 }, { label: 0, score: 0.2 }])).toBeNull();
  });
});

it("equal-mass bins part the rows of one score in the same mixture", () => {
  // Bins of two rows at 0.5, each half positive: |0.5 - 0.5| = 0 whatever the order of the rows.
  const rows = Array.from({ length: 20 }, (_, i): ScoredRow => ({ label: i % 2, score: 0.5 }));
  expect(valued(expectedCalibrationErrorEqualMass, rows)).toBeCloseTo(0, 12);
});

it("recalibration finds its line from extreme scores", () => {
  const rows = [1e-300, 1e-9, 0.2, 0.5, 0.8, 1 - 1e-12].map((score, i): ScoredRow => ({ label: i % 2, score }));
  for (const metric of [calibrationSlope, calibrationIntercept]) {
    const { value, influence } = measure(metric, entriesOf(rows))!;
    expect(Number.isFinite(value)).toBe(true);
    expect(influence?.every(Number.isFinite)).toBe(true);
  }
});

type Group = Readonly<Record<string, string>>;
interface Expected {
  readonly group: Group;
  readonly n: number;
  /** The whole data set has calibration errors only. */
  readonly brier?: number;
  readonly log_loss?: number;
  readonly ece_width10?: { readonly ece: number };
  readonly ece_mass10?: { readonly ece: number } | null;
}

withFixtures("groups of customers", () => {
  const read = (name: string) => JSON.parse(readFileSync(fixturePath("oracles", name), "utf8"));
  const columns = () => read("data_binary.json").data.columns as Record<string, (string | number)[]>;

  /** Rows of a group; `apart` moves tied scores by 1e-13 a row, so that they keep the order of the file. */
  const rowsOf = (data: ReturnType<typeof columns>, group: Group, weighted: boolean, apart = 0): ScoredRow[] =>
    data.y_true!.flatMap((label, i) =>
      Object.entries(group).every(([attribute, level]) => data[attribute]![i] === level)
        ? [
            {
              label: Number(label),
              score: Number(data.score![i]) + i * apart,
              weight: weighted ? Number(data.weight![i]) : 1,
            },
          ]
        : [],
    );

  it.each(["unweighted", "weighted"])("have the reference's losses and calibration errors, %s", (how) => {
    const data = columns();
    const { overall, ...attributes } = read("a_reference_binary.json").expected[how] as { overall: Expected } & Record<
      string,
      Expected[]
    >;
    const groups = [{ ...overall, group: {} }, ...Object.values(attributes).flat()];
    expect(
      groups.filter(({ brier, log_loss }) => brier !== undefined && log_loss !== undefined).length,
    ).toBeGreaterThan(20);
    for (const { group, n, brier, log_loss, ece_width10, ece_mass10 } of groups) {
      const rows = rowsOf(data, group, how === "weighted");
      expect(rows).toHaveLength(n);
      // 1e-9: closed forms of up to 1,200 doubles.
      if (brier !== undefined) expect(valued(brierScore, rows)).toBeCloseTo(brier, 9);
      if (log_loss !== undefined) expect(valued(logLoss, rows)).toBeCloseTo(log_loss, 9);
      if (ece_width10) expect(valued(expectedCalibrationError, rows)).toBeCloseTo(ece_width10.ece, 9);
      if (!ece_mass10) continue;
      const apart = rowsOf(data, group, how === "weighted", 1e-13);
      // The scores moved by up to 1.2e-10.
      expect(valued(expectedCalibrationErrorEqualMass, apart)).toBeCloseTo(ece_mass10.ece, 9);
    }
  });

  it.each(["unweighted", "weighted"])("have Fairlearn's average precision, %s", (how) => {
    const data = columns();
    const sets = Object.values(read("a_fairlearn_metricframe.json").expected[how]) as {
      scores?: { by_group: { group: Group; values: { average_precision: number } }[] };
    }[];
    const groups = sets.flatMap(({ scores }) => scores?.by_group ?? []);
    expect(groups.length).toBeGreaterThan(10);
    for (const { group, values } of groups) {
      const rows = rowsOf(data, group, how === "weighted");
      const value = valued(averagePrecision, rows);
      // Without positives the peer answers 0.
      if (!rows.some(({ label }) => label === 1)) expect(value).toBeNull();
      else expect(value).toBeCloseTo(values.average_precision, 9);
    }
  });
});

it("65,536 entries take a moment", () => {
  const size = 65_536;
  const entries: Entries = {
    label: Float64Array.from({ length: size }, (_, i) => ((i * 7919) % 3 === 0 ? 1 : 0)),
    score: Float64Array.from({ length: size }, (_, i) => (i + 0.5) / size),
    n: new Float64Array(size).fill(3),
    w: new Float64Array(size).fill(3),
  };
  for (const metric of all) {
    const started = performance.now();
    expect(measure(metric, entries)?.value).toSatisfy(Number.isFinite);
    // Milliseconds when linear; a quadratic one would take many seconds.
    expect(performance.now() - started).toBeLessThan(2_000);
  }
});
