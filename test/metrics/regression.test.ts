import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type DistributionMetric,
  type Entries,
  families,
  type Measurement,
  metricByName,
  metrics,
} from "../../src/metrics/index.js";
import { boundsOf } from "../../src/stats/index.js";
import { fixturePath, withFixtures } from "../fixtures.js";

interface Row {
  readonly truth: number;
  readonly predicted: number;
  readonly weight?: number;
  readonly times?: number;
}

/** Rows as entries, by rising prediction, then truth; equal ones as one. */
function entriesOf(rows: readonly Row[]): Entries {
  const sorted = [...rows].sort((a, b) => a.predicted - b.predicted || a.truth - b.truth);
  const merged: { truth: number; predicted: number; n: number; w: number }[] = [];
  for (const { truth, predicted, weight = 1, times = 1 } of sorted) {
    const last = merged.at(-1);
    if (last?.truth === truth && last.predicted === predicted) {
      last.n += times;
      last.w += times * weight;
    } else merged.push({ truth, predicted, n: times, w: times * weight });
  }
  const take = (key: "truth" | "predicted" | "n" | "w") => Float64Array.from(merged, (entry) => entry[key]);
  return { label: take("truth"), score: take("predicted"), n: take("n"), w: take("w") };
}

const measured = (metric: DistributionMetric, entries: Entries) => metric.of(entries, { weighted: true });
const measure = (metric: DistributionMetric, rows: readonly Row[]) => measured(metric, entriesOf(rows));
const valued = (metric: DistributionMetric, rows: readonly Row[]) => measure(metric, rows)?.value ?? null;
const byName = (name: string) => metricByName(name) as DistributionMetric;

const isOfValues = (metric: unknown): metric is DistributionMetric =>
  (metric as DistributionMetric).kind === "distribution" && (metric as DistributionMetric).needs === "values";
const all = [...metrics, ...families.map(({ example, of }) => of(example))].filter(isOfValues);
const named = (list: readonly DistributionMetric[]) => list.map((metric) => [metric.name, metric] as const);
const example: readonly Row[] = [
  { truth: 3, predicted: 2.5 },
  { truth: 1, predicted: 2 },
];
const standsOnShare = (metric: DistributionMetric) => measure(metric, example)?.share !== undefined;
const smooth = all.filter((metric) => !standsOnShare(metric));
const quantiles = all.filter((metric) => standsOnShare(metric) && metric.unit === "number");

/** True numbers without 0, as percentages want them, and not all alike. */
const someRows = fc
  .array(
    fc.record({
      truth: fc.integer({ min: 1, max: 400 }).map((quarters) => quarters / 4),
      predicted: fc.integer({ min: -20, max: 440 }).map((quarters) => quarters / 4),
      weight: fc.integer({ min: 1, max: 12 }).map((quarters) => quarters / 4),
    }),
    { minLength: 3, maxLength: 40 },
  )
  .map((rows): readonly Row[] => [...rows, { truth: 2, predicted: 1 }, { truth: 50, predicted: 40, weight: 2 }]);

it("there are 19 of them", () => expect(all).toHaveLength(19));

