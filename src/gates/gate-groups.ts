import type { Evidence } from "../core/estimate.js";
import { splitNames, unknownGroup } from "../core/groups.js";
import type { Findings, GateSpec, GroupRow } from "../record/run-record.js";

/** A group that a gate can compare: its value with its evidence. */
export interface Member {
  readonly name: string;
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
  /** Name of the group that others are compared with. */
  readonly reference: string | null;
  readonly better: "higher" | "lower" | "neutral";
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
    reference: referenceOf(findings, gate, rows),
    better: findings.metrics.find(({ name }) => name === gate.metric)?.better ?? "neutral",
    correlation: correlationsOf(findings, gate, members),
  };
}

type Place = Pick<GroupRow, "model" | "metric" | "attribute" | "class" | "stratum">;

const belongsTo = (row: Place, gate: GateSpec): boolean =>
  row.model === gate.model &&
  row.metric === gate.metric &&
  row.attribute === gate.attribute &&
  row.class === gate.class &&
  row.stratum === gate.stratum;

function memberOf({ group, status, value, interval, basis, numerator, denominator }: GroupRow): Member | null {
  if (status !== "ok" || value === null || interval === null || basis === null) return null;
  return { name: group as string, value, evidence: { interval, basis }, numerator, denominator };
}

const missingOf = ({ group, status, reason }: GroupRow): Missing => ({
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
  return (i, j) => pairs.get(i * members.length + j) ?? 0;
}
