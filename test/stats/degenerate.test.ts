import { describe, expect, it } from "vitest";
import { random } from "../../src/core/random.js";
import type { ChangeSample } from "../../src/stats/change-sample.js";
import type { Drift } from "../../src/stats/distribution-drift.js";
import * as stats from "../../src/stats/index.js";

type Call = () => unknown;
const of = (successes: number, trials: number): stats.Proportion => ({ successes, trials });
const share = (x: number, n: number): stats.Sample => ({
  value: x / n,
  evidence: { interval: "wilson", basis: [x, n] },
});
const mean = (value: number, error: number, n: number): stats.Sample => ({
  value,
  evidence: { interval: "t_mean", basis: [value, error, Math.max(1, n - 1), n] },
});
const effective = (p: number, n: number, df: number): stats.Sample => ({
  value: p,
  evidence: { interval: "wilson_effective", basis: [p, n, df, n] },
});

/** Nobody; one row; all positive or negative; one success among many; a million times a million rows. */
const nobody = of(0, 0);
const few = [of(0, 1), of(1, 1), of(0, 7), of(7, 7), of(3, 7)];
const many = [of(0, 1e12), of(1, 1e12), of(5e11, 1e12), of(1e12, 1e12)];
const proportions = [nobody, ...few, ...many];
const pairs = proportions.flatMap((a) => proportions.map((b) => [a, b] as const));
const alphas = [0.05, 1e-9];

/** No value; one; equal ones; hardly above or below 0; two far apart. */
const samples = [[], [0.3], [1, 1, 1], [0, 0], [1e-300, -1e-300, 0], [0, 1e-300, 1]].map((values) =>
  stats.countValues(values),
);
const samplePairs = samples.flatMap((x) => samples.map((y) => [x, y] as const));
const benefits = [[], [0], [0, 0], [1], [1, 1, 1], [0, 2], [1e-300, 1e-300], [1e-300, 1]].map((values) =>
  stats.countValues(values),
);
const weighted = [[], [0.3], [1, 1, 1], [-1e-300, 0, 1e300]].flatMap((values) =>
  [1, 0, 1e-300, 1e12].map((weight) => ({
    values: Float64Array.from(values),
    counts: new Float64Array(values.length).fill(20),
    weights: new Float64Array(values.length).fill(weight),
  })),
);
const quantiles = weighted.flatMap((sample) => [0.001, 0.5, 0.9].map((q) => [sample, q] as const));

const tables = [
  [[]],
  [[0]],
  [[5]],
  [
    [0, 0],
    [0, 0],
  ],
  [
    [0, 3],
    [0, 4],
  ],
  [
    [1, 0],
    [0, 1],
  ],
  [
    [1e12, 1],
    [3, 1e12],
  ],
  [
    [2, 1e6],
    [5, 3],
  ],
];
const shares = [[], [0, 0], [1, 0], [0, 1], [1e-300, 1], [1e12, 1e12], [0.5, 0.5]].filter(({ length }) => length > 0);
const pValues = [[], [0], [1], [0, 0, 1, 1], [1e-300, 0.5], Array.from({ length: 1000 }, (_, i) => i / 999)];

const strata: stats.GroupPair[][] = [
  [],
  [{ a: nobody, b: nobody }],
  ...pairs.map(([a, b]) => [{ a, b }]),
  [
    { a: of(0, 5), b: of(5, 5) },
    { a: of(3, 4), b: nobody },
  ],
];

/** One row; one unit; rows without weight; everybody alike; two units. */
const units = [
  [],
  [{ unit: 1, y: 1, w: 1 }],
  [
    { unit: 1, y: 0, w: 1 },
    { unit: 1, y: 1, w: 1 },
  ],
  [
    { unit: 1, y: 1, w: 0 },
    { unit: 2, y: 0, w: 0 },
  ],
  [
    { unit: 1, y: 1, w: 1 },
    { unit: 2, y: 1, w: 1e12 },
  ],
  [
    { unit: 1, y: 1, w: 1e-300 },
    { unit: 2, y: 0, w: 1e-300 },
  ],
];
/** Sums over each unit. */
function unitSumsOf(rows: readonly { unit: number; y: number; w: number }[]): stats.UnitSums {
  const ids = [...new Set(rows.map(({ unit }) => unit))];
  const column = (f: (row: { y: number; w: number }) => number) =>
    Float64Array.from(ids, (id) => rows.reduce((sum, row) => (row.unit === id ? sum + f(row) : sum), 0));
  return {
    numerator: column(({ y, w }) => w * y),
    denominator: column(({ w }) => w),
    rows: column(() => 1),
    count: column((_row) => 1).fill(1),
  };
}
const unitGroups = units.flatMap((a) => units.map((b) => [unitSumsOf(a), unitSumsOf(b)]));

const scoreLists = [[], [0.5], [0.5, 0.5], [1e-300, -1e-300], [0, 1e-300, 1]];
const counted = (list: readonly number[]): stats.ScoreCounts => {
  const { values, counts } = stats.countValues(list);
  return { score: values, n: counts };
};
const weightless = (list: readonly number[]): stats.ScoreCounts => ({
  ...counted(list),
  w: new Float64Array(counted(list).n.length),
});

