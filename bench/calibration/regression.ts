import { type Random, random } from "../../src/core/random.js";
import { type DistributionMetric, type Entries, type Measurement, metricByName } from "../../src/metrics/index.js";
import {
  boundsOf,
  cautiousMean,
  cautiousProportion,
  type EffectiveProportion,
  normalQuantile,
  normalUpper,
  type UnitSums,
  weightedProportion,
} from "../../src/stats/index.js";
import { Coverages, coverageCells, coverageHead } from "./coverage.js";
import { drawLogNormal, drawNormal, drawUnitSize } from "./draws.js";
import { type Plan, percent, type Section } from "./section.js";

/** True and predicted numbers whose errors are known. */
interface Population {
  readonly name: string;
  readonly draw: (random: Random) => readonly [truth: number, predicted: number];
  readonly truths: Readonly<Record<string, number>>;
}

/** Relative errors: the logarithm of prediction over truth has this standard deviation. */
const sigma = 0.4;
const ratioMean = Math.exp((sigma * sigma) / 2);
/** E|R − 1| and E(1 − R)⁺ of such a ratio R. */
const ratioOff = ratioMean * (1 - 2 * normalUpper(sigma));
const ratioBelow = 0.5 - ratioMean * normalUpper(sigma);
const ratioSquared = Math.exp(2 * sigma * sigma) - 2 * ratioMean + 1;

const drawGamma2 = (next: Random): number => -Math.log((1 - next()) * (1 - next()));
const drawLaplace = (next: Random): number => (next() < 0.5 ? 1 : -1) * -Math.log(1 - next());

const populations: readonly Population[] = [
  {
    name: "log-normal(1), errors in proportion",
    draw: (next) => {
      const truth = drawLogNormal(next);
      return [truth, truth * drawLogNormal(next, sigma)];
    },
    truths: {
      mean_absolute_error: Math.exp(0.5) * ratioOff,
      mean_absolute_percentage_error: ratioOff,
      "pinball_loss(0.9)": Math.exp(0.5) * (0.1 * (ratioMean - 1) + ratioBelow),
      root_mean_squared_error: Math.sqrt(Math.exp(2) * ratioSquared),
      r_squared: 1 - (Math.exp(2) * ratioSquared) / (Math.exp(2) - Math.exp(1)),
    },
  },
  {
    name: "gamma(2), normal errors",
    draw: (next) => {
      const truth = drawGamma2(next);
      return [truth, truth + drawNormal(next)];
    },
    truths: {
      mean_absolute_error: Math.sqrt(2 / Math.PI),
      "pinball_loss(0.9)": 1 / Math.sqrt(2 * Math.PI),
      root_mean_squared_error: 1,
      r_squared: 0.5,
    },
  },
  {
    name: "gamma(2), Laplace errors",
    draw: (next) => {
      const truth = drawGamma2(next);
      return [truth, truth + drawLaplace(next)];
    },
    truths: { mean_absolute_error: 1, "pinball_loss(0.9)": 0.5, root_mean_squared_error: Math.SQRT2, r_squared: 0 },
  },
];

function drawEntries(next: Random, n: number, { draw }: Population): Entries {
  const rows = Array.from({ length: n }, () => draw(next));
  const one = new Float64Array(n).fill(1);
  const take = (place: 0 | 1) => Float64Array.from(rows, (row) => row[place]);
  return { label: take(0), score: take(1), n: one, w: one };
}

const metricOf = (name: string): DistributionMetric => metricByName(name) as DistributionMetric;

/** Coverage on the metric's own scale, without transformation, and on its own scale where the value gets an interval at all. */
interface ErrorCoverage {
  readonly own: Coverages;
  readonly plain: Coverages;
  readonly shown: Coverages;
}

function coverErrors(name: string, population: Population, n: number, plan: Plan): ErrorCoverage {
  const next = random(plan.seed, `${name} ${population.name} ${n}`);
  const [truth, one] = [population.truths[name]!, new Float64Array(n).fill(1)];
  const covered = { own: new Coverages(), plain: new Coverages(), shown: new Coverages() };
  for (let run = plan.runs(n > 300 ? 500 : 2_000); run > 0; run--) {
    const entries = drawEntries(next, n, population);
    const { value, influence, scale, leastFreedom = 0, tooFew } = metricOf(name).of(entries, { weighted: false })!;
    const numerator = influence!.map((part) => value + part);
    const { basis } = cautiousMean({ numerator, denominator: one, rows: one, count: one })!.evidence!;
    const on = (interval: string) => (alpha: number) =>
      boundsOf({ interval, basis: [value, ...basis.slice(1)] }, alpha);
    covered.own.add(on(`t_${scale}`), truth);
    covered.plain.add(on("t_mean"), truth);
    if (tooFew === undefined && basis[2]! >= leastFreedom) covered.shown.add(on(`t_${scale}`), truth);
  }
  return covered;
}

/** Runs with an interval, and those whose interval at 95 % misses the truth, in percent of all. */
function shownCells({ own, shown }: ErrorCoverage): [string, string] {
  const [all, some] = [own.at[1]!, shown.at[1]!];
  const wrong = some.total > 0 ? some.total * (1 - some.covered) : 0;
  return [percent(some.total / all.total), percent(wrong / all.total)];
}

