import type { DetectionRow, Findings, GateSpec } from "../record/run-record.js";
import { type JointFamily, type JointOutcome, type JointPart, type JointRule, jointRuleOf } from "../stats/index.js";
import { type AssessAt, decided, type Widest } from "./assess.js";
import type { Case } from "./case.js";
import { detectionRows } from "./detection.js";
import { type GateGroups, gateGroups, type Member, type Missing } from "./gate-groups.js";
import { judgedGroups, type NotJudged } from "./judged-groups.js";
import { rowsBehind } from "./sizes.js";

/** A gate on a disparity over several metrics, from the rows of these metrics; null for other disparities. */
export function jointCase(findings: Findings, gate: GateSpec): Case | null {
  const rule = jointRuleOf(gate.disparity);
  if (rule === undefined) return null;
  const each = placesOf(findings, gate, rule).map((place) => gateGroups(findings, place));
  const names = [...new Set(each.flatMap(({ members, missing }) => [...members, ...missing].map(({ name }) => name)))];
  const parts = each.map((groups) => partOf(groups, names));
  const joint: Joint = { gate, rule, names, parts, metrics: each.map(({ members }) => members[0]?.metric ?? null) };
  const planned = rule.scale === "log_ratio" ? asRatio(gate) : gate;
  const reasons = reasonsOf(joint, planned, findings.suite.min_group);
  const groups = groupsOf(each, names, joint);
  const byGroup = reasonsByGroup(joint, reasons);
  const notJudged = groups.members.map(({ name }) => byGroup[names.indexOf(name)] ?? null);
  const assess = assessorOf(joint, reasons, byGroup);
  return {
    gate,
    groups,
    notJudged,
    toReference: false,
    assess,
    planned,
    detection: detectionOf(joint, planned, groups),
  };
}

/** A limit of ε allows ratios down to e^−ε. */
const asRatio = (gate: GateSpec): GateSpec => ({ ...gate, bound: "at_least", tolerance: Math.exp(-gate.tolerance) });

interface Joint {
  readonly gate: GateSpec;
  readonly rule: JointRule;
  /** Of all groups; samples of the parts stand in this order. */
  readonly names: readonly string[];
  readonly parts: readonly (JointPart & { readonly samples: readonly (Member | null)[] })[];
  readonly metrics: readonly (string | null)[];
}

/** Where the record holds what the disparity is made from: each metric, or every class of the one metric. */
function placesOf(findings: Findings, gate: GateSpec, { metrics, everyClass }: JointRule): GateSpec[] {
  if (!everyClass) return metrics.map((metric) => ({ ...gate, metric }));
  const metric = metrics[0] as string;
  const here = findings.groups.filter(
    (row) => row.model === gate.model && row.metric === metric && row.attribute === gate.attribute,
  );
  return [...new Set(here.map((row) => row.class))].map((of) => ({ ...gate, metric, class: of }));
}

function partOf({ members, correlation }: GateGroups, names: readonly string[]): Joint["parts"][number] {
  const place = new Map(members.map(({ name }, i) => [name, i]));
  const at = names.map((name) => place.get(name));
  return {
    samples: at.map((i) => (i === undefined ? null : (members[i] as Member))),
    correlation: (g, h) => correlation(at[g] as number, at[h] as number),
  };
}

/** A group that lacks one of the values is missing; of the others the value that the fewest rows are behind stands for the group. */
function groupsOf(each: readonly GateGroups[], names: readonly string[], { parts }: Joint): GateGroups {
  const valuesOf = (g: number) => parts.flatMap(({ samples }) => samples[g] ?? []);
  const isWhole = (g: number) => valuesOf(g).length === parts.length;
  const lacking = new Map(each.flatMap(({ missing }) => missing.map((one): [string, Missing] => [one.name, one])));
  return {
    members: names.flatMap((_, g) =>
      isWhole(g) ? [valuesOf(g).reduce((a, b) => (rowsBehind(b) < rowsBehind(a) ? b : a))] : [],
    ),
    missing: names.flatMap((name, g) => (isWhole(g) ? [] : (lacking.get(name) ?? []))),
    rests: new Map(),
    reference: each[0]?.reference ?? null,
    better: each[0]?.better ?? (() => "neutral"),
    correlation: () => 0,
  };
}

