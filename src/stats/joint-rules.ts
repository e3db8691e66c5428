import { equalizedOdds } from "./equalized-odds.js";
import {
  eventFamilies,
  type JointFamily,
  type JointPart,
  type JointSample,
  meanFamilies,
  oppositeFamilies,
  plainCounts,
  separateFamilies,
} from "./joint-families.js";
import { extremes, maxGap } from "./max-gap.js";
import { minRatio } from "./min-ratio.js";
import type { Sample } from "./sample.js";
import { smoothedDifferentialFairness } from "./smoothed-differential-fairness.js";

/** Levels and tolerance, as of a gap between several groups. */
export interface JointOptions {
  /** One-sided level of the passing bound, and of the failing one unless `lowAlpha` says otherwise. */
  readonly alpha: number;
  readonly lowAlpha?: number;
  /** Default 0. */
  readonly tolerance?: number;
  /** Which samples of each family the passing bound speaks for; default all. */
  readonly judged?: readonly (readonly boolean[])[];
}

/** Groups compared by several figures at once: the largest gap of any. */
export interface JointOutcome {
  readonly value: number;
  /** Failing and passing bound; null without an interval (`high` also: fewer than two judged groups, or infinite). */
  readonly low: number | null;
  readonly high: number | null;
  /** p-value of "the true disparity is at most the tolerance". */
  readonly p: number | null;
  readonly method: string | null;
  /** The family that is furthest apart, and its highest and lowest group. */
  readonly family: JointFamily;
  readonly pair: readonly [number, number];
}

/** How figures of groups become one disparity of 0 or more. */
export interface JointRule {
  /** The metrics that the parts are of, in their order. */
  readonly metrics: readonly string[];
  /** Every class of the (only) metric is a part. */
  readonly everyClass: boolean;
  /** What is compared between groups. */
  families(parts: readonly JointPart[]): JointFamily[];
  /** "ratio": ln of a ratio between groups, so that e to −tolerance is the smallest ratio allowed. */
  readonly scale: "difference" | "log_ratio";
  /** null where fewer than two groups have a value in some family. */
  of(parts: readonly JointPart[], options: JointOptions): JointOutcome | null;
}

const odds = ["true_positive_rate", "false_positive_rate"];

/** The rule of a disparity over several figures; undefined for other disparities. */
export const jointRuleOf = (name: string): JointRule | undefined =>
  Object.hasOwn(jointRules, name) ? jointRules[name as keyof typeof jointRules] : undefined;

/**
 * Disparities over several figures, by name. All are maxima of gaps over families, so that one rule bounds them: failing bound by
 * Tukey's rule within each family and Bonferroni over the families, passing bound unadjusted, since missing the widest pair of
 * the widest family is the only way in which it can fail.
 */
export const jointRules = {
  equalized_odds: gapRule(odds, separateFamilies),
  average_odds: gapRule(odds, meanFamilies),
  class_distance: {
    ...gapRule(["selection_rate"], eventFamilies),
    everyClass: true,
    of: distanceOutcome,
  },
  differential_fairness: {
    metrics: ["selection_rate"],
    everyClass: false,
    scale: "log_ratio",
    families: oppositeFamilies,
    of: (parts, options) => fairnessOutcome(oppositeFamilies(parts), options),
  },
} satisfies Readonly<Record<string, JointRule>>;

function gapRule(metrics: readonly string[], families: JointRule["families"]): JointRule {
  return {
    metrics,
    everyClass: false,
    scale: "difference",
    families,
    of: (parts, options) => gapOutcome(families(parts), options),
  };
}

type Widest = Pick<JointOutcome, "value" | "family" | "pair">;

/** The family whose highest and lowest value are furthest apart; null where one has fewer than two. */
function widestOf(families: readonly JointFamily[]): Widest | null {
  if (families.length === 0 || families.some(({ samples }) => samples.length < 2)) return null;
  const each = families.map((family): Widest => {
    const [high, low] = extremes(family.samples as readonly Sample[]);
    const at = (i: number) => family.samples[i]?.value as number;
    return {
      value: at(high) - at(low),
      family,
      pair: [family.groups[high] as number, family.groups[low] as number],
    };
  });
  return each.reduce((a, b) => (b.value > a.value ? b : a));
}

const unbounded = { low: null, high: null, p: null, method: null };

const areBounded = (families: readonly JointFamily[]): boolean =>
  families.length > 0 && families.every(({ samples }) => samples.every(({ evidence }) => evidence !== null));

