import { boundsOf, signedGap } from "../stats/index.js";
import type { Estimated } from "./estimated-of.js";
import { levelOf } from "./level-of.js";

/** A figure that a gate may judge. */
export interface JudgedFigure extends Estimated {
  /** Whether the passing bound speaks for it: its groups are large enough. */
  readonly judged: boolean;
}

export interface AttributionTolerance {
  readonly tolerance: number;
  /** Confidence of each bound is one-sided. */
  readonly confidence: number;
}

/** What the data say about a gate, in the words of all other gates. */
export interface AttributionAssessment {
  /** The worst figure and its place. */
  readonly value: number;
  readonly place: number;
  /** Of an upper limit the failing bound and the passing one; of a lower limit the other way round. null: no figure is judged. */
  readonly low: number | null;
  readonly high: number | null;
  /** p-value of "every true figure is within the tolerance". */
  readonly p: number;
  readonly fails: boolean;
  readonly passes: boolean;
}

/**
 * Gates on figures of several players or groups at once. All have one form: the failing bound is the most extreme of the figures'
 * own bounds at the failing level over their number (Bonferroni, so that no dependence between players matters), the passing
 * bound the most extreme of their unadjusted ones (intersection–union: missing the worst figure is the only way in which it can
 * be wrong). `failingAlpha` is the level that Holm's procedure over all gates gives to this one.
 */
export type AssessFigures = (
  figures: readonly JudgedFigure[],
  gate: AttributionTolerance,
  failingAlpha: number,
) => AttributionAssessment;

/**
 * `attribution_gap`, at most: the largest |difference of mean φ|. Each difference is a t estimate; its bounds are those of a gap
 * between two groups, which count both signs.
 */
export const assessAttributionGap: AssessFigures = (figures, { tolerance, confidence }, failingAlpha) => {
  const alpha = 1 - confidence;
  const bounds = figures.map((figure) => {
    const options = { alpha, lowAlpha: failingAlpha / figures.length, tolerance };
    const { value, low, high, p } = signedGap(figure, nothing, options);
    return { value, low, high: high as number, p };
  });
  return atMost(figures, bounds, tolerance);
};

/** A difference of exactly 0. */
const nothing = { value: 0, evidence: { interval: "t_mean", basis: [0, 0, 1, 0] } };

/** `proxy_share`, at most: the largest share of Σ|φ| in any group. */
export const assessProxyShare: AssessFigures = (figures, { tolerance, confidence }, failingAlpha) => {
  const alpha = 1 - confidence;
  const bounds = figures.map(({ value, evidence }) => ({
    value,
    low: boundsOf(evidence, (2 * failingAlpha) / figures.length).low,
    high: boundsOf(evidence, 2 * alpha).high,
    p: levelOf((level) => boundsOf(evidence, 2 * level).low > tolerance, 1),
  }));
  return atMost(figures, bounds, tolerance);
};

/** `attribution_rank_agreement`, at least: the lowest agreement of any group with the one it is compared with. */
export const assessRankAgreement: AssessFigures = (figures, { tolerance, confidence }, failingAlpha) => {
  const alpha = 1 - confidence;
  const bounds = figures.map(({ value, evidence }) => ({
    value: -value,
    low: -boundsOf(evidence, (2 * failingAlpha) / figures.length).high,
    high: -boundsOf(evidence, 2 * alpha).low,
    p: levelOf((level) => boundsOf(evidence, 2 * level).high < tolerance, 1),
  }));
  const { value, low, high, ...rest } = atMost(figures, bounds, -tolerance);
  return { ...rest, value: -value, low: high === null ? null : -high, high: low === null ? null : -low };
};

interface FigureBounds {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly p: number;
}

/** @throws RangeError without figures: a gate on nothing is an error before it is assessed. */
function atMost(
  figures: readonly JudgedFigure[],
  bounds: readonly FigureBounds[],
  tolerance: number,
): AttributionAssessment {
  if (bounds.length === 0) throw new RangeError("a gate needs at least one figure");
  const values = bounds.map(({ value }) => value);
  const place = values.indexOf(Math.max(...values));
  const judged = bounds.filter((_, i) => figures[i]!.judged);
  const low = Math.max(...bounds.map((each) => each.low));
  const high = judged.length === 0 ? null : Math.max(...judged.map((each) => each.high));
  return {
    value: values[place]!,
    place,
    low,
    high,
    p: Math.min(1, bounds.length * Math.min(...bounds.map(({ p }) => p))),
    fails: low > tolerance,
    passes: high !== null && high <= tolerance,
  };
}