/** Values that were made from others, with the name of their group. */
function membersOf({ groups, samples, part }: JointFamily, { names, metrics }: Joint): Member[] | null {
  const members = samples.map((sample, i): Member | null => {
    const { value, evidence } = sample;
    if (evidence === null) return null;
    if ("name" in sample) return sample as Member;
    const [numerator = null, denominator = null] = evidence.interval === "wilson" ? evidence.basis : [];
    const metric = part === null ? null : (metrics[part] ?? null);
    return { name: names[groups[i] as number] as string, metric, value, evidence, numerator, denominator };
  });
  return members.includes(null) ? null : (members as Member[]);
}

/** Why values are not judged, family by family: each has to be large enough by itself. */
function reasonsOf(joint: Joint, planned: GateSpec, minGroup: number): NotJudged[][] {
  return joint.rule.families(joint.parts).map((family) => {
    const members = membersOf(family, joint) ?? [];
    return members.length === 0 ? [] : judgedGroups(members, planned, minGroup);
  });
}

/** The first reason of each group in any family. */
function reasonsByGroup({ rule, parts, names }: Joint, reasons: readonly (readonly NotJudged[])[]): NotJudged[] {
  const found: NotJudged[] = names.map(() => null);
  for (const [f, { groups }] of rule.families(parts).entries()) {
    for (const [i, group] of groups.entries()) found[group] ??= reasons[f]?.[i] ?? null;
  }
  return found;
}

function assessorOf(
  joint: Joint,
  reasons: readonly (readonly NotJudged[])[],
  byGroup: readonly NotJudged[],
): AssessAt | string {
  const { gate, rule, parts } = joint;
  const alpha = 1 - gate.confidence;
  const judged = reasons.map((family) => family.map((reason) => reason === null));
  const options = { alpha, tolerance: gate.tolerance, judged };
  const first = rule.of(parts, options);
  if (first === null) return "fewer than two groups can be compared";
  if (first.low === null || first.p === null) return "no bounds that hold their level";
  const isJudged = byGroup.map((reason) => reason === null);
  const inner = isJudged.every(Boolean) ? null : rule.of(onlyJudged(parts, isJudged), { alpha });
  return (lowAlpha) => {
    const outcome = rule.of(parts, { ...options, lowAlpha }) as JointOutcome;
    return decided(gate, {
      ...widestOf(outcome, joint),
      low: outcome.low,
      high: outcome.high,
      p: outcome.p as number,
      inner: inner === null ? null : widestOf(inner, joint),
    });
  };
}

const onlyJudged = (parts: Joint["parts"], judged: readonly boolean[]): JointPart[] =>
  parts.map(({ samples, ...part }) => ({ ...part, samples: samples.map((sample, g) => (judged[g] ? sample : null)) }));

function widestOf({ value, family, pair }: JointOutcome, joint: Joint): Widest {
  const members = membersOf(family, joint) ?? [];
  const [high, low] = pair.map((group) => {
    const member = members[family.groups.indexOf(group)] as Member;
    // The gap is of logarithms, not of the metric.
    return joint.rule.scale === "log_ratio" ? { ...member, metric: null } : member;
  }) as [Member, Member];
  return { value, pair: [high, low] };
}

/** For each group what the least telling family could have found: a gap may be in that one alone. */
function detectionOf(joint: Joint, planned: GateSpec, { missing, reference }: GateGroups): DetectionRow[] {
  const families = joint.rule.families(joint.parts).flatMap((family) => {
    const members = membersOf(family, joint);
    return members === null ? [] : [{ members, metric: members[0]?.metric ?? null }];
  });
  const alpha = (1 - planned.confidence) / families.length;
  const rows = families.flatMap(({ members, metric }) =>
    detectionRows({ ...planned, metric }, { members, missing, reference }, alpha),
  );
  const least = new Map<string, DetectionRow>();
  for (const row of rows) {
    const known = least.get(row.group);
    if (known === undefined || multiple(row, planned) > multiple(known, planned)) least.set(row.group, row);
  }
  const inOwnUnit = (smallest: number | null) =>
    smallest === null || planned === joint.gate ? smallest : -Math.log(smallest);
  return [...least.values()].map((row) => ({ ...row, smallest: inOwnUnit(row.smallest) }));
}

/** How far a gap is that could have been found; infinite where none could. */
const multiple = ({ smallest }: DetectionRow, { bound }: GateSpec): number =>
  smallest === null ? Number.POSITIVE_INFINITY : bound === "at_most" ? smallest : -Math.log(smallest);