describe.each(named(all))("%s", (_, metric) => {
  it("is null for no rows, and for rows without weight", () => {
    expect(valued(metric, [])).toBeNull();
    expect(valued(metric, [{ truth: 3, predicted: 2, weight: 0 }])).toBeNull();
  });

  it("lies in its range", () =>
    fc.assert(
      fc.property(someRows, (rows) => {
        const [low, high] = metric.range;
        const value = valued(metric, rows)!;
        expect(value).toBeGreaterThanOrEqual(low ?? Number.NEGATIVE_INFINITY);
        expect(value).toBeLessThanOrEqual(high ?? Number.POSITIVE_INFINITY);
      }),
    ));

  it("counts a row of weight 2 as two rows", () =>
    fc.assert(
      fc.property(someRows, (rows) => {
        const heavy = rows.map((row, i) => ({ ...row, weight: 1 + (i % 2) }));
        const twice = rows.map((row, i) => ({ ...row, weight: 1, times: 1 + (i % 2) }));
        // 1e-9: the same sums of up to 42 numbers up to 450, in another order.
        expect(valued(metric, heavy)).toBeCloseTo(valued(metric, twice)!, 9);
      }),
    ));

  it("leaves out rows of weight 0", () =>
    fc.assert(
      fc.property(someRows, (rows) => {
        const more = [...rows, { truth: 1_000, predicted: -50, weight: 0 }, { truth: 0, predicted: 7, weight: 0 }];
        // 1e-9: the weights of the others are the same numbers.
        expect(valued(metric, more)).toBeCloseTo(valued(metric, rows)!, 9);
      }),
    ));

  it("has influence that adds up to 0 over the weights", () =>
    fc.assert(
      fc.property(someRows, (rows) => {
        const entries = entriesOf(rows);
        const influence = measured(metric, entries)!.influence;
        expect(influence === null).toBe(metric.withoutInterval === true);
        const products = influence?.map((one, i) => one * entries.w[i]!) ?? new Float64Array();
        const size = products.reduce((sum, one) => sum + Math.abs(one), 0);
        // 1e-12 of the summed sizes: rounding.
        expect(Math.abs(products.reduce((sum, one) => sum + one, 0))).toBeLessThanOrEqual(1e-12 * Math.max(size, 1));
      }),
    ));

  it("is null or finite for the largest and the smallest numbers, with finite influence", () => {
    for (const size of [1e300, 1e-300, Number.MAX_VALUE / 4, Number.MIN_VALUE]) {
      const rows = [1, 2, 3, 4].map((k): Row => ({ truth: size * k, predicted: size * (5 - k) }));
      const { value, influence } = measure(metric, rows) ?? { value: 0, influence: null };
      expect(Number.isFinite(value), String(size)).toBe(true);
      expect(influence?.every(Number.isFinite) ?? true, String(size)).toBe(true);
    }
  });

  it("is null where a number that it needs is missing", () => {
    const rows: readonly Row[] = [
      { truth: Number.NaN, predicted: 2 },
      { truth: Number.NaN, predicted: 3 },
    ];
    if (metric.name === "mean_prediction") expect(valued(metric, rows)).toBe(2.5);
    else expect(valued(metric, rows)).toBeNull();
  });
});

describe.each(named(smooth.filter(({ withoutInterval }) => !withoutInterval)))("influence of %s", (_, metric) => {
  it("is the derivative by a row's weight, times all weight", () =>
    fc.assert(
      fc.property(someRows, (rows) => {
        const entries = entriesOf(rows);
        const { influence } = measured(metric, entries)!;
        const total = entries.w.reduce((sum, w) => sum + w, 0);
        const scale = Math.max(...influence!.map(Math.abs));
        for (let i = 0; i < entries.w.length; i += 3) {
          const at = (change: number) =>
            measured(metric, { ...entries, w: entries.w.map((w, j) => (i === j ? w + change : w)) })!.value;
          const step = 1e-3;
          // Richardson's extrapolation leaves an error of step^4; 1e-6 relative to the largest influence.
          const [wide, narrow] = [(at(step) - at(-step)) / 2, at(step / 2) - at(-step / 2)];
          const derivative = (4 * narrow - wide) / 3 / step;
          expect(Math.abs(total * derivative - influence![i]!)).toBeLessThan(1e-6 * Math.max(scale, 1e-3));
        }
      }),
      { numRuns: 40 },
    ));
});

describe.each(named(all.filter(standsOnShare)))("%s", (_, metric) => {
  it("stands on a share of rows that each add 1 or 0 to", () =>
    fc.assert(
      fc.property(someRows, (rows) => {
        const { share, influence } = measure(metric, rows)!;
        for (const one of influence!) {
          const part = share!.of + one;
          // One rounding of a difference and one of a sum.
          expect(Math.min(Math.abs(part), Math.abs(part - 1))).toBeLessThan(1e-15);
        }
      }),
    ));
});

describe.each(named(quantiles))("%s", (_, metric) => {
  const many = Array.from({ length: 200 }, (_, i): Row => ({ truth: ((i * 37) % 200) + 1, predicted: 100 }));

  it("has limits on their own side of the value, wider at higher levels", () => {
    const { value, evidence } = measure(metric, many) as Measurement;
    const [wide, narrow] = [0.01, 0.1].map((alpha) => boundsOf(evidence!, alpha));
    expect(wide!.low).toBeLessThanOrEqual(narrow!.low!);
    expect(narrow!.low).toBeLessThan(value);
    expect(narrow!.high).toBeGreaterThan(value);
    expect(wide!.high).toBeGreaterThanOrEqual(narrow!.high!);
  });

  it("says that too few rows do not bound it", () => {
    expect(measure(metric, example)).toMatchObject({
      evidence: null,
      share: { tooFew: expect.stringContaining("fewer than") },
    });
  });
});

