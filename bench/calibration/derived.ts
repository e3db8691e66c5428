import { type Random, random } from "../../src/core/random.js";
import {
  balancedAccuracyScas,
  bootstrap,
  type CellStatistic,
  drawMultinomial,
  f1Wilson,
  type IntervalFunction,
  mccClopperPearson,
  mccFisherZ,
} from "../../src/stats/index.js";
import { Coverages, coverageCells, coverageHead, levels } from "./coverage.js";
import { drawRate } from "./draws.js";
import { rates } from "./one-proportion.js";
import type { Plan, Section } from "./section.js";

/** Cells of a confusion matrix, as counts or shares: tp, fp, fn, tn. */
type Cells = readonly [number, number, number, number];

/** A model whose errors are known. */
interface Model {
  readonly recall: number;
  readonly fallout: number;
}

const usual: Model = { recall: 0.8, fallout: 0.1 };
const accurate: Model = { recall: 0.97, fallout: 0.02 };

const sharesOf = ({ recall, fallout }: Model, prevalence: number): Cells => [
  prevalence * recall,
  (1 - prevalence) * fallout,
  prevalence * (1 - recall),
  (1 - prevalence) * (1 - fallout),
];

function drawCells(next: Random, n: number, shares: Cells): Cells {
  const into = new Float64Array(4);
  drawMultinomial(next, n, shares, into);
  return [...into] as unknown as Cells;
}

const f1 = ([tp, fp, fn]: Cells): number | null => (tp + fp + fn > 0 ? (2 * tp) / (2 * tp + fp + fn) : null);

const balancedAccuracy = ([tp, fp, fn, tn]: Cells): number | null =>
  tp + fn > 0 && fp + tn > 0 ? (tp / (tp + fn) + tn / (fp + tn)) / 2 : null;

function mcc([tp, fp, fn, tn]: Cells): number | null {
  const product = (tp + fp) * (tp + fn) * (tn + fp) * (tn + fn);
  return product > 0 ? (tp * tn - fp * fn) / Math.sqrt(product) : null;
}

function kappa([tp, fp, fn, tn]: Cells): number | null {
  const n = tp + fp + fn + tn;
  const chance = ((tp + fp) * (tp + fn) + (tn + fp) * (tn + fn)) / (n * n);
  return chance < 1 ? ((tp + tn) / n - chance) / (1 - chance) : null;
}

const f2 = ([tp, fp, fn]: Cells): number | null => (tp + fp + fn > 0 ? (5 * tp) / (5 * tp + 4 * fn + fp) : null);

/** A metric, and the interval of closed form that it has. */
interface Closed {
  readonly name: string;
  readonly of: (cells: Cells) => number | null;
  readonly interval: IntervalFunction;
  readonly basis: (cells: Cells) => number[];
}

const closed: readonly Closed[] = [
  { name: "f1_wilson", of: f1, interval: f1Wilson, basis: ([tp, fp, fn]) => [tp, tp + fp + fn] },
  {
    name: "balanced_accuracy_scas",
    of: balancedAccuracy,
    interval: balancedAccuracyScas,
    basis: ([tp, fp, fn, tn]) => [tp, tp + fn, fp, fp + tn],
  },
  { name: "mcc_fisher_z", of: mcc, interval: mccFisherZ, basis: (cells) => [...cells] },
  { name: "mcc, Clopper–Pearson", of: mcc, interval: mccClopperPearson, basis: (cells) => [...cells] },
];

/** Expected rows of the rarest kind that an interval stands on: every cell, or right and wrong ones for F1. */
function leastEvents({ of }: Closed, model: Model, n: number, p: number): number {
  const [tp, fp, fn, tn] = sharesOf(model, p);
  return n * Math.min(tp, ...(of === f1 ? [fp + fn] : [fp, fn, tn]));
}

