import { describe, expect, it } from "vitest";
import { drawUnitRate, drawUnitSize } from "../../bench/calibration/draws.js";
import { type Random, random } from "../../src/core/random.js";
import { unitProportions } from "../../src/inference/unit-proportions.js";
import { drawBinomial } from "../../src/stats/draw-binomial.js";
import { drawMultinomial } from "../../src/stats/draw-multinomial.js";
import { effectivePairs, type UnitPairs } from "../../src/stats/effective-pairs.js";
import { type ChangeSample, gapGrowth, normalQuantile } from "../../src/stats/index.js";
import { normalUpper } from "../../src/stats/normal-upper.js";
import { pairedSample } from "./paired-sample.js";

/**
 * Do regression gates keep their promise over many pushes? A false fail: the failing bound is beyond a tolerance that the true growth just
 * keeps. All at one-sided 5 %.
 */
const alpha = 0.05;

/** True shares of a group then and now; `churn`: share of rows that change each way beyond that. */
interface Truth {
  readonly n: number;
  readonly before: number;
  readonly now: number;
}

type Draw = (next: Random, truth: Truth) => ChangeSample;

const share = (x: number, n: number) => ({ value: x / n, evidence: { interval: "wilson", basis: [x, n] } });

const paired =
  (churn: number): Draw =>
  (next, { n, before, now }) => {
    const [n10, n01] = [churn + Math.max(0, now - before), churn + Math.max(0, before - now)];
    const cells = new Float64Array(4);
    drawMultinomial(next, n, [now - n10, n10, n01, 1 - now - n01], cells);
    return pairedSample({ n11: cells[0]!, n10: cells[1]!, n01: cells[2]!, n00: cells[3]! });
  };

const unpaired: Draw = (next, { n, before, now }) => ({
  before: share(drawBinomial(next, n, before), n),
  now: share(drawBinomial(next, n, now), n),
  pairs: null,
  correlation: 0,
  mayShare: false,
});

/** How often a gate fails and passes. */
function verdicts(name: string, truths: readonly Truth[], draw: Draw, tolerance: number, runs: number) {
  const next = random(3, name);
  let [fails, passes] = [0, 0];
  for (let run = 0; run < runs; run++) {
    const samples = truths.map((truth) => draw(next, truth));
    const { low, high } = gapGrowth(samples, { alpha, tolerance });
    fails += Number(low > tolerance);
    passes += Number(high! <= tolerance);
  }
  return { fails: fails / runs, passes: passes / runs };
}

/** The level, and three standard errors of what was counted. */
const most = (runs: number): number => alpha + 3 * Math.sqrt((alpha * (1 - alpha)) / runs);

const two = (grow: number): Truth[] => [
  { n: 150, before: 0.4, now: 0.4 + grow },
  { n: 1500, before: 0.3, now: 0.3 },
];
const equal: Truth[] = [
  { n: 150, before: 0.3, now: 0.3 },
  { n: 1500, before: 0.3, now: 0.3 },
];
const four = (grow: number): Truth[] => [
  { n: 2000, before: 0.3, now: 0.3 },
  { n: 800, before: 0.35, now: 0.35 },
  { n: 300, before: 0.3, now: 0.3 },
  { n: 100, before: 0.45, now: 0.45 + grow },
];

describe.each([
  ["paired, 1 % change each way", paired(0.01)],
  ["paired, 5 % change each way", paired(0.05)],
  ["unpaired", unpaired],
])("gates on growth, %s", (name, draw) => {
  it.each([
    ["two groups with a gap", two, 2000],
    ["two equal groups", () => equal, 2000],
    ["four groups", four, 600],
  ] as const)("fail no more often than they may where nothing changed: %s", (groups, truths, runs) => {
    for (const tolerance of [0, 0.02]) {
      const { fails } = verdicts(`${name} ${groups} ${tolerance}`, truths(0), draw, tolerance, runs);
      expect(fails, `tolerance ${tolerance}`).toBeLessThanOrEqual(most(runs));
    }
  });

  it.each([
    ["two groups", two, 2000],
    ["four groups", four, 600],
  ] as const)("neither fail nor pass too often at the tolerance: %s", (groups, truths, runs) => {
    const { fails, passes } = verdicts(`${name} ${groups} at`, truths(0.05), draw, 0.05, runs);
    expect(fails).toBeLessThanOrEqual(most(runs));
    expect(passes).toBeLessThanOrEqual(most(runs));
  });

  it("catch a growth of twice the tolerance as often as its standard error says", () => {
    const tolerance = 0.04;
    const truths = [
      { n: 2000, before: 0.4, now: 0.4 + 2 * tolerance },
      { n: 2000, before: 0.3, now: 0.3 },
    ];
    const runs = 1500;
    const { fails, passes } = verdicts(`${name} power`, truths, draw, tolerance, runs);
    const churn = name.includes("1 %") ? 0.01 : 0.05;
    const variance = truths.reduce(
      (sum, { n, before, now }) =>
        sum +
        (name === "unpaired"
          ? before * (1 - before) + now * (1 - now)
          : 2 * churn + Math.abs(now - before) - (now - before) ** 2) /
          n,
      0,
    );
    const power = 1 - normalUpper(tolerance / Math.sqrt(variance) - normalQuantile(1 - alpha));
    // Score intervals are a little skewed: the normal formula is good to a point.
    expect(Math.abs(fails - power)).toBeLessThanOrEqual(0.01 + 3 * Math.sqrt((power * (1 - power)) / runs));
    expect(passes).toBeLessThanOrEqual(0.01);
  });
});

