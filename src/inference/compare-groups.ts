import type { Status } from "../core/estimate.js";
import {
  type BestDisparity,
  type Disparity,
  type DisparityValue,
  type Member,
  namesNoMetric,
  type PairDisparity,
  type SpreadDisparity,
} from "../disparities/index.js";
import type { Metric } from "../metrics/index.js";
import { uncorrelated } from "../stats/pair-limits.js";
import type { Estimate } from "./estimate.js";

/** A group of a table as comparisons see it. */
export interface Compared {
  readonly name: string;
  readonly estimate: Estimate;
  /** Too few people to show, or hidden to protect others. */
  readonly hidden: boolean;
}

/** The known groups of one table with one metric's values. Rows without a known group take no part. */
export interface Comparable {
  readonly metric: Metric;
  readonly groups: readonly Compared[];
  /** Index of the reference group; null where it has no rows in this table. */
  readonly reference: number | null;
  readonly referenceName: string;
  /** Everybody but one group, and the correlation with it. Null where a hidden group would have to be in it. */
  readonly rest: ((group: number) => { readonly estimate: Estimate; readonly correlation: number }) | null;
  readonly correlation: (i: number, j: number) => number;
  readonly alpha: number;
}

/** One row of the table of disparities. */
export interface DisparityEstimate extends Omit<DisparityValue, "method"> {
  readonly disparity: string;
  readonly group: string | null;
  readonly reference: string | null;
  readonly status: Status;
  readonly reason: string | null;
  readonly interval: string | null;
  /** What the bounds follow from, where they do not follow from those of the groups. */
  readonly basis: readonly number[] | null;
  /** Of comparisons within strata: those in which the groups stand the other way round than in all rows together. */
  readonly reversed_strata: readonly string[] | null;
}

/**
 * Whether a disparity is one of a metric. Ratios are for shares: 0 means none there, and they are never negative. Nobody is best off by a
 * metric without a direction, and strata are for counts of rows.
 */
export function comparesBy(metric: Metric, disparity: Disparity): boolean {
  if (namesNoMetric(disparity)) return false;
  if (disparity.kind === "stratified")
    return metric.kind === "rate" && (disparity.onlyOf ?? [metric.name]).includes(metric.name);
  if (disparity.kind === "best" && metric.better === "neutral") return false;
  return disparity.scale === "difference" || (metric.unit === "proportion" && metric.range[0] === 0);
}

/** All disparities of one metric between the groups of one table; none where fewer than two are known. */
export function compareGroups(table: Comparable, disparities: readonly Disparity[]): DisparityEstimate[] {
  if (table.groups.length < 2) return [];
  return disparities
    .filter((disparity) => comparesBy(table.metric, disparity))
    .flatMap((disparity) => {
      if (disparity.kind === "spread") return [spread(table, disparity)];
      if (disparity.kind === "best") return againstBest(table, disparity);
      return disparity.kind === "pair" ? pairs(table, disparity) : [];
    });
}

/** A comparison that has no value. */
export const noValue: DisparityValue = { value: null, low: null, high: null, p: null, method: null };

const shownGroups = (table: Comparable): (Compared & { index: number })[] =>
  table.groups
    .map((group, index) => ({ ...group, index }))
    .filter(({ hidden, estimate }) => !hidden && estimate.status === "ok");

const correlationAmong = (
  { correlation }: Comparable,
  part: readonly { readonly index: number }[],
): Comparable["correlation"] =>
  correlation === uncorrelated
    ? uncorrelated
    : (i, j) => correlation(part[i]?.index as number, part[j]?.index as number);

function spread(table: Comparable, disparity: SpreadDisparity): DisparityEstimate {
  const part = shownGroups(table);
  const { status, reason } = worstStatus(table.groups);
  const none = { disparity: disparity.name, group: null, reference: null, ...withInterval(noValue) };
  if (part.length < 2) return { ...none, status, reason };
  const { pair, ...outcome } = disparity.of(
    part.map(({ estimate }) => memberOf(estimate)),
    {
      alpha: table.alpha,
      correlation: correlationAmong(table, part),
    },
  );
  const [worse, better] = table.metric.better === "lower" ? pair : [pair[1], pair[0]];
  const names = { group: part[worse]?.name as string, reference: part[better]?.name as string };
  return {
    disparity: disparity.name,
    ...names,
    // A ratio without a value is one to 0, which is known; a difference without one is not.
    status: outcome.value === null && disparity.scale === "difference" ? "not_estimable" : status,
    reason: reason ?? missingInterval(part.map(({ estimate }) => estimate)) ?? disparity.withoutInterval ?? null,
    ...withInterval(outcome),
  };
}