function errorRows(name: string, plan: Plan): string[][] {
  return populations
    .filter(({ truths }) => name in truths)
    .flatMap((population) =>
      [30, 100, 300, 1000].flatMap((n) => {
        const covered = coverErrors(name, population, n, plan);
        const [own, plain] = [coverageCells(covered.own), coverageCells(covered.plain, { judged: false })];
        return [
          ["own", population.name, String(n), ...own, ...shownCells(covered)],
          ["none", population.name, String(n), ...plain, "", ""],
        ];
      }),
    );
}

const errorNames = [
  "mean_absolute_error",
  "mean_absolute_percentage_error",
  "pinball_loss(0.9)",
  "root_mean_squared_error",
  "r_squared",
];

/** Errors of regressions. */
export const regressionErrors: Section = {
  name: "regression errors",
  tables: (plan) =>
    errorNames.map((name) => ({
      caption: `${name}, on its own scale and on none`,
      head: ["scale", "numbers", "n", ...coverageHead, "shown", "wrong"],
      rows: errorRows(name, plan),
    })),
};

/** Rows of a dependent sample: their numbers, and how much the share at or below the quantile is worth. */
interface Drawn {
  readonly entries: Entries;
  readonly effective: (measurement: Measurement) => EffectiveProportion;
}

const isBelow = ({ share, influence }: Measurement, row: number): boolean => share!.of + influence![row]! > 0.5;

function drawWeighted(next: Random, n: number): Drawn {
  const numbers = Float64Array.from({ length: n }, () => drawLogNormal(next));
  const w = numbers.map(() => drawLogNormal(next, 0.7));
  const sums = (wanted: (row: number) => boolean) => {
    const kept = w.filter((_, row) => wanted(row));
    const sum = (of: (weight: number) => number) => kept.reduce((total, weight) => total + of(weight), 0);
    return { n: kept.length, w: sum((weight) => weight), w2: sum((weight) => weight * weight) };
  };
  return {
    entries: { label: numbers, score: numbers, n: new Float64Array(n).fill(1), w },
    effective: (measurement) =>
      weightedProportion([{ successes: sums((row) => isBelow(measurement, row)), trials: sums(() => true) }])[0]!,
  };
}

/** Rows of units of four on average; half of the variance of the logarithm lies between units. */
function drawInUnits(next: Random, units: number): Drawn {
  const [numbers, unitOf]: [number[], number[]] = [[], []];
  for (let unit = 0; unit < units; unit++) {
    const ofUnit = drawNormal(next);
    for (let row = drawUnitSize(next); row > 0; row--) {
      numbers.push(Math.exp((ofUnit + drawNormal(next)) / Math.SQRT2));
      unitOf.push(unit);
    }
  }
  const [label, one] = [Float64Array.from(numbers), new Float64Array(numbers.length).fill(1)];
  return {
    entries: { label, score: label, n: one, w: one },
    effective: (measurement) => cautiousProportion([unitSumsOf(measurement, unitOf, units)])[0]!,
  };
}

function unitSumsOf(measurement: Measurement, unitOf: readonly number[], units: number): UnitSums {
  const empty = () => new Float64Array(units);
  const sums = { numerator: empty(), denominator: empty(), rows: empty(), count: empty().fill(1) };
  for (const [row, unit] of unitOf.entries()) {
    sums.rows[unit]!++;
    sums.denominator[unit]!++;
    if (isBelow(measurement, row)) sums.numerator[unit]!++;
  }
  return sums;
}

const dependences = [
  { name: "weights log-normal(0.7)", draw: drawWeighted, sizes: [100, 300, 1000] },
  { name: "units of 4, ICC 0.5, n = units", draw: drawInUnits, sizes: [100, 200, 400] },
] as const;

/** Log-normal(1) numbers: the median is 1. */
const trueQuantiles = [
  [0.5, 1],
  [0.9, Math.exp(normalQuantile(0.9))],
] as const;

function quantileRows(plan: Plan): string[][] {
  return trueQuantiles.flatMap(([q, truth]) =>
    dependences.flatMap(({ name, draw, sizes }) =>
      sizes.map((n) => {
        const next = random(plan.seed, `quantile ${q} ${name} ${n}`);
        const coverages = new Coverages();
        const runs = plan.runs(1_000);
        for (let run = 0; run < runs; run++) {
          const { entries, effective } = draw(next, n);
          const measurement = metricOf(`quantile_value(${q})`).of(entries, { weighted: true })!;
          const evidence = measurement.share!.evidence(effective(measurement));
          if (evidence !== null) coverages.add((alpha) => boundsOf(evidence, alpha), truth);
        }
        return [String(q), name, String(n), ...coverageCells(coverages), percent(coverages.at[1]!.total / runs)];
      }),
    ),
  );
}

/** Quantiles of rows with weights or in units. */
export const dependentQuantiles: Section = {
  name: "dependent quantiles",
  tables: (plan) => [
    {
      caption: "Woodruff's interval of quantiles of log-normal numbers",
      head: ["quantile", "rows", "n", ...coverageHead, "shown"],
      rows: quantileRows(plan),
    },
  ],
};