describe("what is not defined", () => {
  const alike: readonly Row[] = [0.1, 0.2, 0.3].map((predicted) => ({ truth: 0.1, predicted }));

  it("has no R² where all true numbers are the same, whatever rounding makes of their spread", () => {
    expect(valued(byName("r_squared"), alike)).toBeNull();
    expect(valued(byName("r_squared"), [{ truth: 4, predicted: 3 }])).toBeNull();
    expect(valued(byName("r_squared"), [...alike, { truth: 9, predicted: 9, weight: 0 }])).toBeNull();
  });

  it("has no percentage error where a true number is 0", () => {
    const metric = byName("mean_absolute_percentage_error");
    expect(valued(metric, [...alike, { truth: 0, predicted: 0 }])).toBeNull();
    expect(valued(metric, [{ truth: -4, predicted: -3 }])).toBe(0.25);
  });

  it("says why in the words of the record", () => {
    expect(byName("r_squared").empty).toMatch(/no two different true numbers/);
    expect(byName("mean_absolute_percentage_error").empty).toMatch(/a true number of 0/);
  });
});

describe("predictions that are all right", () => {
  const right = [1, 2, 4].map((truth): Row => ({ truth, predicted: truth }));
  it("have errors of 0 and an R² of 1, with no influence", () => {
    for (const name of ["mean_error", "mean_absolute_error", "root_mean_squared_error", "pinball_loss(0.9)"])
      expect(measure(byName(name), right)).toMatchObject({ value: 0, influence: new Float64Array(3) });
    expect(valued(byName("r_squared"), right)).toBe(1);
    expect(valued(byName("p90_absolute_error"), right)).toBe(0);
  });
});

describe("laws", () => {
  const shifted = (rows: readonly Row[], by: number) =>
    rows.map((row) => ({ ...row, truth: row.truth + by, predicted: row.predicted + by }));
  const scaled = (rows: readonly Row[], by: number) =>
    rows.map((row) => ({ ...row, truth: row.truth * by, predicted: row.predicted * by }));
  const unshifted = /error|r_squared|pinball/;
  const unscaled = /r_squared|percentage|jain/;

  it.each(named(smooth.filter(({ name }) => unshifted.test(name) && !/percentage/.test(name))))(
    "%s is the same with all numbers shifted",
    (_, metric) =>
      fc.assert(
        fc.property(someRows, (rows) => {
          // A power of two loses no digit of quarters.
          expect(valued(metric, shifted(rows, 1024))).toBeCloseTo(valued(metric, rows)!, 9);
        }),
      ),
  );

  it.each(named([...smooth, ...quantiles]))("%s is in the unit of the numbers, or has none", (_, metric) =>
    fc.assert(
      fc.property(someRows, (rows) => {
        const factor = unscaled.test(metric.name) ? 1 : 8;
        expect(valued(metric, scaled(rows, 8))).toBeCloseTo(factor * valued(metric, rows)!, 9);
      }),
    ),
  );

  it("pinball loss at ½ is half of the mean absolute error", () =>
    fc.assert(
      fc.property(someRows, (rows) => {
        expect(valued(byName("pinball_loss(0.5)"), rows)).toBeCloseTo(
          valued(byName("mean_absolute_error"), rows)! / 2,
          9,
        );
      }),
    ));

  it("the root mean squared error is no smaller than the mean absolute one, nor that than the bias", () =>
    fc.assert(
      fc.property(someRows, (rows) => {
        const [root, size, bias] = ["root_mean_squared_error", "mean_absolute_error", "mean_error"].map(
          (name) => valued(byName(name), rows)!,
        );
        // 1e-9: equal where all errors are.
        expect(root).toBeGreaterThanOrEqual(size! - 1e-9);
        expect(size).toBeGreaterThanOrEqual(Math.abs(bias!) - 1e-9);
      }),
    ));

  it("a share q of the weight, or more, is at or below the q-quantile, and 1 − q or more at or above it", () =>
    fc.assert(
      fc.property(someRows, fc.integer({ min: 1, max: 99 }), (rows, percent) => {
        const q = percent / 100;
        const value = valued(byName(`quantile_value(${q})`), rows)!;
        const weight = (list: readonly Row[]) => list.reduce((sum, row) => sum + (row.weight ?? 1), 0);
        const total = weight(rows);
        // 1e-9: q times the weight is rounded.
        expect(weight(rows.filter(({ truth }) => truth <= value))).toBeGreaterThanOrEqual(q * total - 1e-9);
        expect(weight(rows.filter(({ truth }) => truth >= value))).toBeGreaterThanOrEqual((1 - q) * total - 1e-9);
      }),
    ));
});

