import { clopperPearson, type IntervalFunction, jeffreys, wilson } from "../../src/stats/index.js";
import { Coverages, coverageCells, coverageHead } from "./coverage.js";
import { binomialOutcomes, ratesAround } from "./draws.js";
import type { Section } from "./section.js";

const methods: readonly (readonly [string, IntervalFunction])[] = [
  ["wilson", wilson],
  ["jeffreys", jeffreys],
  ["clopper_pearson", clopperPearson],
];

/** Sizes and rates at which intervals of a share are tried. */
export const sizes = [5, 10, 30, 100, 1000] as const;
export const rates = [0.01, 0.1, 0.5] as const;

/** Coverage of an interval of x out of n, averaged over rates around p: a sum over all outcomes, no simulation. */
export function exactCoverage(interval: IntervalFunction, n: number, p: number): Coverages {
  const limits = new Map<number, ReturnType<IntervalFunction>>();
  const boundsOf = (x: number, alpha: number) => {
    const key = x + alpha / 10;
    const known = limits.get(key) ?? interval([x, n], alpha);
    limits.set(key, known);
    return known;
  };
  const coverages = new Coverages();
  for (const rate of ratesAround(p)) {
    for (const { x, probability } of binomialOutcomes(n, rate)) {
      coverages.add((alpha) => boundsOf(x, alpha), rate, probability);
    }
  }
  return coverages;
}

/** Shares of independent rows. */
export const oneProportion: Section = {
  name: "one proportion",
  tables: () => [
    {
      caption: "Shares of independent rows",
      head: ["method", "n", "p", ...coverageHead],
      rows: methods.flatMap(([name, interval]) =>
        sizes.flatMap((n) =>
          rates.map((p) => [
            name,
            String(n),
            String(p),
            ...coverageCells(exactCoverage(interval, n, p), { exact: true, judged: n * p >= 5 }),
          ]),
        ),
      ),
    },
  ],
};
