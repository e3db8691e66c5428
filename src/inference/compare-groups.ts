import type { Status } from "../core/estimate.js";
import type { Disparity, DisparityValue, Member, PairDisparity, SpreadDisparity } from "../disparities/index.js";
import type { Metric } from "../metrics/index.js";
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
}

/** Ratios are for shares: 0 means none there, and they are never negative. */
export const comparesBy = (metric: Metric, disparity: Disparity): boolean =>
  disparity.scale === "difference" || (metric.unit === "proportion" && metric.range[0] === 0);

/** All disparities of one metric between the groups of one table; none where fewer than two are known. */
export function compareGroups(table: Comparable, disparities: readonly Disparity[]): DisparityEstimate[] {
  if (table.groups.length < 2) return [];
  return disparities
    .filter((disparity) => comparesBy(table.metric, disparity))
    .flatMap((disparity) => (disparity.kind === "spread" ? [spread(table, disparity)] : pairs(table, disparity)));
}

const noValue: DisparityValue = { value: null, low: null, high: null, p: null, method: null };

function spread(table: Comparable, disparity: SpreadDisparity): DisparityEstimate {
  const part = table.groups
    .map((group, index) => ({ ...group, index }))
    .filter(({ hidden, estimate }) => !hidden && estimate.status === "ok");
  const { status, reason } = worstStatus(table.groups);
  const none = { disparity: disparity.name, group: null, reference: null, ...withInterval(noValue) };
  if (part.length < 2) return { ...none, status, reason };
  const { pair, ...outcome } = disparity.of(
    part.map(({ estimate }) => memberOf(estimate)),
    {
      alpha: table.alpha,
      correlation: (i, j) => table.correlation(part[i]?.index as number, part[j]?.index as number),
    },
  );
  const [worse, better] = table.metric.better === "lower" ? pair : [pair[1], pair[0]];
  const names = { group: part[worse]?.name as string, reference: part[better]?.name as string };
  return {
    disparity: disparity.name,
    ...names,
    status,
    reason: reason ?? missingInterval(part.map(({ estimate }) => estimate)),
    ...withInterval(outcome),
  };
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

/** A disparity carries the worst status of its parts, and names them. */
function worstStatus(parts: readonly Compared[]): { readonly status: Status; readonly reason: string | null } {
  const hidden = parts.filter((part) => part.hidden);
  const empty = parts.filter((part) => !part.hidden && part.estimate.status === "undefined");
  const reasons = [
    ...hidden.map(({ name }) => `not shown: ${name}`),
    ...empty.map(({ name, estimate }) => `${estimate.reason}: ${name}`),
  ];
  const status = hidden.length > 0 ? "suppressed" : empty.length > 0 ? "not_estimable" : "ok";
  return { status, reason: reasons.length > 0 ? reasons.join("; ") : null };
}

const missingInterval = (parts: readonly Estimate[]): string | null =>
  parts.find(({ evidence }) => evidence === null)?.reason ?? null;

const memberOf = ({ value, evidence }: Estimate): Member => ({ value: value as number, evidence });

const withInterval = ({ method, ...outcome }: DisparityValue) => ({ ...outcome, interval: method });
