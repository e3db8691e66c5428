import { type Disparity, type JointDisparity, namesNoMetric } from "../disparities/index.js";
import type { JointPart } from "../stats/index.js";
import {
  type Comparable,
  type Compared,
  type DisparityEstimate,
  memberOf,
  missingInterval,
  noValue,
  withInterval,
  worstStatus,
} from "./compare-groups.js";

/** One metric's values on a table, by class where it has one. */
export interface MetricTable {
  readonly class: string | null;
  readonly table: Comparable;
}

/** A disparity over several metrics, with the class that it is of. */
export interface JointEstimate extends DisparityEstimate {
  readonly class: string | null;
}

/** The metrics that some disparity over several is made from. */
export const jointMetrics = (disparities: readonly Disparity[]): ReadonlySet<string> =>
  new Set(disparities.filter(namesNoMetric).flatMap(({ metrics }) => metrics));

/**
 * Disparities over several metrics between the groups of one table: of each class, or of all of them together; none where one
 * of the metrics is not computed, or fewer than two groups are known.
 * @param tables one per metric and class, over the same groups
 */
export function compareJoint(tables: readonly MetricTable[], disparities: readonly Disparity[]): JointEstimate[] {
  const comparable = tables.filter(({ table }) => table.groups.length >= 2);
  return disparities
    .filter((disparity) => disparity.kind === "joint")
    .flatMap((disparity) =>
      partsOf(comparable, disparity).map((parts) => ({
        ...joint(parts, disparity),
        class: disparity.rule.everyClass ? null : (parts[0]?.class ?? null),
      })),
    );
}

/** What each figure of the disparity is made from: one table per metric, for each class, or all classes of the one metric. */
function partsOf(tables: readonly MetricTable[], { metrics, rule }: JointDisparity): MetricTable[][] {
  const ofMetric = (name: string) => tables.filter(({ table }) => table.metric.name === name);
  const first = ofMetric(metrics[0] as string);
  if (rule.everyClass) return first.length === 0 ? [] : [first];
  return first
    .map((part) => [
      part,
      ...metrics.slice(1).flatMap((name) => ofMetric(name).find((one) => one.class === part.class) ?? []),
    ])
    .filter((parts) => parts.length === metrics.length);
}

function joint(tables: readonly MetricTable[], disparity: JointDisparity): DisparityEstimate {
  const [first] = tables as readonly [MetricTable];
  const { groups, alpha } = first.table;
  const parts = tables.map(
    ({ table }): JointPart => ({ samples: table.groups.map(sampleOf), correlation: table.correlation }),
  );
  const outcome = disparity.rule.of(parts, { alpha });
  const { status, reason } = statusOf(tables);
  if (outcome === null)
    return { disparity: disparity.name, status, reason, group: null, reference: null, ...withInterval(noValue) };
  const { value, low, high, p, method, pair, family } = outcome;
  const better = family.part === null ? "neutral" : tables[family.part]?.table.metric.better;
  const [worse, other] = better === "lower" ? pair : [pair[1], pair[0]];
  return {
    disparity: disparity.name,
    group: groups[worse]?.name as string,
    reference: groups[other]?.name as string,
    status,
    reason: reason ?? (method === null ? unbounded(tables) : null),
    ...withInterval({ value, low, high, p, method }),
  };
}

const sampleOf = ({ hidden, estimate }: Compared) => (hidden || estimate.status !== "ok" ? null : memberOf(estimate));

const unbounded = (tables: readonly MetricTable[]): string =>
  missingInterval(tables.flatMap(({ table }) => table.groups.map(({ estimate }) => estimate))) ??
  "no bounds of these figures together for such rows, or so many classes";

/** The worst status of all tables, and each reason once. */
function statusOf(tables: readonly MetricTable[]): ReturnType<typeof worstStatus> {
  const each = tables.map(({ table }) => worstStatus(table.groups));
  const status = each.find((one) => one.status === "suppressed") ?? each.find((one) => one.status !== "ok");
  const reasons = new Set(each.flatMap(({ reason }) => reason?.split("; ") ?? []));
  return { status: status?.status ?? "ok", reason: reasons.size > 0 ? [...reasons].join("; ") : null };
}
