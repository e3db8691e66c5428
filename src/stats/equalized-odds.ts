import { differenceLimits } from "./choose-limits.js";
import { extremes, type GapOptions, gapBounds, type MaxGap, tukeyRule } from "./max-gap.js";
import type { Correlation } from "./pair-limits.js";
import type { Sample } from "./sample.js";

/** One family of rates (true positive, false positive) over the groups in which it has a denominator. */
export interface OddsFamily {
  readonly samples: readonly Sample[];
  /** Which samples the passing bound speaks for; default all. */
  readonly judged?: readonly boolean[];
  readonly correlation?: Correlation;
}

/** The larger of the families' largest gaps; `pair` points to samples of `family`. */
export interface EqualizedOdds extends MaxGap {
  readonly family: number;
  readonly families: readonly MaxGap[];
}

/**
 * Equalized odds difference: the larger of the largest gaps in true and in false positive rate. The failing bound
 * shares its level between the families (Bonferroni) and uses Tukey's rule within each, for two groups as well; the
 * passing bound needs no adjustment, but every family must have one.
 * @throws RangeError if a family has fewer than two samples.
 */
export function equalizedOdds(
  families: readonly OddsFamily[],
  options: Pick<GapOptions, "alpha" | "lowAlpha" | "tolerance">,
): EqualizedOdds {
  const lowAlpha = (options.lowAlpha ?? options.alpha) / families.length;
  const gaps = families.map(({ samples, judged, correlation }) => {
    const limits = differenceLimits(samples, correlation);
    const given = judged === undefined ? {} : { judged };
    return gapBounds(samples, limits, extremes(samples), tukeyRule(samples.length), { ...options, ...given, lowAlpha });
  });
  const value = Math.max(...gaps.map((gap) => gap.value));
  const family = gaps.findIndex((gap) => gap.value === value);
  const highs = gaps.map((gap) => gap.high);
  return {
    ...gaps[family]!,
    low: Math.max(...gaps.map((gap) => gap.low)),
    high: highs.includes(null) ? null : Math.max(...highs.map(Number)),
    p: Math.min(1, families.length * Math.min(...gaps.map((gap) => gap.p))),
    family,
    families: gaps,
  };
}