/** Coverage among the samples in which the metric is defined, averaged over prevalences around p. */
function simulate(one: Closed, model: Model, n: number, p: number, plan: Plan): Coverages {
  const next = random(plan.seed, `${one.name} ${model.recall} ${n} ${p}`);
  const coverages = new Coverages();
  for (let run = plan.runs(10_000); run > 0; run--) {
    const shares = sharesOf(model, drawRate(next, p));
    const cells = drawCells(next, n, shares);
    if (one.of(cells) === null) coverages.undefinedRuns++;
    else coverages.add((alpha) => one.interval(one.basis(cells), alpha), one.of(shares) as number);
  }
  return coverages;
}

/** Metrics of the confusion matrix with intervals of closed form. */
export const derived: Section = {
  name: "derived metrics",
  tables: (plan) =>
    [usual, accurate].map((model) => ({
      caption: `Recall ${model.recall}, false positive rate ${model.fallout}; p is the prevalence`,
      head: ["method", "n", "p", ...coverageHead, "undefined"],
      rows: closed.flatMap((one) =>
        [10, 30, 100, 1000].flatMap((n) =>
          rates.map((p) => {
            const coverages = simulate(one, model, n, p, plan);
            const all = coverages.undefinedRuns + coverages.at[0]!.total;
            const share = `${((100 * coverages.undefinedRuns) / all).toFixed(0)} %`;
            return [
              one.name,
              String(n),
              String(p),
              ...coverageCells(coverages, { judged: leastEvents(one, model, n, p) >= 5 }),
              share,
            ];
          }),
        ),
      ),
    })),
};

const byBootstrap = [
  { name: "kappa", of: kappa },
  { name: "f_beta, β = 2", of: f2 },
] as const;

/** BCa intervals; the same replicates serve all levels. Apart: samples whose every used cell holds 5 rows, which gates accept. */
function simulateBootstrap(of: (cells: Cells) => number | null, model: Model, n: number, p: number, plan: Plan) {
  const next = random(plan.seed, `bootstrap ${of.name} ${model.recall} ${n} ${p}`);
  const [all, filled] = [new Coverages(), new Coverages()];
  const statistic: CellStatistic = ([cells]) => of([...(cells as Float64Array)] as unknown as Cells);
  const runs = plan.runs(600);
  for (let run = 0; run < runs; run++) {
    const shares = sharesOf(model, drawRate(next, p));
    const cells = drawCells(next, n, shares);
    const truth = of(shares) as number;
    const options = { seed: plan.seed, stream: `${run}` };
    const bounds = new Map(
      levels.map((level) => {
        const alpha = 1 - level;
        return [alpha, bootstrap([Float64Array.from(cells)], statistic, { ...options, alpha })?.bca ?? null];
      }),
    );
    all.add((alpha) => bounds.get(alpha) ?? null, truth);
    if (cells.every((count) => count >= 5)) filled.add((alpha) => bounds.get(alpha) ?? null, truth);
  }
  return { all, filled };
}

/** Metrics of the confusion matrix that only a bootstrap bounds. */
export const bootstrapped: Section = {
  name: "bootstrap",
  tables: (plan) => [
    {
      caption: "BCa bootstrap of the cells, 2,000 replicates; p is the prevalence, recall 0.8, false positive rate 0.1",
      head: ["metric", "samples", "n", "p", ...coverageHead],
      rows: byBootstrap.flatMap(({ name, of }) =>
        (
          [
            [30, 0.5],
            [100, 0.1],
            [100, 0.5],
            [1000, 0.1],
            [1000, 0.5],
          ] as const
        ).flatMap(([n, p]) => {
          const { all, filled } = simulateBootstrap(of, usual, n, p, plan);
          const row = (samples: string, some: Coverages, judged: boolean) => [
            name,
            samples,
            String(n),
            String(p),
            ...coverageCells(some, { judged }),
          ];
          const enough = filled.at[0]!.total >= plan.runs(600) / 10;
          return [
            row("all", all, false),
            ...(enough ? [row("every cell ≥ 5", filled, n * Math.min(...sharesOf(usual, p)) >= 5)] : []),
          ];
        }),
      ),
    },
  ],
};