const groupLists: stats.Sample[][] = [
  ...[...few, ...many].flatMap((a) => few.map((b) => [share(a.successes, a.trials), share(b.successes, b.trials)])),
  [share(5, 10), share(5, 10), share(5, 10)],
  [share(0, 1), share(1, 1), share(5e11, 1e12)],
  [mean(0, 0, 1), mean(0, 0, 1)],
  [mean(1e-300, 1e-300, 2), mean(-1e-300, 0, 2), mean(1e12, 1, 5)],
  [effective(0, 1, 1), effective(1, 1, 1), effective(0.5, 1e12, 1e12)],
];
const nonNegative = groupLists.filter((list) => list.every(({ value }) => value >= 0));
const options = { seed: 1, stream: "degenerate", replicates: 20 };
const uniform = () => random(1, "degenerate");

const lists = [[], [nobody], few, many, proportions];
const present = pairs.filter(([a, b]) => a.trials > 0 && b.trials > 0);
const urns: stats.Urn[] = [
  { marked: 0, others: 0, drawn: 0 },
  { marked: 1, others: 0, drawn: 1 },
  { marked: 0, others: 5, drawn: 5 },
  { marked: 1, others: 1e12, drawn: 5 },
  { marked: 1e12, others: 1e12, drawn: 1e12 },
];
const discordant = [
  [0, 0],
  [0, 1],
  [1, 1],
  [0, 1e12],
  [1e12, 1e12],
] as const;
const exact = { low: 0, high: 0 };
const moments: stats.Moments[] = [
  { n: 1, mean: 0, variance: Number.NaN },
  { n: 2, mean: 1e-300, variance: 0 },
  { n: 2, mean: -1, variance: 1e-300 },
  { n: 1e12, mean: 1, variance: 1 },
];
const drawing = { alpha: 0.05, seed: 1, stream: "degenerate", replicates: 20 };
const ratio: stats.CellStatistic = ([cells]) => {
  const [no, yes] = cells as unknown as [number, number];
  return no + yes === 0 ? null : yes / (no + yes);
};
/** So many units, each with one row in the second of two cells. */
const oneProfile = (units: number) => ({
  units: Float64Array.of(units),
  start: Int32Array.of(0, 1),
  cell: Int32Array.of(1),
  n: Float64Array.of(1),
});
const filled = (fill: (into: Float64Array) => void): Float64Array => {
  const into = new Float64Array(3);
  fill(into);
  return into;
};
/** Rows in one unit; labels alternate from the given one. */
const scored = (list: readonly number[], label: number): stats.ScoredRows => ({
  unit: new Int32Array(list.length),
  label: Int32Array.from(list, (_, i) => (label + i) % 2),
  score: Float64Array.from(list),
});

const ofProportion = (f: (basis: number[], alpha: number) => unknown): Call[] =>
  proportions.slice(1).flatMap(({ successes, trials }) => alphas.map((alpha) => () => f([successes, trials], alpha)));
const ofPair = (f: (a: stats.Proportion, b: stats.Proportion, alpha: number) => unknown, some = pairs): Call[] =>
  some.flatMap(([a, b]) => alphas.map((alpha) => () => f(a, b, alpha)));
const each = <T>(inputs: readonly T[], f: (input: T) => unknown): Call[] => inputs.map((input) => () => f(input));
const two = <T>(inputs: readonly (readonly [T, T])[], f: (x: T, y: T) => unknown): Call[] =>
  inputs.map(
    ([x, y]) =>
      () =>
        f(x, y),
  );
/** Pairs of two models by what each says: none differ, all do, one row, and huge counts. */
const pairCounts = [
  [5, 0, 0, 5],
  [0, 5, 0, 0],
  [0, 0, 1, 0],
  [1e12, 0, 1e12, 1],
] as const;
const changes = pairCounts.flatMap(([n11, n10, n01, n00]): ChangeSample[] => {
  const n = n11 + n10 + n01 + n00;
  const of = (x: number) => ({ value: x / n, evidence: { interval: "wilson", basis: [x, n] } });
  const sides = { now: of(n11 + n10), before: of(n11 + n01), correlation: 0, mayShare: true };
  const pairs = { n11, n10, n01, n00, effectiveDifference: n, effectiveSum: n, df: null };
  const units = { ...pairs, effectiveDifference: Math.min(n, 1), effectiveSum: Math.min(n, 1), df: 1 };
  return [
    { ...sides, pairs },
    { ...sides, pairs: units },
    { ...sides, pairs: null },
  ];
});
const changePairs = changes.flatMap((a) => changes.map((b) => [a, b]));
const distributions = [
  [1, 0],
  [0, 0, 3],
  [1e12, 1],
  [5, 5],
].flatMap((counts) => [1, 5, 1e12].map((effective) => ({ counts, effective })));
const distributionPairs = distributions.flatMap((before) =>
  distributions.flatMap((now) => (now.counts.length === before.counts.length ? [{ before, now }] : [])),
);
const driftBounds = (drift: Drift): number[] => [drift.observed, drift.value, drift.low(0.05), drift.high(0.05)];