/** Rows of people: units of geometric size, whose rows are alike, also in whether they change. */
function drawUnits(next: Random, units: number, truth: Truth, churn: number, likeness: number) {
  const rows = { plus: [] as number[], minus: [] as number[], both: [] as number[], rows: [] as number[] };
  const [up, down] = [(churn + truth.now - truth.before) / (1 - truth.before), churn / truth.before];
  for (let unit = 0; unit < units; unit++) {
    const size = drawUnitSize(next, 4);
    const rate = drawUnitRate(next, truth.before, likeness);
    const [gains, loses] = [drawUnitRate(next, up, likeness), drawUnitRate(next, down, likeness)];
    const had = drawBinomial(next, size, rate);
    const lost = drawBinomial(next, had, loses);
    rows.plus.push(drawBinomial(next, size - had, gains));
    rows.minus.push(lost);
    rows.both.push(had - lost);
    rows.rows.push(size);
  }
  return rows;
}

function clusteredSamples(all: readonly ReturnType<typeof drawUnits>[]): ChangeSample[] {
  const real = (values: readonly number[]) => Float64Array.from(values);
  const ones = (values: readonly number[]) => new Float64Array(values.length).fill(1);
  const pairs = (plus: (of: (typeof all)[number], i: number) => number, minus: typeof plus) =>
    effectivePairs(
      all.map(
        (of): UnitPairs => ({
          plus: real(of.rows.map((_, i) => plus(of, i))),
          minus: real(of.rows.map((_, i) => minus(of, i))),
          rows: real(of.rows),
          count: ones(of.rows),
        }),
      ),
    );
  const differences = pairs(
    (of, i) => of.plus[i]!,
    (of, i) => of.minus[i]!,
  );
  const sums = pairs(
    (of, i) => of.both[i]!,
    (of, i) => of.rows[i]! - of.both[i]! - of.plus[i]! - of.minus[i]!,
  );
  const values = (of: (each: (typeof all)[number], i: number) => number) =>
    unitProportions(
      all.map((each) => ({
        numerator: real(each.rows.map((_, i) => of(each, i))),
        denominator: real(each.rows),
        rows: real(each.rows),
        count: ones(each.rows),
      })),
      { weighted: false },
    );
  const before = values((each, i) => each.both[i]! + each.minus[i]!);
  const now = values((each, i) => each.both[i]! + each.plus[i]!);
  const sum = (list: readonly number[]) => list.reduce((total, n) => total + n, 0);
  return all.map((each, g) => {
    const [n10, n01, n11, n] = [sum(each.plus), sum(each.minus), sum(each.both), sum(each.rows)];
    return {
      before: before[g]!,
      now: now[g]!,
      pairs: {
        ...{ n11, n10, n01, n00: n - n11 - n10 - n01 },
        effectiveDifference: differences[g]!.n,
        effectiveSum: sums[g]!.n,
        df: differences[g]!.df,
      },
      correlation: 0,
      mayShare: true,
    };
  });
}

describe("gates on growth, rows of people", () => {
  it.each([
    ["alike by 0.1, nothing changed", 0.1, 0, 0],
    ["alike by 0.5, nothing changed", 0.5, 0, 0],
    ["alike by 0.1, at the tolerance", 0.1, 0.05, 0.05],
    ["alike by 0.5, at the tolerance", 0.5, 0.05, 0.05],
  ])("fail no more often than they may: %s", (name, likeness, grow, tolerance) => {
    for (const truths of [two(grow), four(grow)]) {
      const runs = 300;
      const next = random(5, `${name} ${truths.length}`);
      let fails = 0;
      for (let run = 0; run < runs; run++) {
        const units = truths.map((truth) => drawUnits(next, Math.min(300, truth.n / 2), truth, 0.02, likeness));
        fails += Number(gapGrowth(clusteredSamples(units), { alpha, tolerance }).low > tolerance);
      }
      expect(fails / runs, `${truths.length} groups`).toBeLessThanOrEqual(most(runs));
    }
  });
});