function againstBest(table: Comparable, disparity: BestDisparity): DisparityEstimate[] {
  const { better } = table.metric;
  const part = shownGroups(table);
  if (better === "neutral" || part.length < 2) return [];
  const { status, reason } = worstStatus(table.groups);
  const { best, values } = disparity.of(
    part.map(({ estimate }) => memberOf(estimate)),
    {
      alpha: table.alpha,
      better,
      correlation: correlationAmong(table, part),
    },
  );
  const without = missingInterval(part.map(({ estimate }) => estimate));
  return part.map(({ name }, i) => ({
    disparity: disparity.name,
    group: name,
    reference: part[best]?.name as string,
    status,
    reason: reason ?? without ?? (values[i]?.method === null ? "no bounds among so many groups" : null),
    ...withInterval(values[i] as DisparityValue),
  }));
}

function pairs(table: Comparable, disparity: PairDisparity): DisparityEstimate[] {
  return table.groups.flatMap((group, index) => {
    if (disparity.against === "rest") return [againstRest(table, disparity, group, index)];
    return index === table.reference ? [] : [againstReference(table, disparity, group, index)];
  });
}

function againstReference(
  table: Comparable,
  disparity: PairDisparity,
  group: Compared,
  index: number,
): DisparityEstimate {
  const names = { disparity: disparity.name, group: group.name, reference: table.referenceName };
  const reference = table.reference === null ? undefined : table.groups[table.reference];
  if (reference === undefined) {
    return {
      ...names,
      ...withInterval(noValue),
      status: "not_estimable",
      reason: `the reference group ${table.referenceName} has no rows here`,
    };
  }
  const correlation = table.correlation(index, table.reference as number);
  return { ...names, ...compared(table, disparity, [group, reference], correlation) };
}

function againstRest(table: Comparable, disparity: PairDisparity, group: Compared, index: number): DisparityEstimate {
  const names = { disparity: disparity.name, group: group.name, reference: null };
  if (table.rest === null)
    return { ...names, ...withInterval(noValue), status: "suppressed", reason: "a group that is not shown takes part" };
  const { estimate, correlation } = table.rest(index);
  return {
    ...names,
    ...compared(table, disparity, [group, { name: "all others", estimate, hidden: false }], correlation),
  };
}

function compared(
  table: Comparable,
  disparity: PairDisparity,
  parts: readonly [Compared, Compared],
  correlation: number,
) {
  const { status, reason } = worstStatus(parts);
  if (status !== "ok") return { ...withInterval(noValue), status, reason };
  const [member, other] = parts.map(({ estimate }) => memberOf(estimate)) as [Member, Member];
  const outcome = disparity.of(member, other, { alpha: table.alpha, correlation });
  return { ...withInterval(outcome), status, reason: missingInterval(parts.map(({ estimate }) => estimate)) };
}

/** Parts that a reason names, so that it stays short however many groups there are. */
const fewNames = 10;

/** A disparity carries the worst status of its parts, and names them: the first ten, and the number of the others. */
export function worstStatus(parts: readonly Compared[]): { readonly status: Status; readonly reason: string | null } {
  const hidden = parts.filter((part) => part.hidden);
  const empty = parts.filter((part) => !part.hidden && part.estimate.status === "undefined");
  const reasons = [
    ...hidden.map(({ name }) => `not shown: ${name}`),
    ...empty.map(({ name, estimate }) => `${estimate.reason}: ${name}`),
  ];
  const status = hidden.length > 0 ? "suppressed" : empty.length > 0 ? "not_estimable" : "ok";
  return { status, reason: reasons.length > 0 ? listed(reasons) : null };
}

function listed(reasons: readonly string[]): string {
  const named = reasons.slice(0, fewNames).join("; ");
  const others = reasons.length - fewNames;
  return others > 0 ? `${named}, and ${others} more ${others === 1 ? "group" : "groups"}` : named;
}

/** Why some value has no interval; null: all have one. */
export const missingInterval = (parts: readonly Estimate[]): string | null =>
  parts.find(({ evidence }) => evidence === null)?.reason ?? null;

/** An estimate as disparities see it. */
export const memberOf = ({ value, evidence }: Estimate): Member => ({ value: value as number, evidence });

/** A value as a record has it. */
export const withInterval = ({ value, low, high, p, method }: DisparityValue) => ({
  value,
  low,
  high,
  p,
  interval: method,
  basis: null,
  reversed_strata: null,
});