const sharePairs = shares.flatMap((p) => shares.map((q) => [p, q] as const));
const rates = [0, 1e-300, 0.5, 1];
const sizes = [1, 5, 1e12];
const planned = rates.flatMap((p) => rates.flatMap((q) => sizes.map((n) => ({ p, q, n }))));

/** Functions whose docstring gives an infinite answer a meaning; nothing that goes to a record is among them. */
const mayBeInfinite = new Set([
  "gowerDistances",
  "oddsRatio",
  "oddsRatioConditional",
  "kullbackLeibler",
  "populationStability",
  "generalizedEntropy",
  "entropyParts",
  "normalQuantile",
  "twoSidedCritical",
]);

/** Every function of the public index, on inputs at the edge of what it is for. */
const calls: Readonly<Record<string, readonly Call[]>> = {
  distributionDrift: each(distributionPairs, ({ before, now }) =>
    [...(stats.distributionDrift(before, now)?.values() ?? [])].flatMap(driftBounds),
  ),
  driftInterval: each(distributionPairs, ({ before, now }) =>
    [...(stats.distributionDrift(before, now)?.values() ?? [])].map((drift) => stats.driftInterval(drift, 0.05)),
  ),
  effectivePairs: each(pairCounts, ([n11, n10, n01, n00]) =>
    stats.effectivePairs([
      {
        plus: Float64Array.of(0, n10, 0),
        minus: Float64Array.of(0, 0, n01),
        rows: Float64Array.of(n11 + n00, n10, n01),
        count: Float64Array.of(1, 1, 1),
      },
    ]),
  ),
  gapGrowth: each(changePairs, (samples) => stats.gapGrowth(samples, { alpha: 0.05 })),
  gapGrowthTo: each(changePairs, (samples) => stats.gapGrowthTo(samples, 0, { alpha: 0.05 })),
  extendGapSequence: each(strata, (blocks) =>
    stats.gapSequenceLimits(stats.extendGapSequence(stats.startGapSequence(), blocks, 0.05)),
  ),
  gapSequenceLimits: [() => stats.gapSequenceLimits(stats.startGapSequence())],
  startGapSequence: [() => stats.gapSequenceLimits(stats.startGapSequence())],
  pairedSigns: each(
    [
      [],
      [[1, 1e12]],
      [[0, 5]],
      [
        [1, 1],
        [-3, 1],
      ],
      [
        [2, 1e6],
        [-1e12, 1],
      ],
    ] as const,
    (units) => stats.pairedSigns(units.map(([difference, count]) => ({ difference, units: count }))).p,
  ),
  agrestiCaffo: ofPair(stats.agrestiCaffo),
  agrestiCoull: ofProportion(stats.agrestiCoull),
  aif360ConditionalDisparity: each(lists, stats.aif360ConditionalDisparity),
  aif360EntropyIndex: each(benefits, (x) => stats.aif360EntropyIndex(x, 1)),
  adjustedMutualInformation: each(tables, stats.adjustedMutualInformation),
  atkinson: each(benefits, (x) => [stats.atkinson(x, 0.5), stats.atkinson(x, 1)]),
  balancedAccuracyScas: each(
    [
      [0, 1, 1, 1],
      [1e12, 1e12, 0, 1],
    ],
    (basis) => stats.balancedAccuracyScas(basis, 0.05),
  ),
  barnard: ofPair(stats.barnard),
  batchEvalue: each(strata, (blocks) => stats.batchEvalue(stats.startEvalue(), [...blocks, ...blocks], 0.05)),
  benefitTango: each(
    [
      [0, 1, 0],
      [1, 1, 0],
      [0, 1e12, 1],
      [5e11, 1e12, 5e11],
    ],
    (basis) => stats.benefitTango(basis, 0.05),
  ),
  benjaminiHochberg: each(pValues, stats.benjaminiHochberg),
  benjaminiYekutieli: each(pValues, stats.benjaminiYekutieli),
  betweenGroupSd: each(lists, stats.betweenGroupSd),
  binomialLower: each(sizes, (n) => rates.map((p) => [stats.binomialLower(0, n, p), stats.binomialLower(n / 2, n, p)])),
  binomialProbability: each(sizes, (n) => rates.map((p) => [0, 1, n].map((k) => stats.binomialProbability(k, n, p)))),
  binomialQuantile: each(sizes, (n) => rates.map((p) => stats.binomialQuantile(0.5, n, p))),
  blockLogEvalue: ofPair((a, b) => stats.blockLogEvalue(a, b, [0.4, 0.3], 0.05)),
  bonferroni: each(pValues, stats.bonferroni),
  bootstrap: each(
    [
      [0, 0],
      [1, 0],
      [1e12, 0],
      [5, 1e12],
    ],
    (cells) => stats.bootstrap([Float64Array.from(cells)], ratio, drawing),
  ),
  bootstrapTable: each(
    [
      [0, 0],
      [1, 0],
      [5, 1e12],
    ],
    (cells) =>
      stats.bootstrapTable(Float64Array.from(cells), ([x = 0, y = 0]) => (x + y > 0 ? x / (x + y) : null), drawing),
  ),
  bootstrapUnits: each([0, 1, 1e12], (units) =>
    stats.bootstrapUnits(oneProfile(units), 2, (rows) => ratio([rows]), drawing),
  ),
  boschloo: ofPair(stats.boschloo),
  boundsOf: each(groupLists.flat(), ({ evidence }) => stats.boundsOf(evidence, 0.05)),
  breslowDay: each(strata, (some) => [stats.breslowDay(some), stats.breslowDay(some, { tarone: true })]),
  brunnerMunzel: two(samplePairs, stats.brunnerMunzel),
  canBeJudged: each(planned, ({ p, n }) => +stats.canBeJudged(p, n, n, 0.05, 0.05)),
  canBeJudgedMean: each(planned, ({ p, n }) => +stats.canBeJudgedMean(p, n, n, 0.05, 0.05)),
  canBeJudgedRatio: each(planned, ({ p, n }) => +stats.canBeJudgedRatio(p, n, n, 0.8, 0.05)),
  cautiousClusteredAuc: scoreLists.flatMap((x) =>
    [0, 1].map((label) => () => [
      stats.cautiousClusteredAuc(scored(x, label)),
      stats.cautiousClusteredAuc({ ...scored(x, label), unit: Int32Array.from(x, (_, i) => i) }),
    ]),
  ),
  cautiousMean: each(unitGroups.flat(), stats.cautiousMean),
  cautiousProportion: each(unitGroups, stats.cautiousProportion),
  chiSquaredTest: each(tables, (table) => [stats.chiSquaredTest(table), stats.chiSquaredTest(table, { yates: true })]),
  chiSquaredUpper: each([0, 1e-300, 1, 1e12, 1e300], (x) => [1, 4, 1e6].map((df) => stats.chiSquaredUpper(x, df))),
  clarifyConditionalDisparity: each(strata, stats.clarifyConditionalDisparity),
  clarifyDivergences: two(sharePairs, stats.clarifyDivergences),
  clopperPearson: ofProportion(stats.clopperPearson),
  clusteredMean: each(unitGroups.flat(), stats.clusteredMean),
  changeBounds: each(changes, (sample) => stats.changeBounds(sample, 0.05)),
  clusteredProportion: each(unitGroups, stats.clusteredProportion),
  cochranMantelHaenszel: each(strata, (some) => stats.cochranMantelHaenszel(some)),
  coefficientOfVariation: each(benefits, stats.coefficientOfVariation),
  cohensH: each(planned, ({ p, q }) => stats.cohensH(p, q)),
  cohensHPower: each(planned, ({ p, q, n }) => stats.cohensHPower(stats.cohensH(p, q), n, n, 0.05)),
  cohensHSampleSize: each([0, 1e-6, 3], (h) => stats.cohensHSampleSize(h, { alpha: 0.05, power: 0.8 })),
  compareDifference: each(groupLists, ([a, b]) => stats.compareDifference(a!, b!, { alpha: 0.05 })),
  compareRatio: each(groupLists, ([a, b]) => stats.compareRatio(a!, b!, { alpha: 0.05 })),
  conditionalDemographicDisparity: each(strata, stats.conditionalDemographicDisparity),
  contingencyCoefficient: each(tables, stats.contingencyCoefficient),
  countValues: each(scoreLists, stats.countValues),
  cramersV: each(tables, stats.cramersV),
  cramersVCorrected: each(tables, stats.cramersVCorrected),
  dealBlocks: ofPair((a, b) => stats.dealBlocks(uniform(), { a, b })),
  delong: scoreLists.flatMap((x) =>
    scoreLists.map((y) => () => [stats.delong(counted(x), counted(y)), stats.delong(weightless(x), counted(y))]),
  ),
  delongClustered: scoreLists.flatMap((x) => [0, 1].map((label) => () => stats.delongClustered(scored(x, label)))),
  delongLogit: [() => stats.delongLogit([0.5, 0, 1, 1], 0.05), () => stats.delongLogit([1e-12, 1e-300, 1, 1], 0.05)],
  delongLogitClustered: [() => stats.delongLogitClustered([0.5, 0, 1, 1], 0.05)],
  delongPaired: each(scoreLists, (x) =>
    stats.delongPaired(
      x,
      [...x].reverse(),
      x.map((_, i) => i % 2),
    ),
  ),
  delongWald: [() => stats.delongWald([1, 0, 1, 1], 0.05)],
  demographicDisparity: ofPair((a, b) => stats.demographicDisparity({ a, b })),
  detectableDifference: each(planned, ({ p, n }) => stats.detectableDifference(p, n, n, 0.05, 0.8)),
  detectableRatio: each(planned, ({ p, n }) => stats.detectableRatio(p, n, n, 0.05, 0.8)),
  differencePower: each(planned, ({ p, q, n }) => stats.differencePower({ rateA: p, nA: n, rateB: q, nB: n }, 0.05)),
  differenceSampleSize: each(planned, ({ p, q }) => stats.differenceSampleSize(p, q, { alpha: 0.05, power: 0.8 })),
  drawBinomial: each(planned, ({ p, n }) => stats.drawBinomial(uniform(), n, p)),
  drawHypergeometric: each(urns, (urn) => stats.drawHypergeometric(uniform(), urn)),
  drawMultinomial: each(sizes, (n) => filled((into) => stats.drawMultinomial(uniform(), n, [0, 1, 1e-300], into))),
  drawMultivariateHypergeometric: each(sizes, (n) =>
    filled((into) => stats.drawMultivariateHypergeometric(uniform(), [0, n, 1], n, into)),
  ),
  energyDistance: two(samplePairs, stats.energyDistance),
  entropyParts: two(
    benefits.flatMap((x) => benefits.map((y) => [x, y] as const)),
    (x, y) => stats.entropyParts([x, y], 2),
  ),
  differencesToBest: each(groupLists, (list) => stats.differencesToBest(list, { alpha: 0.05, better: "higher" })),
  equalMeans: each(benefits, (x) => stats.equalMeans([x, x])),
  equalizedOdds: each(groupLists, (list) =>
    stats.equalizedOdds([{ samples: list }, { samples: list }], { alpha: 0.05 }),
  ),
  expectedCounts: each(tables, stats.expectedCounts),
  jointRuleOf: each(groupLists, (list) =>
    Object.keys(stats.jointRules).map((name) =>
      Object.values(stats.jointRuleOf(name)?.of([{ samples: list }, { samples: list }], { alpha: 0.05 }) ?? {}),
    ),
  ),
  notBelowZero: [() => stats.notBelowZero({ interval: "bca", basis: [3, 10, 0, 0, 0, 0.1, 0.2] }, 0.5)],
  ratiosToBest: each(groupLists, (list) => stats.ratiosToBest(list, { alpha: 0.05, better: "lower" })),
  samplingVariance: each(groupLists, (list) => list.map((sample) => stats.samplingVariance(sample))),
  f1Wilson: ofProportion(stats.f1Wilson),
  fisherExact: ofPair(stats.fisherExact),
  gowerDistances: each(
    [[], [1], [1, 1], [-1.7e308, 1.7e308, 0], [1e-300, -1e-300], [Number.NaN, 1, 2]].map((values) =>
      Float64Array.from(values),
    ),
    (values) => {
      const codes = Int32Array.from(values, (value) => (Number.isNaN(value) ? -1 : Math.sign(value)));
      const { from, used } = stats.gowerDistances(
        [
          { kind: "number", values },
          { kind: "category", codes },
        ],
        values.length,
      );
      return [used, ...values].map((_, row) => {
        const into = new Float64Array(values.length);
        if (row < values.length) from(row, into);
        return into;
      });
    },
  ),
  gTest: each(tables, stats.gTest),
  gapConfidenceSequence: each(strata, (blocks) =>
    stats.gapConfidenceSequence([blocks, blocks], { alpha: 0.05, step: 0.1 }),
  ),
  gapSettledPower: each([...planned, { p: 0.3, q: 0.3, n: 5 }], ({ p, q, n }) =>
    [0, 0.05].map((tolerance) => stats.gapSettledPower([p, q, p], n, { tolerance, alpha: 0.05 })),
  ),
  gateVerdict: [
    () =>
      [stats.gateVerdict({ fails: false, passes: true, judged: 0, groups: 0, vanished: true, listSmallGroups: true })]
        .length,
  ],
  generalizedEntropy: each(benefits, (x) => [0, 1, 2].map((alpha) => stats.generalizedEntropy(x, alpha))),
  hellinger: two(sharePairs, stats.hellinger),
  hochberg: each(pValues, stats.hochberg),
  holm: each(pValues, stats.holm),
  holmSidak: each(pValues, stats.holmSidak),
  hommel: each(pValues, stats.hommel),
  homogeneity: each([...lists, ...pairs.map(([a, b]) => [a, b])], (list) => stats.homogeneity(list)),
  hypergeometricProbability: each(urns, (urn) => [0, 1, 2].map((k) => stats.hypergeometricProbability(k, urn))),
  jackknifeAcceleration: each(
    [
      [0, 0],
      [1, 0],
      [1e12, 1],
    ],
    (cells) => stats.jackknifeAcceleration([Float64Array.from(cells)], ratio),
  ),
  jeffreys: ofProportion(stats.jeffreys),
  jensenShannon: two(sharePairs, stats.jensenShannon),
  katz: ofPair(stats.katz),
  katzAdjusted: ofPair(stats.katzAdjusted),
  kolmogorovApart: two(samplePairs, stats.kolmogorovApart),
  kolmogorovDistance: two(samplePairs, stats.kolmogorovDistance),
  kolmogorovSmirnov: two(samplePairs, stats.kolmogorovSmirnov),
  kolmogorovUpper: each([0, 1e-300, 1, 1e12], stats.kolmogorovUpper),
  koopman: ofPair(stats.koopman),
  kruskalWallis: two(samplePairs, (x, y) => stats.kruskalWallis([x, y])),
  kullbackLeibler: two(sharePairs, stats.kullbackLeibler),
  largestShareGap: two(sharePairs, stats.largestShareGap),
  logEvalue: each(strata, (blocks) => stats.logEvalue(stats.batchEvalue(stats.startEvalue(), blocks, 0.05))),
  logEvalueOfPairs: [() => stats.logEvalueOfPairs([]), () => stats.logEvalueOfPairs([stats.startEvalue()])],
  lpDistance: two(sharePairs, stats.lpDistance),
  mannWhitney: two(samplePairs, stats.mannWhitney),
  manskiBounds: each(lists, (list) => [
    stats.manskiBounds(list, of(1, 3)),
    stats.manskiBounds(list, of(1, 3), { others: true }),
  ]),
  manskiDifference: ofPair((a, b) => stats.manskiDifference(a, b, nobody)),
  manskiRate: ofPair((a, b) => stats.manskiRate(a, b)),
  mantelHaenszelDifference: each(strata, (some) => stats.mantelHaenszelDifference(some, 0.05)),
  mantelHaenszelOddsRatio: each(strata, (some) => stats.mantelHaenszelOddsRatio(some, 0.05)),
  mantelHaenszelRiskRatio: each(strata, (some) => stats.mantelHaenszelRiskRatio(some, 0.05)),
  mantelHaenszelWeights: each(strata, stats.mantelHaenszelWeights),
  maxGap: groupLists.flatMap((list) =>
    [0, 0.05, 1].map((tolerance) => () => stats.maxGap(list, { alpha: 0.05, tolerance })),
  ),
  mccClopperPearson: each(
    [
      [0, 0, 0, 0],
      [1, 0, 0, 0],
      [1e12, 0, 0, 1e12],
    ],
    (basis) => stats.mccClopperPearson(basis, 0.05),
  ),
  mccFisherZ: each(
    [
      [0, 0, 0, 0],
      [1, 0, 0, 0],
      [1e12, 0, 0, 1e12],
    ],
    (basis) => stats.mccFisherZ(basis, 0.05),
  ),
  mcnemarChiSquared: each(discordant, ([b, c]) => [
    stats.mcnemarChiSquared(b, c),
    stats.mcnemarChiSquared(b, c, { corrected: true }),
  ]),
  mcnemarExact: each(discordant, ([b, c]) => stats.mcnemarExact(b, c)),
  mee: ofPair(stats.mee),
  miettinenNurminenDifference: ofPair(stats.miettinenNurminenDifference),
  miettinenNurminenRatio: ofPair(stats.miettinenNurminenRatio),
  minRatio: each(nonNegative, (list) => stats.minRatio(list, { alpha: 0.05, tolerance: 0.8 })),
  minimumDetectableDifference: each(planned, ({ p, n }) =>
    stats.minimumDetectableDifference(p, { n, nReference: n, alpha: 0.05, power: 0.8 }),
  ),
  momentsOf: each(
    samples.filter(({ counts }) => counts.reduce((sum, n) => sum + n, 0) > 1),
    stats.momentsOf,
  ),
  moverDifference: [() => stats.moverDifference(0, exact, 0, exact, 1)],
  moverRatio: [
    () => stats.moverRatio(0, exact, 0, exact),
    () => stats.moverRatio(0.5, { low: 0.4, high: 0.6 }, 0, exact, 1),
  ],
  mutualInformation: each(tables, stats.mutualInformation),
  neededOfGroups: [
    ...each(planned, ({ p, q }) =>
      [0, 0.05, 1].map((tolerance) => stats.neededOfGroups([p, q, p], { tolerance, alpha: 0.05 }, 0.8)),
    ),
    () =>
      stats.neededOfGroups(
        Array.from({ length: 10_000 }, (_, i) => i / 9_999),
        { tolerance: 0.05, alpha: 0.05 },
        0.8,
      ),
    () => stats.neededOfGroups([], { tolerance: 0.05, alpha: 0.05 }, 0.8),
  ],
  neededPerGroup: each(planned, ({ p, q }) => stats.neededPerGroup(p, q, 0.05, 0.05, 0.8)),
  neighbours: each(
    [0, 1, 2, 7].flatMap((rows) => [0, 0.5, Number.POSITIVE_INFINITY].map((apart) => [rows, apart] as const)),
    ([rows, apart]) =>
      [1, 1e-300, 1e12, null].map((weight) =>
        stats.neighbours({
          distances: (_, into) => into.fill(apart),
          decision: Int32Array.from({ length: rows }, (_, row) => row % 2),
          unit: Int32Array.from({ length: rows }, (_, row) => row >> 1),
          weight: weight === null ? null : new Float64Array(rows).fill(weight),
          k: 5,
          attributes: [{ code: Int32Array.from({ length: rows }, (_, row) => (row % 3) - 1), groups: 3, reference: 0 }],
          outcomes: [0, 1],
        }),
      ),
  ),
  newcombe: ofPair(stats.newcombe),
  newcombeAuc: each(
    [
      [0, 1, 1],
      [1, 1, 1],
      [0.5, 1e12, 1],
      [1, 1e12, 1e12],
    ],
    (basis) => stats.newcombeAuc(basis, 0.05),
  ),
  normalQuantile: each([0, 1e-300, 0.5, 1], stats.normalQuantile),
  normalUpper: each([-1e300, 0, 1e300], stats.normalUpper),
  normalizedMutualInformation: each(tables, stats.normalizedMutualInformation),
  oddsRatio: ofPair(stats.oddsRatio),
  oddsRatioAdjusted: ofPair(stats.oddsRatioAdjusted),
  oddsRatioConditional: ofPair(stats.oddsRatioConditional),
  oddsRatioScore: ofPair(stats.oddsRatioScore),
  oddsRatioSmoothed: ofPair(stats.oddsRatioSmoothed),
  oddsRatioWoolf: ofPair(stats.oddsRatioWoolf),
  orderStatisticEvidence: each(quantiles, ([sample, q]) => stats.orderStatisticEvidence(sample, q, 0.3)?.basis ?? null),
  pairedChange: each(
    [
      [0, 1],
      [1, 0],
      [1e12, 1],
    ],
    ([n11, n10]) =>
      stats.pairedChange({ n11: n11!, n10: n10!, n01: 0, n00: 0 }, { n11: 0, n10: 0, n01: 1, n00: 1e12 }, 1.96),
  ),
  permutationMeans: two(samplePairs, (x, y) => stats.permutationMeans(x, y, options)),
  permutationProportions: ofPair(stats.permutationProportions),
  populationStability: two(sharePairs, stats.populationStability),
  proxyDifference: each([...few, ...many], (one) =>
    stats.proxyDifference([{ ...one, probabilities: [0, 1e-300] }], 0, 1),
  ),
  proxyRate: each([...few, ...many], (one) => stats.proxyRate([{ ...one, probabilities: [0, 1] }], 1)),
  quantileInterval: each(samples, (x) => [0.1, 0.5].map((q) => stats.quantileInterval(x, q, 0.05))),
  random: each([0, 1, 2 ** 53 - 1], (seed) => [stats.random(seed, seed)(), stats.random(seed, "")()]),
  rankBiasedOverlap: two(
    shares.flatMap((a) => shares.filter((b) => b.length === a.length).map((b) => [a, b] as const)),
    (a, b) => [1e-300, 0.9, 1 - 1e-16].map((persistence) => stats.rankBiasedOverlap(a, b, persistence)),
  ),
  riskRatio: ofPair(stats.riskRatio),
  scasDifference: ofPair((a, b) => stats.scasDifference(a.successes, a.trials, b.successes, b.trials, 1.96), present),
  scasRatio: ofPair((a, b) => stats.scasRatio(a.successes, a.trials, b.successes, b.trials, 1.96), present),
  scoreTestDifference: ofPair((a, b) => [stats.scoreTestDifference(a, b), stats.scoreTestDifference(a, b, 0.1)]),
  scoreTestRatio: ofPair((a, b) => [stats.scoreTestRatio(a, b), stats.scoreTestRatio(a, b, 0.8)]),
  shrinkRates: each(lists, (list) => stats.shrinkRates(list, 0.05)),
  sidak: each(pValues, stats.sidak),
  signFlip: each(scoreLists, (list) => stats.signFlip(list, options)),
  signedGap: each(groupLists, ([a, b]) => stats.signedGap(a!, b!, { alpha: 0.05, tolerance: 0.05 })),
  smoothedDifferentialFairness: each(lists, (list) => stats.smoothedDifferentialFairness(list)),
  startEvalue: [() => stats.startEvalue()],
  stratifiedNewcombe: each(strata, (some) => stats.stratifiedNewcombe(some, 0.05)),
  stratifiedScas: each(strata, (some) => stats.stratifiedScas(some, 0.05)),
  tMean: each(
    [
      [0, 0, 1, 1],
      [1e-300, 1e-300, 1, 2],
      [0.5, 1e-12, 1e12, 1e12],
    ],
    (basis) => stats.tMean(basis, 0.05),
  ),
  tango: each(
    [
      [0, 0, 1],
      [1, 0, 1],
      [0, 1e12, 1e12],
      [1, 1, 1e12],
    ],
    ([b, c, n]) => stats.tango(b!, c!, n!, 1.96),
  ),
  theil: each(benefits, stats.theil),
  theilsU: each(tables, stats.theilsU),
  tost: ofPair((a, b) => [
    stats.tost((at) => stats.scoreTestDifference(a, b, at), -0.1, 0.1),
    stats.tost((at) => stats.zTestWald(a, b, at), -0.1, 0.1),
  ]),
  tostPowerDifference: each(planned, ({ p, q, n }) =>
    stats.tostPowerDifference({ rateA: p, nA: n, rateB: q, nB: n }, 0.1, 0.05),
  ),
  tostPowerProportion: each(sizes, (n) =>
    stats.tostPowerProportion({ low: 0.4, high: 0.6, n, trueRate: 0.5, alpha: 0.05 }),
  ),
  totalVariation: two(sharePairs, stats.totalVariation),
  tschuprowsT: each(tables, stats.tschuprowsT),
  twoSidedCritical: each([1e-300, 0.05, 1], stats.twoSidedCritical),
  twoStageBenjaminiHochberg: each(pValues, (p) => stats.twoStageBenjaminiHochberg(p, 0.05)),
  unitCorrelation: each(unitGroups.flat(), (sums) => stats.unitCorrelation(sums, sums, sums.count)),
  waldDifference: ofPair(stats.waldDifference),
  waldProportion: ofProportion(stats.waldProportion),
  rocAreaBetween: scoreLists.flatMap((x) =>
    scoreLists.map((y) => () => {
      const [a, b] = [counted(x), counted(y)];
      return stats.rocAreaBetween({ positives: a, negatives: b }, { positives: b, negatives: a });
    }),
  ),
  wassersteinApart: two(samplePairs, stats.wassersteinApart),
  wasserstein: two(samplePairs, stats.wasserstein),
  rowsForQuantile: each([0.001, 0.5, 0.9], stats.rowsForQuantile),
  weighValues: each(weighted, stats.weighValues),
  weightedQuantiles: each(quantiles, ([sample, q]) => stats.weightedQuantiles(sample)?.(q) ?? null),
  woodruffEvidence: each(quantiles, ([sample, q]) =>
    [1, 50, 1e12].map(
      (n) => stats.woodruffEvidence(sample, q, 0.3, { n, nEffective: n, df: 1, kish: n })?.basis ?? null,
    ),
  ),
  weightedMean: each([0, 1, 1e12], (n) =>
    [0, 1e-300, 1].map((w) =>
      stats.weightedMean({ n, w: n * w, w2: n * w * w, ws: n * w, w2s: n * w * w, w2s2: n * w * w }),
    ),
  ),
  weightedProportion: each([0, 1, 1e12], (n) =>
    [0, 1e-300, 1].map((w) =>
      stats.weightedProportion([{ successes: { n, w: n * w, w2: n * w * w }, trials: { n, w: n * w, w2: n * w * w } }]),
    ),
  ),
  welch: two(
    moments.flatMap((a) => moments.map((b) => [a, b] as const)),
    (a, b) => stats.welch(a, b, 0.05),
  ),
  wilson: ofProportion(stats.wilson),
  wilsonContinuity: ofProportion(stats.wilsonContinuity),
  wilsonEffective: each(
    [
      [0, 1, 1, 1],
      [1, 1e-300, 1, 1],
      [0.5, 1e12, 1, 1e12],
    ],
    (basis) => [stats.wilsonEffective(basis, 0.05), stats.wilsonEffective(basis, 1e-9)],
  ),
  writtenInterval: each([null, ...groupLists.flat().map(({ evidence }) => evidence)], (evidence) =>
    stats.writtenInterval(evidence, 0.05),
  ),
  zTestPooled: ofPair(stats.zTestPooled),
  zTestWald: ofPair((a, b) => stats.zTestWald(a, b)),
};

