import type { Evidence } from "../core/estimate.js";
import { splitNames, unknownGroup } from "../core/groups.js";
import type { DisparityRow, Findings, GateSpec, GroupRow } from "../record/run-record.js";
import type { Sample } from "../stats/index.js";
import { uncorrelated } from "../stats/pair-limits.js";
import { estimatedOf } from "./estimated-of.js";

/** A group that a gate can compare: its value with its evidence. */
export interface Member {
  readonly name: string;
  /** The metric that the value is of; null: made from several. */
  readonly metric: string | null;
  readonly value: number;
  readonly evidence: Evidence;
  /** Parts of a share, weighted where rows are; null for other values. */
  readonly numerator: number | null;
  readonly denominator: number | null;
}

/** A group that takes part in the gate and has nothing to compare. */
export interface Missing {
  readonly name: string;
  readonly status: GroupRow["status"];
  readonly reason: string;
}

/** The known groups of a gate's attribute. Rows without a known group take no part. */
export interface GateGroups {
  readonly members: readonly Member[];
  readonly missing: readonly Missing[];
  /** Everybody else, for groups that overlap with others and are compared with everybody without them. */
  readonly rests: ReadonlyMap<string, Sample>;
  /** Name of the group that others are compared with. */
  readonly reference: string | null;
  /** Which way a metric is better for the person; of values made from several neither. */
  readonly better: (metric: string | null) => "higher" | "lower" | "neutral";
  /** Of the estimates of two members, by index. */
  readonly correlation: (i: number, j: number) => number;
}

/** Collects from the record what a gate is judged on. */
export function gateGroups(findings: Findings, gate: GateSpec): GateGroups {
  const rows = findings.groups.filter(
    (row) => belongsTo(row, gate) && row.group !== null && !splitNames(row.group).includes(unknownGroup),
  );
  const members = rows.flatMap((row) => memberOf(row) ?? []);
  const known = new Set(members.map(({ name }) => name));
  const missing = rows.filter(({ group }) => !known.has(group as string)).map(missingOf);
  return {
    members,
    missing,
    rests: restsOf(findings, gate),
    reference: referenceOf(findings, gate, rows),
    better: (metric) => findings.metrics.find(({ name }) => name === metric)?.better ?? "neutral",
    correlation: correlationsOf(findings, gate, members),
  };
}

/** A group that overlaps with others leaves in the record how many successes and trials all without it have. */
function restsOf(findings: Findings, gate: GateSpec): ReadonlyMap<string, Sample> {
  const rows = findings.disparities.filter((row) => row.disparity === gate.disparity && belongsTo(row, gate));
  return new Map(
    rows.flatMap(({ group, basis }) => {
      const [successes, trials] = basis ?? [];
      if (group === null || successes === undefined || trials === undefined) return [];
      return [[group, { value: successes / trials, evidence: { interval: "wilson", basis: [successes, trials] } }]];
    }),
  );
}

type Place = Pick<DisparityRow, "model" | "metric" | "attribute" | "class" | "stratum">;

const belongsTo = (row: Omit<Place, "attribute"> & { readonly attribute: string | null }, gate: GateSpec): boolean =>
  row.model === gate.model &&
  row.metric === gate.metric &&
  row.attribute === gate.attribute &&
  row.class === gate.class &&
  row.stratum === gate.stratum;

function memberOf(row: GroupRow): Member | null {
  const { group, metric, numerator, denominator } = row;
  const estimated = estimatedOf(row);
  return estimated === null ? null : { name: group as string, metric, ...estimated, numerator, denominator };
}

/** A row without a value to compare. */
export const missingOf = ({ group, status, reason }: Pick<GroupRow, "group" | "status" | "reason">): Missing => ({
  name: group as string,
  status,
  reason: reason ?? "no interval",
});

/** The attribute's reference group; of an intersection the largest group that is shown, the first where several are equal. */
function referenceOf(findings: Findings, gate: GateSpec, rows: readonly GroupRow[]): string | null {
  const attribute = findings.attributes.find(({ name }) => name === gate.attribute);
  if (attribute !== undefined) return attribute.reference;
  const largest = Math.max(...rows.map(({ n }) => n ?? -1));
  return rows.find(({ n }) => n === largest)?.group ?? null;
}

function correlationsOf(findings: Findings, gate: GateSpec, members: readonly Member[]): GateGroups["correlation"] {
  const index = new Map(members.map(({ name }, i) => [name, i]));
  const pairs = new Map<number, number>();
  for (const row of findings.correlations) {
    const [i, j] = [index.get(row.group), index.get(row.other)];
    if (i === undefined || j === undefined || !belongsTo(row, gate)) continue;
    pairs.set(i * members.length + j, row.correlation);
    pairs.set(j * members.length + i, row.correlation);
  }
  return pairs.size === 0 ? uncorrelated : (i, j) => pairs.get(i * members.length + j) ?? 0;
}
