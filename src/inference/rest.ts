import { cautiousMean, cautiousProportion, type UnitSums } from "../stats/index.js";
import { clusteredSums, correlations, quotient } from "./correlations.js";
import { type Estimate, undefinedEstimate } from "./estimate.js";
import { estimateEntries } from "./estimate-distribution.js";
import { estimates } from "./estimates.js";
import { type Material, type MetricView, regrouped, restOf, type Split } from "./material.js";
import { restOfCells } from "./rest-of-cells.js";
import { restOfEntries } from "./rest-of-entries.js";
import type { ProfileSums } from "./unit-sums.js";

/** Everybody but one group, and the correlation of their estimate with the group's own. */
export interface Rest {
  readonly estimate: Estimate;
  readonly correlation: number;
}

/**
 * Answers for each group of a split what the metric is for all others together.
 * @param left groups that take no part, such as the unknown one
 */
export function restOfGroups(
  view: MetricView,
  material: Material,
  split: Split,
  left: (group: number) => boolean,
): (group: number) => Rest {
  const isRatio = view.metric.kind === "rate" || view.metric.kind === "mean";
  const { metric, scores } = view;
  if (!material.clustered && (metric.kind === "distribution" || metric.kind === "ranking") && scores && split.scores) {
    const partOf = split.scores.map((group) => (group < 0 || left(group) ? -1 : group));
    let rest: ReturnType<typeof restOfEntries> | null = null;
    return (group) => {
      // Worked out when first asked for, as nobody asks where a group is hidden.
      rest ??= restOfEntries(scores, partOf, split.size);
      return { estimate: estimateEntries(metric, scores, material, rest(group)), correlation: 0 };
    };
  }
  if (!material.clustered) {
    const rest = restOfCells(view, material, split, left);
    return (group) => {
      const { view: ofKinds, material: merged, split: one } = rest(group);
      return { estimate: estimates(ofKinds, merged, one)[0] as Estimate, correlation: 0 };
    };
  }
  const sums = isRatio ? clusteredSums(view, material, split) : null;
  if (sums === null) {
    return (group) => ({
      estimate: estimates(view, material, restOf(split, group, left))[0] as Estimate,
      correlation: isRatio ? 0 : correlationOfTwo(view, material, split, group, left),
    });
  }
  const all = together(sums.filter((_, group) => !left(group)));
  return (group) => {
    const one = sums[group] as ProfileSums;
    const rest = without(all, one);
    return { estimate: clusteredEstimate(view, rest), correlation: correlationWith(one, rest) };
  };
}

/** Of a metric that is no ratio of sums: a group and all others as a split of two. */
function correlationOfTwo(
  view: MetricView,
  material: Material,
  split: Split,
  group: number,
  left: (group: number) => boolean,
): number {
  const two = regrouped(split, 2, (of) => (left(of) ? -1 : of === group ? 0 : 1));
  return correlations(view, material, two)[0]?.correlation ?? 0;
}

function clusteredEstimate({ metric }: MetricView, sums: UnitSums): Estimate {
  const [numerator, denominator] = [totalOf(sums, sums.numerator), totalOf(sums, sums.denominator)];
  const effective = metric.kind === "mean" ? cautiousMean(sums) : cautiousProportion([sums])[0];
  if (effective == null) return undefinedEstimate(metric.empty, numerator, denominator);
  const { evidence, value } = effective;
  return { status: "ok", value, numerator, denominator, evidence, reason: null };
}

/** Sums of several groups as of one, with an entry for every profile. */
function together(sums: readonly ProfileSums[]): UnitSums {
  const profiles = Math.max(0, ...sums.map(({ profile }) => (profile.at(-1) ?? -1) + 1));
  const column = () => new Float64Array(profiles);
  const all = { numerator: column(), denominator: column(), rows: column(), count: column() };
  for (const { profile, numerator, denominator, rows, count } of sums) {
    for (let i = 0; i < profile.length; i++) {
      const p = profile[i]!;
      all.numerator[p]! += numerator[i]!;
      all.denominator[p]! += denominator[i]!;
      all.rows[p]! += rows[i]!;
      all.count[p] = count[i]!;
    }
  }
  return all;
}

/** Sums of all groups less those of one. Units that have no other row are left with 0 rows, so that they take no part. */
function without(all: UnitSums, { profile, ...one }: ProfileSums): UnitSums {
  const rest = {
    ...all,
    numerator: all.numerator.slice(),
    denominator: all.denominator.slice(),
    rows: all.rows.slice(),
  };
  for (let i = 0; i < profile.length; i++) {
    const p = profile[i]!;
    rest.rows[p]! -= one.rows[i]!;
    // What is left of a difference of weights may not be exactly 0.
    rest.numerator[p] = rest.rows[p]! > 0 ? rest.numerator[p]! - one.numerator[i]! : 0;
    rest.denominator[p] = rest.rows[p]! > 0 ? rest.denominator[p]! - one.denominator[i]! : 0;
  }
  return rest;
}

/** As `correlationsOf`, of a group with all others. */
function correlationWith(one: ProfileSums, rest: UnitSums): number {
  const [ratioOfOne, ratioOfRest] = [ratioOf(one), ratioOf(rest)];
  let [squaresOfOne, squaresOfRest, products] = [0, 0, 0];
  for (let p = 0; p < rest.count.length; p++) {
    squaresOfRest += rest.count[p]! * (rest.numerator[p]! - ratioOfRest * rest.denominator[p]!) ** 2;
  }
  for (let i = 0; i < one.profile.length; i++) {
    const p = one.profile[i]!;
    const residual = one.numerator[i]! - ratioOfOne * one.denominator[i]!;
    squaresOfOne += one.count[i]! * residual ** 2;
    products += one.count[i]! * residual * (rest.numerator[p]! - ratioOfRest * rest.denominator[p]!);
  }
  return quotient(products, squaresOfOne * squaresOfRest);
}

function ratioOf(sums: UnitSums): number {
  const weight = totalOf(sums, sums.denominator);
  return weight > 0 ? totalOf(sums, sums.numerator) / weight : 0;
}

function totalOf({ count }: UnitSums, of: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < of.length; i++) sum += count[i]! * of[i]!;
  return sum;
}
