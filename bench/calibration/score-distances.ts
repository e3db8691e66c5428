import { type Random, random } from "../../src/core/random.js";
import {
  type Apart,
  boundsOf,
  type ClassScores,
  countValues,
  kolmogorovApart,
  rocAreaBetween,
  wassersteinApart,
} from "../../src/stats/index.js";
import { drawNormal } from "./draws.js";
import { noise, type Plan, percent, type Section, short } from "./section.js";

/** Scores of one group, drawn one by one. */
type Draw = (next: Random) => number;

/** A group and the reference, with their true distances. */
interface Shape {
  readonly name: string;
  readonly group: Draw;
  readonly reference: Draw;
  readonly wasserstein: number;
  readonly kolmogorov: number;
}

/** Scores of which most are low and this share is high. */
const rare =
  (share: number): Draw =>
  (next) =>
    next() < share ? 0.95 : 0.02 * next();

const yesNo =
  (share: number): Draw =>
  (next) =>
    next() < share ? 1 : 0;

const shapes: readonly Shape[] = [
  { name: "alike, even", group: (next) => next(), reference: (next) => next(), wasserstein: 0, kolmogorov: 0 },
  { name: "alike, 2 % high", group: rare(0.02), reference: rare(0.02), wasserstein: 0, kolmogorov: 0 },
  {
    name: "shifted by 0.1",
    group: (next) => 0.8 * next(),
    reference: (next) => 0.1 + 0.8 * next(),
    wasserstein: 0.1,
    kolmogorov: 0.125,
  },
  {
    name: "wide and narrow",
    group: (next) => next(),
    reference: (next) => 0.2 + 0.6 * next(),
    wasserstein: 0.1,
    kolmogorov: 0.2,
  },
  // 0.03 more rows are high: from 0.01 on average to 0.95.
  { name: "2 % and 5 % high", group: rare(0.02), reference: rare(0.05), wasserstein: 0.0282, kolmogorov: 0.03 },
  { name: "10 % and 30 % are 1", group: yesNo(0.1), reference: yesNo(0.3), wasserstein: 0.2, kolmogorov: 0.2 },
];

const sizes = [
  [30, 30],
  [30, 500],
  [100, 300],
  [1000, 1000],
] as const;

/** How often a gate at the truth would fail and pass falsely, at one-sided 5 %. */
class Misses {
  #runs = 0;
  #low = 0;
  #high = 0;
  #tested = 0;
  #reach = 0;

  add({ value, evidence, p }: Apart, truth: number): void {
    const { low, high } = boundsOf(evidence!, 0.1) as { low: number; high: number };
    this.#runs++;
    if (low > truth) this.#low++;
    // Where the truth is 0 the limit is, too, and nothing passes it falsely.
    if (high < truth) this.#high++;
    if (p !== null && p <= 0.05) this.#tested++;
    this.#reach += high - value;
  }

  /** Shares of all runs: lower limit above the truth, upper limit below it, "no difference" rejected; how far the upper limit reaches. */
  get shares() {
    const runs = this.#runs;
    return { low: this.#low / runs, high: this.#high / runs, tested: this.#tested / runs, reach: this.#reach / runs };
  }

  get cells(): string[] {
    const { low, high, tested, reach } = this.shares;
    return [percent(low), percent(high), percent(tested), short(reach), `${this.#runs} (${noise(0.05, this.#runs)})`];
  }
}

const head = ["fails falsely", "passes falsely", "p ≤ 0.05", "reach", "runs"];

/** Misses of both distances between scores, for one shape and size. */
export function scoreMisses(next: Random, shape: Shape, [n, m]: readonly [number, number], runs: number) {
  const misses = { score_distance: new Misses(), score_ks_distance: new Misses() };
  for (let run = runs; run > 0; run--) {
    const x = countValues(Array.from({ length: n }, () => shape.group(next)));
    const y = countValues(Array.from({ length: m }, () => shape.reference(next)));
    misses.score_distance.add(wassersteinApart(x, y)!, shape.wasserstein);
    misses.score_ks_distance.add(kolmogorovApart(x, y)!, shape.kolmogorov);
  }
  return misses;
}

function scoreRows(plan: Plan): string[][] {
  return shapes.flatMap((shape) =>
    sizes.flatMap((size) => {
      const next = random(plan.seed, `scores ${shape.name} ${size}`);
      const misses = scoreMisses(next, shape, size, plan.runs(size[0] > 500 ? 1_000 : 2_000));
      return Object.entries(misses).map(([name, one]) => [name, shape.name, size.join(" / "), ...one.cells]);
    }),
  );
}

/** Normal scores of positives with this mean and deviation; those of the negatives are standard. */
interface Curve {
  readonly mean: number;
  readonly deviation: number;
}

const curves: readonly { readonly name: string; readonly group: Curve; readonly reference: Curve }[] = [
  { name: "alike", group: { mean: 1, deviation: 1 }, reference: { mean: 1, deviation: 1 } },
  { name: "alike, steep", group: { mean: 2.5, deviation: 1 }, reference: { mean: 2.5, deviation: 1 } },
  { name: "one above", group: { mean: 1, deviation: 1 }, reference: { mean: 1.5, deviation: 1 } },
  { name: "crossing", group: { mean: 0, deviation: 1 }, reference: { mean: 0, deviation: 2.5 } },
  { name: "far apart", group: { mean: 3.3, deviation: 1 }, reference: { mean: 1, deviation: 1 } },
];

const classes = [
  [5, 25, 100, 900],
  [20, 200, 20, 200],
  [50, 500, 100, 1000],
  [500, 500, 500, 500],
] as const;

const sorted = (n: number, draw: () => number) => ({
  score: Float64Array.from({ length: n }, draw).sort(),
  n: new Float64Array(n).fill(1),
});

const drawClasses = (next: Random, { mean, deviation }: Curve, positives: number, negatives: number): ClassScores => ({
  positives: sorted(positives, () => mean + deviation * drawNormal(next)),
  negatives: sorted(negatives, () => drawNormal(next)),
});

/** The area between two curves, from samples so large that theirs is off by about 0.001. */
function trueArea(name: string, group: Curve, reference: Curve): number {
  if (name.startsWith("alike")) return 0;
  const next = random(1, `true area ${name}`);
  const [a, b] = [group, reference].map((curve) => drawClasses(next, curve, 200_000, 200_000));
  return rocAreaBetween(a!, b!)!.value;
}

function areaRows(plan: Plan): string[][] {
  return curves.flatMap(({ name, group, reference }) => {
    const truth = trueArea(name, group, reference);
    return classes.map((size) => {
      const next = random(plan.seed, `area between ${name} ${size}`);
      const misses = new Misses();
      for (let run = plan.runs(1_000); run > 0; run--) {
        const a = drawClasses(next, group, size[0], size[1]);
        const b = drawClasses(next, reference, size[2], size[3]);
        misses.add(rocAreaBetween(a, b)!, truth);
      }
      return [name, short(truth), `${size[0]} + ${size[1]} / ${size[2]} + ${size[3]}`, ...misses.cells];
    });
  });
}

/** Distances between the distributions of two groups' scores. */
export const scoreDistances: Section = {
  name: "distances between scores",
  tables: (plan) => [
    {
      caption: "Distances between the scores of two groups, a limit at the truth",
      head: ["disparity", "scores", "rows", ...head],
      rows: scoreRows(plan),
    },
    {
      caption: "roc_area_between, a limit at the truth; normal scores",
      head: ["curves", "area", "positives + negatives", ...head],
      rows: areaRows(plan),
    },
  ],
};
