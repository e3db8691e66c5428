import type { DriftStatistic } from "../core/drift.js";
import { unknownGroup } from "../core/groups.js";
import { comparedDistributions, distributionOf } from "../record/drift-tables.js";
import type { DistributionRow, Findings, GateSpec } from "../record/run-record.js";
import { type Drift, distributionDrift } from "../stats/index.js";
import { type AssessAt, decided } from "./assess.js";
import type { Case } from "./case.js";
import type { Member, Missing } from "./gate-groups.js";
import type { NotJudged } from "./judged-groups.js";
import { levelOf } from "./level-of.js";

/** A distribution that a gate judges, of a group or of how many rows the groups have. */
interface Judged {
  readonly member: Member;
  readonly drift: Drift;
}

/**
 * A gate on how far each group's distribution is from that of the baseline, from the distributions of both in the record. It fails when one
 * group's drift is beyond the limit (Bonferroni over the groups), and passes when all are within it. Groups of fewer rows than the suite's least,
 * then or now, are not judged.
 */
export function driftCase(findings: Findings, gate: GateSpec): Case {
  const names = groupNames(findings, gate);
  const { judged, missing } = judgedOf(findings, gate, names);
  const { min_group: least } = findings.suite;
  // Shares of groups are one distribution about all of them, and without a baseline the groups are there all the same.
  const isWhole = gate.drift?.of === "population" || baselineOf(findings).length === 0;
  const members = isWhole ? names.map((name) => ({ ...emptyMember, name })) : judged.map(({ member }) => member);
  const notJudged = members.map(
    (member): NotJudged => (!isWhole && smallest(member) < least ? `fewer than ${least}` : null),
  );
  return {
    gate,
    groups: {
      members,
      missing,
      rests: new Map(),
      reference: null,
      better: () => "neutral",
      correlation: () => 0,
    },
    notJudged,
    toReference: false,
    assess: assessorOf(findings, gate, judged),
    planned: null,
    detection: [],
  };
}

const baselineOf = ({ baseline_distributions: before = [] }: Findings): readonly DistributionRow[] => before;

/** The known groups of the gate's attribute. */
const groupNames = ({ population }: Findings, { attribute }: GateSpec): string[] =>
  population.flatMap((row) =>
    row.attribute === attribute && row.stratum === null && row.group !== null && row.group !== unknownGroup
      ? [row.group]
      : [],
  );

const emptyMember: Member = {
  name: "",
  metric: null,
  value: 0,
  evidence: { interval: "", basis: [] },
  numerator: null,
  denominator: null,
};

/** Independent rows of the smaller of both distributions. */
const smallest = ({ evidence }: Member): number => evidence.basis[1] as number;

interface Groups {
  readonly judged: readonly Judged[];
  readonly missing: readonly Missing[];
}

/** The distributions that can be compared, and the groups of either run that have none. */
function judgedOf(findings: Findings, gate: GateSpec, names: readonly string[]): Groups {
  const { attribute, drift: subject } = gate;
  const before = baselineOf(findings);
  if (before.length === 0 || subject === undefined) return { judged: [], missing: [] };
  const ofModel = subject.of === "score" || subject.of === "prediction";
  const place = { model: ofModel ? gate.model : null, of: subject.of, feature: subject.feature, attribute };
  if (subject.of === "population")
    return { judged: compare(findings, gate, { ...place, group: null }) ?? [], missing: [] };
  const then = before.filter((row) => row.attribute === attribute && row.of === subject.of);
  const gone = then.flatMap(({ group }) => (group === null || group === unknownGroup ? [] : [group]));
  const judged: Judged[] = [];
  const missing: Missing[] = [];
  for (const name of new Set([...names, ...gone])) {
    const found = compare(findings, gate, { ...place, group: name });
    if (found === null) missing.push(missingOf(findings, attribute, name));
    else judged.push(...found);
  }
  return { judged, missing };
}

function missingOf({ population }: Findings, attribute: string, name: string): Missing {
  const row = population.find((each) => each.attribute === attribute && each.stratum === null && each.group === name);
  const reason = row?.reason ?? "cannot be compared with the baseline";
  return { name, status: row?.status ?? "undefined", reason };
}

function compare(
  { distributions = [], baseline_distributions: before = [] }: Findings,
  { disparity }: GateSpec,
  place: Parameters<typeof distributionOf>[1],
): Judged[] | null {
  const compared = comparedDistributions(distributionOf(before, place), distributionOf(distributions, place));
  if (compared === null || (disparity === "kolmogorov_smirnov" && !compared.ordered)) return null;
  const drift = distributionDrift(compared.before, compared.now)?.get(disparity as DriftStatistic);
  if (drift === undefined) return null;
  const n = Math.min(compared.before.effective, compared.now.effective);
  const evidence = { interval: "distribution_drift", basis: [drift.observed, n] };
  return [{ member: { ...emptyMember, name: place.group ?? "", value: drift.value, evidence }, drift }];
}

function assessorOf(findings: Findings, gate: GateSpec, judged: readonly Judged[]): AssessAt | string {
  const { baseline, suite } = findings;
  if (baseline === undefined) return "no baseline";
  if (baseline.kind === "model") return "the baseline is a model on the same rows";
  if (baselineOf(findings).length === 0) return "the baseline has no distributions";
  if (judged.length === 0) return "no distribution can be compared with the baseline";
  const isPopulation = gate.drift?.of === "population";
  const large = judged.filter(({ member }) => isPopulation || smallest(member) >= suite.min_group);
  const lowest = (level: number): number => Math.max(...judged.map(({ drift }) => drift.low(level / judged.length)));
  const [worst, inner] = [widestOf(judged, isPopulation), widestOf(large, isPopulation)];
  const found = {
    value: worst?.value ?? null,
    pair: worst?.pair ?? null,
    high: large.length === 0 ? null : Math.max(...large.map(({ drift }) => drift.high(1 - gate.confidence))),
    p: levelOf((level) => lowest(level) > gate.tolerance, 1),
    inner: large.length === judged.length || inner?.pair == null ? null : { value: inner.value, pair: inner.pair },
  };
  return (failingAlpha) => decided(gate, { ...found, low: lowest(failingAlpha) });
}

/** The distribution that is farthest off, with its group where it is of one; null: there is none. */
function widestOf(judged: readonly Judged[], isPopulation: boolean) {
  if (judged.length === 0) return null;
  const { member } = judged.reduce((a, b) => (b.member.value > a.member.value ? b : a));
  return { value: member.value, pair: isPopulation ? null : ([member, null] as const) };
}
