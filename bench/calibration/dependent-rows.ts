import { random } from "../../src/core/random.js";
import { boundsOf, cautiousProportion, clusteredProportion } from "../../src/stats/index.js";
import { Coverages, coverageCells, coverageHead } from "./coverage.js";
import { drawRate } from "./draws.js";
import { rates } from "./one-proportion.js";
import type { Plan, Section } from "./section.js";
import { drawUnits, trueShare, type UnitPopulation, type Weights } from "./units.js";

/** A group's setting, with another group beside it or alone. */
interface Setting extends UnitPopulation {
  /** A second group, which the design effect is pooled with. */
  readonly beside: Partial<UnitPopulation> | null;
}

const methods = { plain: clusteredProportion, cautious: cautiousProportion } as const;
type Method = keyof typeof methods;

/** Coverage of the interval of one group's share by each method on the same samples, averaged over rates around p. */
function simulate(setting: Setting, { runs, seed }: Plan, usual: number): Record<Method, Coverages> {
  const next = random(seed, `dependent rows ${JSON.stringify(setting)}`);
  const coverages = { plain: new Coverages(), cautious: new Coverages() };
  for (let run = runs(usual); run > 0; run--) {
    const population = { ...setting, p: drawRate(next, setting.p) };
    const groups = [drawUnits(next, population)];
    if (setting.beside !== null) groups.push(drawUnits(next, { ...population, ...setting.beside }));
    for (const method of ["plain", "cautious"] as const) {
      const [share] = methods[method](groups);
      if (share) coverages[method].add((alpha) => boundsOf(share.evidence, alpha), trueShare(population));
    }
  }
  return coverages;
}

/**
 * Events that a sample is worth: a random row stands in a unit of 2m − 1 rows (geometric sizes with mean m), and log-normal(1)
 * weights have the design effect e.
 */
function effectiveEvents({ units, size, icc, p, weights }: Setting): number {
  const rows = (units * size) / (1 + (2 * size - 2) * icc);
  return (p * rows) / (weights === "none" ? 1 : Math.E);
}

type Columns = Readonly<Record<string, (setting: Setting) => string>>;

const columns = {
  units: ({ units }) => String(units),
  icc: ({ icc }) => String(icc),
  p: ({ p }) => String(p),
  weights: ({ weights }) => weights,
} satisfies Columns;

/** One line per setting and method. */
function lines(
  settings: readonly Setting[],
  shown: readonly Method[],
  of: Columns,
  plan: Plan,
  usual: number,
): string[][] {
  return settings.flatMap((setting) => {
    const coverages = simulate(setting, plan, usual);
    return shown.map((method) => [
      ...(shown.length > 1 ? [method] : []),
      ...Object.values(of).map((cell) => cell(setting)),
      ...coverageCells(coverages[method], { judged: effectiveEvents(setting) >= 5 }),
    ]);
  });
}

const base: Setting = { units: 30, size: 4, p: 0.1, icc: 0, weights: "none", beside: {} };

/** All combinations of some sizes, rates and correlations. */
const grid = (units: readonly number[], iccs: readonly number[], ps: readonly number[], more: Partial<Setting> = {}) =>
  units.flatMap((k) => ps.flatMap((p) => iccs.map((icc): Setting => ({ ...base, ...more, units: k, p, icc }))));

/** Shares of rows that come in units, without weights. */
export const clusters: Section = {
  name: "clustered rows",
  tables: (plan) => [
    {
      caption: "wilson_effective, a group beside another of the same size; units of geometric size, mean 4",
      head: ["units", "ICC", "p", ...coverageHead],
      rows: lines(
        grid([10, 30, 100, 300], [0, 0.1, 0.5], rates),
        ["plain"],
        { units: columns.units, icc: columns.icc, p: columns.p },
        plan,
        3_000,
      ),
    },
    {
      caption: "A small group (ICC 0.5) beside one of 300 units with the ICC that is named",
      head: ["units", "ICC of the large group", "p", ...coverageHead],
      rows: lines(
        [0.1, 0.5].flatMap((icc) => grid([10, 30], [0.5], [0.1, 0.5], { beside: { units: 300, icc } })),
        ["plain"],
        { units: columns.units, icc: ({ beside }) => String(beside?.icc), p: columns.p },
        plan,
        3_000,
      ),
    },
    {
      caption: "A large group beside a small one of as many units as named (ICC 0.1)",
      head: ["method", "units", "units beside", "ICC", "p", ...coverageHead],
      rows: lines(
        [
          ...[10, 30].flatMap((units) => grid([100], [0.5], [0.1, 0.5], { beside: { units, icc: 0.1 } })),
          ...grid([300], [0.5], [0.1], { beside: { units: 30, icc: 0.1 } }),
        ],
        ["plain", "cautious"],
        {
          units: columns.units,
          beside: ({ beside }) => String(beside?.units),
          icc: columns.icc,
          p: columns.p,
        },
        plan,
        3_000,
      ),
    },
    {
      caption: "A group alone (all rows of an audit, say): the plain method, and the cautious one",
      head: ["method", "units", "ICC", "p", ...coverageHead],
      rows: lines(
        [
          ...grid([30, 100, 300], [0.1, 0.5], [0.1, 0.5], { beside: null }),
          ...grid([300], [0.1], [0.01], { beside: null }),
        ],
        ["plain", "cautious"],
        { units: columns.units, icc: columns.icc, p: columns.p },
        plan,
        3_000,
      ),
    },
  ],
};

/** Shares of independent rows with weights. */
export const weights: Section = {
  name: "weighted rows",
  tables: (plan) => [
    {
      caption:
        "wilson_effective; weights log-normal(1), or three times that for successes; n·p counts e times fewer rows",
      head: ["weights", "n", "p", ...coverageHead],
      rows: lines(
        (["by row", "by outcome"] as const).flatMap((kind: Weights) =>
          grid([10, 30, 100, 1000], [0], rates, { size: 1, weights: kind, beside: null }),
        ),
        ["plain"],
        { weights: columns.weights, units: columns.units, p: columns.p },
        plan,
        4_000,
      ),
    },
  ],
};

/** Shares of weighted rows that come in units. */
export const weightedClusters: Section = {
  name: "weights and clusters",
  tables: (plan) => [
    {
      caption: "A group beside another of the same size; units of geometric size, mean 4; weights log-normal(1)",
      head: ["method", "weights", "units", "ICC", "p", ...coverageHead],
      rows: lines(
        (["by unit", "by row", "by outcome"] as const).flatMap((kind) =>
          grid([10, 30, 100, 300], [0.1, 0.5], [0.1, 0.5], { weights: kind }),
        ),
        ["plain", "cautious"],
        { weights: columns.weights, units: columns.units, icc: columns.icc, p: columns.p },
        plan,
        1_500,
      ),
    },
  ],
};
