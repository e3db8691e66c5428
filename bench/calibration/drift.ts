import { type DriftStatistic, driftStatistics } from "../../src/core/drift.js";
import { type Random, random } from "../../src/core/random.js";
import { distributionDrift, drawMultinomial } from "../../src/stats/index.js";
import { noise, type Plan, percent, type Section, short } from "./section.js";

const normed = (weights: readonly number[]): number[] => {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
};

/** Shares of the bins before. */
const shapes: Readonly<Record<string, readonly number[]>> = {
  "10 even bins": normed(Array.from({ length: 10 }, () => 1)),
  "10 bins, some rare": normed([40, 20, 15, 10, 5, 4, 3, 1.5, 1, 0.5]),
  "2 bins": [0.8, 0.2],
};

/** The shares now: all bins are tilted, or one of them is more frequent. */
const shifts: Readonly<Record<string, (before: readonly number[]) => number[]>> = {
  none: (before) => [...before],
  "tilt, small": (before) => normed(before.map((share, bin) => share * Math.exp(0.3 * (bin / before.length - 0.5)))),
  "tilt, large": (before) => normed(before.map((share, bin) => share * Math.exp(1.6 * (bin / before.length - 0.5)))),
  "one bin, small": (before) => normed(before.map((share, bin) => (bin === 0 ? share * Math.exp(0.3) : share))),
  "one bin, large": (before) => normed(before.map((share, bin) => (bin === 0 ? share * Math.exp(0.8) : share))),
};

const sizes = [
  [60, 60],
  [50, 2000],
  [300, 300],
  [2000, 500],
  [20000, 20000],
] as const;

/** The four statistics of shares that are known. */
export function trueDrift(p: readonly number[], q: readonly number[]): Record<DriftStatistic, number> {
  let [stability, divergence, cumulative, farthest, apart] = [0, 0, 0, 0, 0];
  for (const [bin, a] of p.entries()) {
    const b = q[bin]!;
    const mean = (a + b) / 2;
    stability += (a - b) * Math.log(a / b);
    divergence += (a * Math.log2(a / mean) + b * Math.log2(b / mean)) / 2;
    cumulative += a - b;
    farthest = Math.max(farthest, Math.abs(cumulative));
    apart += Math.abs(a - b) / 2;
  }
  return {
    population_stability: stability,
    jensen_shannon: Math.sqrt(Math.max(0, divergence)),
    kolmogorov_smirnov: farthest,
    total_variation: apart,
  };
}

/** How often one-sided 5 % limits miss the truth, and what is found on average. */
export interface DriftMisses {
  low: number;
  high: number;
  observed: number;
  value: number;
}

/** Shares of runs in which a limit was on the wrong side of the truth, and means of what was observed and told. */
export function driftMisses(
  next: Random,
  shares: { readonly before: readonly number[]; readonly now: readonly number[] },
  [n, m]: readonly [number, number],
  runs: number,
): Record<DriftStatistic, DriftMisses> {
  const truth = trueDrift(shares.now, shares.before);
  const found = Object.fromEntries(
    driftStatistics.map((name) => [name, { low: 0, high: 0, observed: 0, value: 0 }]),
  ) as Record<DriftStatistic, DriftMisses>;
  const [before, now] = [new Float64Array(shares.before.length), new Float64Array(shares.now.length)];
  for (let run = 0; run < runs; run++) {
    drawMultinomial(next, n, shares.before, before);
    drawMultinomial(next, m, shares.now, now);
    const drift = distributionDrift({ counts: before, effective: n }, { counts: now, effective: m });
    for (const name of driftStatistics) {
      const { low, high, observed, value } = drift!.get(name)!;
      const misses = found[name];
      if (low(0.05) > truth[name]) misses.low += 1 / runs;
      if (high(0.05) < truth[name]) misses.high += 1 / runs;
      misses.observed += observed / runs;
      misses.value += value / runs;
    }
  }
  return found;
}

function rowsOf(plan: Plan): string[][] {
  return Object.entries(shapes).flatMap(([shape, before]) =>
    Object.entries(shifts).flatMap(([shift, moved]) =>
      sizes.flatMap((size) => {
        const now = moved(before);
        const truth = trueDrift(now, before);
        const runs = plan.runs(400);
        const misses = driftMisses(random(plan.seed, `drift ${shape} ${shift} ${size}`), { before, now }, size, runs);
        return driftStatistics.map((name) => {
          const { low, high, observed, value } = misses[name];
          const figures = [truth[name], observed, value].map(short);
          const place = [name, shape, shift, size.join(" / ")];
          return [...place, percent(low), percent(high), ...figures, `${runs} (${noise(0.05, runs)})`];
        });
      }),
    ),
  );
}

/** The largest misses of each statistic and size: the table of all cases is too long to be read. */
function worst(rows: readonly string[][]): string[][] {
  return driftStatistics.flatMap((name) =>
    sizes.map((size) => {
      const own = rows.filter((row) => row[0] === name && row[3] === size.join(" / "));
      const most = (column: number) => own.reduce((a, b) => (Number(b[column]) > Number(a[column]) ? b : a));
      const [low, high] = [most(4), most(5)];
      const mean = (column: number) => own.reduce((sum, row) => sum + Number(row[column]), 0) / own.length;
      const where = (row: readonly string[]) => `${row[1]}, ${row[2]}`;
      return [
        ...[name, size.join(" / "), mean(4).toFixed(1), `${low[4]} (${where(low)})`],
        ...[mean(5).toFixed(1), `${high[5]} (${where(high)})`],
      ];
    }),
  );
}

export const drift: Section = {
  name: "drift",
  tables: (plan) => {
    const rows = rowsOf(plan);
    return [
      {
        caption:
          "Limits of drift between two samples, over 15 shapes and shifts: percent of gates at the true drift that fail (lower limit above it) and pass (upper limit below it) falsely, at one-sided 5 %",
        head: ["statistic", "rows then / now", "fails, mean", "fails, most", "passes, mean", "passes, most"],
        rows: worst(rows),
      },
      {
        caption: "The same without any drift, and what is observed and told then on average",
        head: [
          ...["statistic", "shape", "shift", "rows then / now", "fails falsely", "passes falsely"],
          ...["true", "observed", "told", "runs"],
        ],
        rows: rows.filter((row) => row[2] === "none"),
      },
    ];
  },
};