/** Numbers in an answer, however deep. */
function numbersIn(answer: unknown): number[] {
  if (typeof answer === "number") return [answer];
  if (ArrayBuffer.isView(answer)) return Array.from(answer as Float64Array);
  if (typeof answer === "object" && answer !== null) return Object.values(answer).flatMap(numbersIn);
  return [];
}

describe("every function of evenhand/stats at the edge of what it is for", () => {
  const functions = Object.entries(stats).filter(([, value]) => typeof value === "function");
  it("is in the list", () => {
    expect(functions.map(([name]) => name).filter((name) => calls[name] === undefined)).toEqual([]);
  });
  it.each(Object.entries(calls))(
    "%s answers with finite numbers or null, or refuses with a RangeError",
    (name, all) => {
      const wrong: string[] = [];
      for (const [i, call] of all.entries()) {
        try {
          const numbers = numbersIn(call());
          const isRight = (x: number): boolean => (mayBeInfinite.has(name) ? !Number.isNaN(x) : Number.isFinite(x));
          if (!numbers.every(isRight)) wrong.push(`call ${i}: ${numbers}`);
        } catch (error) {
          // A RangeError of ours says what is wrong; the engine's own speak of arrays and stacks.
          if (!(error instanceof RangeError) || /array|stack/i.test(error.message)) wrong.push(`call ${i}: ${error}`);
        }
      }
      expect(wrong).toEqual([]);
    },
  );
});
