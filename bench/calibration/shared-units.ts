import { type Random, random } from "../../src/core/random.js";
import {
  clusteredProportion,
  compareDifference,
  type EffectiveProportion,
  type UnitSums,
  unitCorrelation,
} from "../../src/stats/index.js";
import { Coverages, coverageCells, coverageHead } from "./coverage.js";
import { drawUnitRate, drawUnitSize } from "./draws.js";
import type { Plan, Section } from "./section.js";

/** Two groups of rows, such as languages, in which the same people may stand. */
export interface Overlap {
  readonly units: number;
  /** Share of units that have rows in both groups; the others have all in one. */
  readonly shared: number;
  readonly icc: number;
  /** Rate of the second group, and how far the first one's is above it. */
  readonly p: number;
  readonly gap: number;
}

const blank = (units: number): UnitSums => ({
  numerator: new Float64Array(units),
  denominator: new Float64Array(units),
  rows: new Float64Array(units),
  count: new Float64Array(units).fill(1),
});

/** Rows of all units; each unit has one propensity, so that its rows agree within and between the groups. */
export function drawSharedUnits(next: Random, { units, shared, icc, p, gap }: Overlap): [UnitSums, UnitSums] {
  const groups: [UnitSums, UnitSums] = [blank(units), blank(units)];
  for (let unit = 0; unit < units; unit++) {
    // A common rate moved by the gap: both groups keep their correlation within units nearly.
    const rate = drawUnitRate(next, p, icc);
    const rates = [rate + gap * ((1 - rate) / (1 - p)), rate] as const;
    const own = next() < 0.5 ? 0 : 1;
    const both = next() < shared;
    for (let row = drawUnitSize(next); row > 0; row--) {
      const group = both ? (next() < 0.5 ? 0 : 1) : own;
      groups[group].rows[unit]!++;
      groups[group].denominator[unit]!++;
      if (next() < rates[group]) groups[group].numerator[unit]!++;
    }
  }
  return groups;
}

/** The difference's interval with its covariance term, and as if no unit stood in both groups. */
function simulate(overlap: Overlap, { runs, seed }: Plan) {
  const next = random(seed, `shared units ${JSON.stringify(overlap)}`);
  const coverages = { with: new Coverages(), without: new Coverages() };
  for (let run = runs(2_000); run > 0; run--) {
    const groups = drawSharedUnits(next, overlap);
    const [a, b] = clusteredProportion(groups) as [EffectiveProportion | null, EffectiveProportion | null];
    if (a === null || b === null) continue;
    const correlation = unitCorrelation(groups[0], groups[1], groups[0].count);
    coverages.with.add((alpha) => compareDifference(a, b, { alpha, correlation }), overlap.gap);
    coverages.without.add((alpha) => compareDifference(a, b, { alpha }), overlap.gap);
  }
  return coverages;
}

const cases: readonly Overlap[] = [30, 100, 300].flatMap((units) =>
  [0.1, 0.5].flatMap((icc) =>
    [0.3, 1].flatMap((shared) =>
      [
        { p: 0.1, gap: 0 },
        { p: 0.3, gap: 0.1 },
      ].map((rates) => ({ units, shared, icc, ...rates })),
    ),
  ),
);

/** Differences between groups that share units. */
export const sharedUnits: Section = {
  name: "shared units",
  tables: (plan) => [
    {
      caption:
        "Units of geometric size, mean 4, of which some have rows in both groups; a and b by wilson_effective, MOVER",
      head: ["covariance term", "units", "shared", "ICC", "p", "gap", ...coverageHead],
      rows: cases.flatMap((one) => {
        const coverages = simulate(one, plan);
        const row = (name: string, some: Coverages) => [
          name,
          String(one.units),
          String(one.shared),
          String(one.icc),
          String(one.p),
          String(one.gap),
          ...coverageCells(some, { judged: (one.units * 2 * one.p) / (1 + 6 * one.icc) >= 5 }),
        ];
        return [row("in", coverages.with), row("left out", coverages.without)];
      }),
    },
  ],
};