const judgedIn = (family: number, { judged }: JointOptions) => {
  const ofFamily = judged?.[family];
  return ofFamily === undefined ? {} : { judged: ofFamily };
};

function gapOutcome(families: readonly JointFamily[], options: JointOptions): JointOutcome | null {
  const widest = widestOf(families);
  if (widest === null) return null;
  if (!areBounded(families)) return { ...widest, ...unbounded };
  const all = families.map((family, place) => ({
    samples: family.samples as readonly Sample[],
    ...judgedIn(place, options),
    ...(family.correlation === undefined ? {} : { correlation: family.correlation }),
  }));
  const [only] = all;
  const { alpha, lowAlpha = alpha, tolerance = 0 } = options;
  const levels = { alpha, lowAlpha, tolerance };
  const { low, high, p, method } =
    all.length === 1 && only !== undefined ? maxGap(only.samples, { ...levels, ...only }) : equalizedOdds(all, levels);
  return { ...widest, low, high, p, method };
}

/** Total variation is worked out from all shares, so that it has a value with any number of classes. */
function distanceOutcome(parts: readonly JointPart[], options: JointOptions): JointOutcome | null {
  const families = eventFamilies(parts);
  if (families.length > 0) return gapOutcome(families, options);
  const groups = parts[0]?.samples.flatMap((sample, group) => (sample === null ? [] : [group])) ?? [];
  if (groups.length < 2) return null;
  const share = (part: JointPart, group: number) => part.samples[group]?.value ?? 0;
  const distance = ([g, h]: readonly [number, number]) =>
    parts.reduce((sum, part) => sum + Math.abs(share(part, g) - share(part, h)), 0) / 2;
  const pairs = groups.flatMap((g, i) => groups.slice(i + 1).map((h) => [g, h] as const));
  const pair = pairs.reduce((a, b) => (distance(b) > distance(a) ? b : a));
  return { value: distance(pair), pair, family: { groups, samples: [], part: null }, ...unbounded };
}

/** Bounds of the unsmoothed ratio, widened to the smoothed value where it lies outside. */
function fairnessOutcome(families: readonly JointFamily[], options: JointOptions): JointOutcome | null {
  const apart = widestRatio(families);
  const value = smoothedValue(families[0]);
  if (apart === null || value === null) return null;
  if (!areBounded(families)) return { ...apart, value, ...unbounded };
  const { alpha, lowAlpha = alpha, tolerance = 0 } = options;
  const ratios = families.map((family, place) =>
    minRatio(family.samples as readonly Sample[], {
      alpha,
      lowAlpha: lowAlpha / families.length,
      tolerance: Math.exp(-tolerance),
      ...judgedIn(place, options),
      ...(family.correlation === undefined ? {} : { correlation: family.correlation }),
    }),
  );
  const lows = ratios.map(({ low }) => low);
  const least = lows.includes(null) ? 0 : Math.min(...lows.map(Number));
  return {
    ...apart,
    value,
    low: Math.min(value, Math.max(...ratios.map(({ high }) => -Math.log(high)), 0)),
    high: least > 0 ? Math.max(value, -Math.log(least)) : null,
    p: Math.min(1, families.length * Math.min(...ratios.map(({ p }) => p))),
    method: ratios[0]?.method ?? null,
  };
}

function widestRatio(families: readonly JointFamily[]): Widest | null {
  if (families.some(({ samples }) => samples.length < 2)) return null;
  const each = families.map((family) => {
    const [high, low] = extremes(family.samples as readonly Sample[]);
    const at = (i: number) => family.samples[i]?.value as number;
    const ratio = at(high) > 0 ? at(low) / at(high) : 1;
    return { value: ratio, family, pair: [family.groups[high] as number, family.groups[low] as number] as const };
  });
  return each.reduce((a, b) => (b.value < a.value ? b : a));
}

/** null where some value is no share of rows. */
function smoothedValue(family: JointFamily | undefined): number | null {
  const groups = (family?.samples ?? []).map((sample) => {
    const [successes, trials] = plainCounts(sample) ?? [null, effectiveTrials(sample)];
    return { successes: successes ?? sample.value * trials, trials };
  });
  return groups.some(({ trials }) => trials === 0) ? null : smoothedDifferentialFairness(groups);
}

/** Rows of a weighted or clustered share; 0 of anything else. */
const effectiveTrials = ({ evidence }: JointSample): number =>
  evidence?.interval === "wilson_effective" ? (evidence.basis[3] as number) : 0;
