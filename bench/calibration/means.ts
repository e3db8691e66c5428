import { type Random, random } from "../../src/core/random.js";
import {
  boundsOf,
  cautiousMean,
  clusteredMean,
  compareDifference,
  quantileInterval,
  type Sample,
  type UnitSums,
} from "../../src/stats/index.js";
import { Coverages, coverageCells, coverageHead } from "./coverage.js";
import { binomialOutcomes, drawLogNormal, drawNormal, drawUnitSize } from "./draws.js";
import { sizes } from "./one-proportion.js";
import type { Plan, Section } from "./section.js";

/** Values whose mean is known. */
interface Population {
  readonly name: string;
  readonly mean: number;
  readonly draw: (random: Random) => number;
}

const score: Population = { name: "score, uniform", mean: 0.5, draw: (next) => next() };
const duration: Population = {
  name: "duration, log-normal(1)",
  mean: Math.exp(0.5),
  draw: (next) => drawLogNormal(next),
};
const rare: Population = {
  name: "amount, 0 in 9 of 10",
  mean: 0.1,
  draw: (next) => (next() < 0.1 ? -Math.log(1 - next()) : 0),
};

/** Rows of one unit each, with the values' own weights or none. */
function drawRows(next: Random, n: number, { draw }: Population, weighted = false): UnitSums {
  const sums = emptySums(n);
  for (let i = 0; i < n; i++) {
    const weight = weighted ? drawLogNormal(next) : 1;
    sums.rows[i] = 1;
    sums.denominator[i] = weight;
    sums.numerator[i] = weight * draw(next);
  }
  return sums;
}

/** Normal values of rows in units; half of the variance lies between units. */
function drawUnits(next: Random, units: number): UnitSums {
  const sums = emptySums(units);
  for (let unit = 0; unit < units; unit++) {
    const [ofUnit, rows] = [drawNormal(next), drawUnitSize(next)];
    sums.rows[unit] = sums.denominator[unit] = rows;
    for (let row = 0; row < rows; row++) sums.numerator[unit]! += ofUnit + drawNormal(next);
  }
  return sums;
}

const emptySums = (units: number) => ({
  numerator: new Float64Array(units),
  denominator: new Float64Array(units),
  rows: new Float64Array(units),
  count: new Float64Array(units).fill(1),
});

const methods = { plain: clusteredMean, cautious: cautiousMean } as const;

/** What is drawn, how many equally heavy units it is worth, and its true mean. */
interface Sampling {
  readonly name: string;
  readonly n: number;
  readonly worth: number;
  readonly truth: number;
  readonly draw: (next: Random) => UnitSums;
}

const samplings: readonly Sampling[] = [
  ...[score, duration, rare].flatMap((one) =>
    sizes.map((n) => ({
      name: one.name,
      n,
      worth: n,
      truth: one.mean,
      draw: (next: Random) => drawRows(next, n, one),
    })),
  ),
  ...[30, 100, 1000].map((n) => ({
    name: "score, weights log-normal(1)",
    n,
    worth: n / Math.E,
    truth: score.mean,
    draw: (next: Random) => drawRows(next, n, score, true),
  })),
  ...[10, 30, 100].map((units) => ({
    name: "normal, ICC 0.5, n = units",
    n: units,
    worth: units / 2,
    truth: 0,
    draw: (next: Random) => drawUnits(next, units),
  })),
];

function meanRows(plan: Plan): string[][] {
  return samplings.flatMap(({ name, n, worth, truth, draw }) => {
    const next = random(plan.seed, `mean ${name} ${n}`);
    const coverages = { plain: new Coverages(), cautious: new Coverages() };
    for (let run = plan.runs(2_000); run > 0; run--) {
      const sums = draw(next);
      for (const method of ["plain", "cautious"] as const) {
        const evidence = methods[method](sums)?.evidence ?? null;
        coverages[method].add((alpha) => (evidence === null ? null : boundsOf(evidence, alpha)), truth);
      }
    }
    return (["plain", "cautious"] as const).map((method) => [
      method,
      name,
      String(n),
      ...coverageCells(coverages[method], { judged: worth >= 30 }),
    ]);
  });
}

/** Differences of two means, which Welch's t bounds. */
function welchRows(plan: Plan): string[][] {
  const settings = [
    [10, 1000],
    [30, 1000],
    [30, 10000],
    [100, 1000],
  ] as const;
  return [score, duration].flatMap((one) =>
    settings.map(([n, m]) => {
      const next = random(plan.seed, `welch ${one.name} ${n} ${m}`);
      const coverages = new Coverages();
      for (let run = plan.runs(2_000); run > 0; run--) {
        const [a, b] = [n, m].map((size) => clusteredMean(drawRows(next, size, one))) as unknown as [Sample, Sample];
        coverages.add((alpha) => compareDifference(a, b, { alpha }), 0);
      }
      return [one.name, `${n} / ${m}`, ...coverageCells(coverages, { judged: n >= 30 })];
    }),
  );
}

/** Means of scores and amounts, and their differences. */
export const means: Section = {
  name: "means",
  tables: (plan) => [
    {
      caption: "t_mean: means of scores and amounts",
      head: ["method", "values", "n", ...coverageHead],
      rows: meanRows(plan),
    },
    {
      caption: "Welch: difference of two means, no true difference",
      head: ["values", "n", ...coverageHead],
      rows: welchRows(plan),
    },
  ],
};

/**
 * Coverage of the order-statistic interval for a continuous variable: exact, for how many values lie below the true quantile is
 * binomial. The values stand for their ranks; the truth lies between rank x and x + 1 if x values are below it.
 */
export function exactQuantileCoverage(n: number, q: number): Coverages {
  const ranks = { values: Float64Array.from({ length: n }, (_, i) => i + 1), counts: new Float64Array(n).fill(1) };
  const coverages = new Coverages();
  for (const { x, probability } of binomialOutcomes(n, q)) {
    coverages.add((alpha) => quantileInterval(ranks, q, alpha), x + 0.5, probability);
  }
  return coverages;
}

/** Medians and 90th percentiles. */
export const quantiles: Section = {
  name: "quantiles",
  tables: () => [
    {
      caption: "Order-statistic interval; width in ranks, “none” where a side has no bound",
      head: ["quantile", "n", ...coverageHead],
      rows: [0.5, 0.9].flatMap((q) =>
        sizes.map((n) => [String(q), String(n), ...coverageCells(exactQuantileCoverage(n, q), { exact: true })]),
      ),
    },
  ],
};