describe("parameters", () => {
  it.each(["quantile_value", "quantile_error", "quantile_absolute_error", "pinball_loss"])(
    "%s takes shares",
    (name) => {
      for (const q of ["0", "1", "-0.5", "2", "NaN"]) expect(metricByName(`${name}(${q})`)).toBeUndefined();
      expect(metricByName(`${name}(0.5)`)?.name).toBe(`${name}(0.5)`);
    },
  );

  it("share_beyond takes any number", () => {
    for (const level of ["0", "-3.5", "1e6"]) expect(metricByName(`share_beyond(${level})`)).toBeDefined();
    expect(metricByName("share_beyond(Infinity)")).toBeUndefined();
    expect(metricByName("share_beyond(1e400)")).toBeUndefined();
  });

  it("a row at the service level is not beyond it", () => {
    const rows = [29, 30, 31, 45].map((truth): Row => ({ truth, predicted: 0 }));
    expect(measure(byName("share_beyond(30)"), rows)).toMatchObject({
      value: 0.5,
      numerator: 2,
      denominator: 4,
      evidence: { interval: "wilson", basis: [2, 4] },
    });
  });
});

/** Names in the reference's words. */
const referenced = {
  mae: "mean_absolute_error",
  rmse: "root_mean_squared_error",
  r2: "r_squared",
  mape: "mean_absolute_percentage_error",
  median_ae: "median_absolute_error",
  mean_error_pred_minus_true: "mean_error",
  "mean_pinball[alpha=0.1]": "pinball_loss(0.1)",
  "mean_pinball[alpha=0.5]": "pinball_loss(0.5)",
  "mean_pinball[alpha=0.9]": "pinball_loss(0.9)",
} as const;

withFixtures("minutes to resolution", () => {
  type Expected = Readonly<Record<keyof typeof referenced, number | null>> & {
    readonly n: number;
    readonly group?: Readonly<Record<string, string>>;
  };
  const { data, expected } = JSON.parse(
    readFileSync(fixturePath("oracles", "b_regression.json"), "utf8").replaceAll('"NaN"', "null"),
  ) as {
    data: { columns: Record<string, (string | number)[]> };
    expected: Record<"unweighted" | "weighted", { overall: Expected } & Record<string, readonly Expected[]>> & {
      metricframe_language: {
        by_group: readonly { group: { language: string }; values: { mean_prediction: number } }[];
      };
    };
  };
  const rowsOf = (group: Readonly<Record<string, string>>, weighted: boolean): Row[] =>
    data.columns.y_true!.flatMap((truth, i) =>
      Object.entries(group).every(([attribute, level]) => data.columns[attribute]![i] === level)
        ? [
            {
              truth: Number(truth),
              predicted: Number(data.columns.y_pred![i]),
              weight: weighted ? Number(data.columns.weight![i]) : 1,
            },
          ]
        : [],
    );

  it.each(["unweighted", "weighted"] as const)("have scikit-learn's errors by group, %s", (how) => {
    const { overall, ...attributes } = expected[how];
    const groups = [{ ...overall, group: {} }, ...Object.values(attributes).flat()];
    expect(groups).toHaveLength(19);
    for (const one of groups) {
      const rows = rowsOf(one.group ?? {}, how === "weighted");
      expect(rows).toHaveLength(one.n);
      for (const [theirs, ours] of Object.entries(referenced)) {
        const value = valued(byName(ours), rows);
        const other = one[theirs as keyof typeof referenced];
        if (other === null) expect(value, ours).toBeNull();
        // 1e-9: sums of up to 500 doubles.
        else expect(value, ours).toBeCloseTo(other, 9);
      }
    }
  });

  it("have Fairlearn's mean predictions by language", () => {
    const { by_group } = expected.metricframe_language;
    expect(by_group).toHaveLength(4);
    for (const { group, values } of by_group)
      expect(valued(byName("mean_prediction"), rowsOf(group, false))).toBeCloseTo(values.mean_prediction, 9);
  });
});

it("200,000 entries take a moment", () => {
  const size = 200_000;
  const entries: Entries = {
    label: Float64Array.from({ length: size }, (_, i) => 1 + ((i * 7919) % size) / 100),
    score: Float64Array.from({ length: size }, (_, i) => i / 100),
    n: new Float64Array(size).fill(1),
    w: new Float64Array(size).fill(1),
  };
  for (const metric of all) {
    const started = process.cpuUsage();
    expect(measured(metric, entries)?.value).toSatisfy(Number.isFinite);
    const { user, system } = process.cpuUsage(started);
    // A tenth of a second when it sorts once; a quadratic one would take minutes.
    expect((user + system) / 1e6).toBeLessThan(3);
  }
});
