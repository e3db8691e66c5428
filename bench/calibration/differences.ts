import { random } from "../../src/core/random.js";
import {
  binomialLower,
  clusteredProportion,
  compareDifference,
  type EffectiveProportion,
  twoSidedCritical,
} from "../../src/stats/index.js";
import { scasDifferenceLower } from "../../src/stats/scas-difference.js";
import { scasRatioLower } from "../../src/stats/scas-ratio.js";
import { Coverages, coverageCells, coverageHead, levels } from "./coverage.js";
import { binomialOutcomes } from "./draws.js";
import { type Plan, percent, type Section } from "./section.js";
import { drawUnits, type UnitPopulation } from "./units.js";

/** A lower limit for a comparison of x1 out of n1 with x2 out of n2 that grows with x1. */
type LowerLimit = (x1: number, n1: number, x2: number, n2: number, critical: number) => number;

/**
 * Exact probability that a lower limit is above the truth: for every x2 the least x1 at which it is, found by halving, and the
 * binomial tail from there.
 */
export function missedBelow(
  limit: LowerLimit,
  truth: number,
  [n1, p1]: readonly [number, number],
  [n2, p2]: readonly [number, number],
  alpha: number,
): number {
  const critical = twoSidedCritical(alpha);
  let missed = 0;
  for (const { x, probability } of binomialOutcomes(n2, p2)) {
    let [keeps, exceeds] = [-1, n1 + 1];
    while (exceeds - keeps > 1) {
      const middle = (keeps + exceeds) >> 1;
      if (limit(middle, n1, x, n2, critical) > truth + 1e-12) exceeds = middle;
      else keeps = middle;
    }
    if (exceeds <= n1) missed += probability * (1 - binomialLower(exceeds - 1, n1, p1));
  }
  return missed;
}

/** Sizes of the smaller and the larger group. */
const sizes = [
  [10, 1000],
  [30, 30],
  [30, 1000],
  [30, 10000],
  [100, 1000],
  [1000, 1000],
] as const;

const baseRates = [0.01, 0.03, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7] as const;

/** True rates of the first and the second group, and their difference or ratio. */
type Truths = readonly (readonly [number, number, number])[];

/** Mean and worst of both one-sided errors, over base rates; the smaller group's rate is the higher or the lower one. */
function errors(limit: LowerLimit, [n1, n2]: readonly [number, number], pairs: Truths) {
  return levels.map((level) => {
    const alpha = 1 - level;
    const below = pairs.map(([p1, p2, truth]) => missedBelow(limit, truth, [n1, p1], [n2, p2], alpha));
    return { mean: below.reduce((sum, one) => sum + one, 0) / below.length, worst: Math.max(...below) };
  });
}

const shown = (each: readonly { readonly mean: number; readonly worst: number }[]): string[] =>
  each.map(({ mean, worst }) => `${percent(mean)} (${percent(worst)})`);

function differenceRows(): string[][] {
  return sizes.flatMap(([small, large]) =>
    [0, 0.05, 0.1].flatMap((gap) => {
      const rates = baseRates.filter((rate) => rate + gap < 1);
      const up: Truths = rates.map((p) => [p + gap, p, gap]);
      // The smaller group lower: its upper limit fails where the lower limit of the swapped groups does.
      const down: Truths = rates.map((p) => [p, p + gap, -gap]);
      const row = (what: string, pairs: Truths, n: readonly [number, number]) => [
        `${small} / ${large}`,
        what,
        String(gap),
        ...shown(errors(scasDifferenceLower, n, pairs)),
        "exact",
      ];
      return [
        row("gap called too large, smaller group higher", up, [small, large]),
        ...(small === large || gap === 0 ? [] : [row("gap called too large, larger group higher", up, [large, small])]),
        row("gap called too small, smaller group higher", down, [large, small]),
      ];
    }),
  );
}

function ratioRows(): string[][] {
  const rates = baseRates.filter((rate) => rate >= 0.05);
  return sizes.map(([small, large]) => {
    const tooHigh = rates.map((p) => [0.8 * p, p, 0.8] as const);
    const tooLow = rates.map((p) => [p, 0.8 * p, 1 / 0.8] as const);
    return [
      `${small} / ${large}`,
      ...shown(errors(scasRatioLower, [small, large], tooHigh)),
      ...shown(errors(scasRatioLower, [large, small], tooLow)),
      "exact",
    ];
  });
}

/** A difference of two clustered shares by MOVER. */
function moverRows(plan: Plan): string[][] {
  const population = { size: 4, weights: "none" } as const;
  return [
    [10, 300],
    [30, 300],
    [100, 300],
  ].flatMap(([small, large]) =>
    [0, 0.1, 0.5].flatMap((icc) =>
      [0.05, 0.3].map((p) => {
        const next = random(plan.seed, `mover ${small} ${icc} ${p}`);
        const coverages = new Coverages();
        const group = (units: number, rate: number): UnitPopulation => ({ ...population, units, icc, p: rate });
        for (let run = plan.runs(1_000); run > 0; run--) {
          const [a, b] = clusteredProportion([
            drawUnits(next, group(small!, p + 0.05)),
            drawUnits(next, group(large!, p)),
          ]) as [EffectiveProportion, EffectiveProportion];
          coverages.add((alpha) => compareDifference(a, b, { alpha }), 0.05);
        }
        const events = (4 * small! * (p + 0.05)) / (1 + 6 * icc);
        return [`${small} / ${large}`, String(icc), String(p), ...coverageCells(coverages, { judged: events >= 5 })];
      }),
    ),
  );
}

/** Differences and ratios of two groups. */
export const differences: Section = {
  name: "two groups",
  tables: (plan) => [
    {
      caption:
        "SCAS difference: one-sided errors in percent (5, 2.5 and 0.5 are due), mean over base rates 0.01 … 0.7, worst in brackets",
      head: ["n", "error", "true gap", "90 %", "95 %", "99 %", "runs"],
      rows: differenceRows(),
    },
    {
      caption: "SCAS ratio, true ratio 0.8, base rates 0.05 … 0.7: the same errors",
      head: ["n", "lower, 90 %", "95 %", "99 %", "upper, 90 %", "95 %", "99 %", "runs"],
      rows: ratioRows(),
    },
    {
      caption: "MOVER of two wilson_effective shares, true gap 0.05, units as above",
      head: ["units", "ICC", "p", ...coverageHead],
      rows: moverRows(plan),
    },
  ],
};
