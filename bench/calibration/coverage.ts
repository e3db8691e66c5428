import type { Bounds } from "../../src/core/estimate.js";
import { noise, percent, short } from "./section.js";

/** The confidences at which every interval is tried. */
export const levels = [0.9, 0.95, 0.99] as const;

/** An interval at two-sided confidence 1 − alpha; null: no interval for this draw. */
export type IntervalAt = (alpha: number) => Bounds | null;

/** How often intervals missed a truth, on which side, and how wide they were. */
export class Coverage {
  #weight = 0;
  #above = 0;
  #below = 0;
  #width = 0;
  #finite = 0;

  /** Counts one interval (of probability `weight`, where all outcomes are enumerated). A bound that is null is infinitely far. */
  add({ low, high }: Bounds, truth: number, weight = 1): void {
    this.#weight += weight;
    // A bound that is the truth but for rounding does not miss it.
    const slack = 1e-12 * Math.max(1, Math.abs(truth));
    if (low !== null && low > truth + slack) this.#above += weight;
    if (high !== null && high < truth - slack) this.#below += weight;
    if (low === null || high === null) return;
    this.#width += weight * (high - low);
    this.#finite += weight;
  }

  /** Runs, or the probability of all outcomes that were enumerated. */
  get total(): number {
    return this.#weight;
  }
  /** Share of intervals whose lower limit is above the truth. */
  get lowerMisses(): number {
    return this.#above / this.#weight;
  }
  /** Share of intervals whose upper limit is below the truth. */
  get upperMisses(): number {
    return this.#below / this.#weight;
  }
  get covered(): number {
    return 1 - this.lowerMisses - this.upperMisses;
  }
  /** Mean width of the intervals with two bounds. */
  get width(): number {
    return this.#finite > 0 ? this.#width / this.#finite : Number.NaN;
  }
}

/** Coverage at each of {@link levels}. */
export class Coverages {
  readonly at: readonly Coverage[] = levels.map(() => new Coverage());
  /** Runs in which the figure was not defined, and took no part. */
  undefinedRuns = 0;

  add(interval: IntervalAt, truth: number, weight = 1): void {
    levels.forEach((level, i) => {
      const bounds = interval(1 - level);
      if (bounds !== null) this.at[i]!.add(bounds, truth, weight);
    });
  }

  /** The most that coverage falls below a level, in points; negative: every level is exceeded. */
  get shortfall(): number {
    return Math.max(...this.at.map(({ covered }, i) => 100 * (levels[i]! - covered)));
  }
}

/** Heads of the columns of {@link coverageCells}. */
export const coverageHead = ["90 %", "95 %", "99 %", "width", "short by", "runs"] as const;

/** More points below the level than this, and another method has to be found. */
export const tolerated = 1.5;

/**
 * Coverage (misses of the lower limit / of the upper limit) at each level, mean width at 95 %, the worst shortfall in points,
 * in bold where it is more than tolerated and the criterion applies, and runs with their error at 95 %.
 */
export function coverageCells(coverages: Coverages, { exact = false, judged = true } = {}): string[] {
  const cell = (one: Coverage): string =>
    `${percent(one.covered)} (${percent(one.lowerMisses)} / ${percent(one.upperMisses)})`;
  const [, middle] = coverages.at as [Coverage, Coverage, Coverage];
  const worst = coverages.shortfall;
  const shortfall = worst <= 0 ? "–" : worst.toFixed(1);
  const runs = middle.total;
  return [
    ...coverages.at.map(cell),
    Number.isNaN(middle.width) ? "none" : short(middle.width),
    judged && worst > tolerated ? `**${shortfall}**` : shortfall,
    exact ? "exact" : `${runs.toLocaleString("en")} ${noise(0.95, runs)}`,
  ];
}
