import { changeSampleOf } from "../record/change-tables.js";
import type { ChangeGroupRow, Findings, GateSpec } from "../record/run-record.js";
import { type ChangeSample, changeBounds, gapGrowth, gapGrowthTo, twoSidedCritical } from "../stats/index.js";
import { type AssessAt, decided, type Widest } from "./assess.js";
import type { Case } from "./case.js";
import { type GateGroups, gateGroups, type Member, type Missing } from "./gate-groups.js";
import type { NotJudged } from "./judged-groups.js";
import { levelOf } from "./level-of.js";

/** A group that stands in the baseline too. */
interface Changed {
  readonly member: Member;
  readonly sample: ChangeSample;
  /** The smaller number of rows behind its two values. */
  readonly n: number;
}

/** A gate on how much a gap between groups grew since the baseline, from the values of both in the record. */
export function regressionCase(findings: Findings, gate: GateSpec): Case {
  const { changed, missing, groups } = changedGroups(findings, gate);
  const notJudged = judged(changed, gate, findings.suite.min_group);
  return {
    gate,
    groups: { ...groups, members: changed.map(({ member }) => member), missing },
    notJudged,
    toReference: gate.disparity.endsWith("_to_reference"),
    assess: assessorOf(findings, gate, changed, notJudged),
    planned: null,
    detection: [],
  };
}

function changedGroups(
  findings: Findings,
  gate: GateSpec,
): { readonly changed: Changed[]; readonly missing: readonly Missing[]; readonly groups: GateGroups } {
  const groups = gateGroups(findings, gate);
  const rows = rowsOf(findings, gate);
  // Without a baseline every group is there, and there is nothing to compare it with.
  if (rows.length === 0) return { changed: groups.members.map(unchanged), missing: groups.missing, groups };
  const changed: Changed[] = [];
  const lost: Missing[] = [];
  for (const member of groups.members) {
    const row = rows.find(({ group }) => group === member.name);
    const sample = row === undefined ? null : changeSampleOf(row);
    if (sample !== null && row !== undefined)
      changed.push({ member, sample, n: Math.min(row.n_before ?? 0, row.n_now ?? 0) });
    else lost.push({ name: member.name, status: row?.status ?? "ok", reason: row?.reason ?? "not in the baseline" });
  }
  const known = new Set([...groups.members, ...groups.missing].map(({ name }) => name));
  const gone = rows.filter(({ group }) => !known.has(group));
  const vanished = gone.map(({ group, status, reason }) => ({ name: group, status, reason: reason ?? "no rows" }));
  return { changed, missing: [...groups.missing, ...lost, ...vanished], groups };
}

const unchanged = (member: Member): Changed => ({
  member,
  sample: { before: member, now: member, pairs: null, correlation: 0, mayShare: true },
  n: Number.POSITIVE_INFINITY,
});

const rowsOf = ({ change_groups = [] }: Findings, gate: GateSpec): ChangeGroupRow[] =>
  change_groups.filter(
    (row) =>
      row.model === gate.model &&
      row.metric === gate.metric &&
      row.attribute === gate.attribute &&
      row.class === gate.class &&
      row.stratum === gate.stratum,
  );

/**
 * Which groups are judged: those of so many rows that the change of a gap to the largest group could be told to be within the tolerance. What
 * decides is how uncertain the change of one row is over all groups together, never the group's own outcome. Where no two groups are so many,
 * all of some size are judged: a gap that shrank by more than it is uncertain is within any tolerance.
 */
function judged(changed: readonly Changed[], { tolerance, confidence }: GateSpec, minGroup: number): NotJudged[] {
  const critical = twoSidedCritical(2 * (1 - confidence));
  const total = changed.reduce((sum, { n }) => sum + n, 0);
  const spread = changed.reduce((sum, { sample, n }) => sum + (errorOf(sample) * n) ** 2, 0) / total;
  const most = Math.max(...changed.map(({ n }) => n));
  const canSettle = ({ n }: Changed): boolean => critical * Math.sqrt(spread * (1 / n + 1 / most)) <= tolerance;
  const large = changed.filter((one) => one.n >= minGroup);
  const anySettles = large.filter(canSettle).length >= 2;
  return changed.map((one) => {
    if (one.n < minGroup) return `fewer than ${minGroup}`;
    return anySettles && !canSettle(one) ? "too few to settle this limit" : null;
  });
}

/** Two-sided level of ± one standard error of a normal value. */
const oneError = 0.31731050786291415;

function errorOf(sample: ChangeSample): number {
  const { low, high } = changeBounds(sample, oneError).difference;
  return (high - low) / 2;
}

function assessorOf(
  findings: Findings,
  gate: GateSpec,
  changed: readonly Changed[],
  notJudged: readonly NotJudged[],
): AssessAt | string {
  const { baseline } = findings;
  if (baseline === undefined) return "no baseline";
  if (rowsOf(findings, gate).length === 0)
    return baseline.kind === "model" && baseline.model === gate.model
      ? "the model is the baseline itself"
      : "the baseline has no such figures";
  if (changed.length < 2) return "fewer than two groups can be compared";
  const isJudged = notJudged.map((reason) => reason === null);
  const options = {
    alpha: 1 - gate.confidence,
    tolerance: gate.tolerance,
    unitsAcross: baseline.units_across.includes(gate.attribute),
  };
  const growth = growthOf(findings, gate, changed);
  if (typeof growth === "string") return growth;
  const all = growth(changed, { ...options, judged: isJudged });
  const some = changed.filter((_, i) => isJudged[i]);
  const inner = some.length === changed.length || some.length < 2 ? null : growth(some, options);
  const p = levelOf((level) => growth(changed, { ...options, lowAlpha: level }).low > gate.tolerance, 1);
  return (failingAlpha) =>
    decided(gate, {
      value: all.value,
      pair: pairOf(changed, all.pair),
      low: growth(changed, { ...options, lowAlpha: failingAlpha }).low,
      high: all.high,
      p,
      inner: inner === null ? null : { value: inner.value, pair: pairOf(some, inner.pair) },
    });
}

type GrowthOf = (changed: readonly Changed[], options: Parameters<typeof gapGrowth>[1]) => ReturnType<typeof gapGrowth>;

/** How the gate's disparity grows, or why it cannot be told. */
function growthOf(findings: Findings, gate: GateSpec, changed: readonly Changed[]): GrowthOf | string {
  const samples = (of: readonly Changed[]) => of.map(({ sample }) => sample);
  if (!gate.disparity.endsWith("_to_reference")) return (of, options) => gapGrowth(samples(of), options);
  const { reference } = gateGroups(findings, gate);
  const place = (of: readonly Changed[]): number => of.findIndex(({ member }) => member.name === reference);
  if (place(changed) < 0) return `the reference group ${reference ?? ""} cannot be compared`.replace("  ", " ");
  return (of, options) => gapGrowthTo(samples(of), place(of), options);
}

const pairOf = (changed: readonly Changed[], [high, low]: readonly [number, number]): Widest["pair"] => [
  changed[high]!.member,
  changed[low]!.member,
];
