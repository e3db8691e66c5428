import { type Findings, type GateRow, type GateSpec, type RunRecord, runRecordSchema } from "../record/run-record.js";
import { gateVerdict, holm } from "../stats/index.js";
import { type AssessAt, type Assessment, assessor } from "./assess.js";
import { detectionRows } from "./detection.js";
import { type GateGroups, gateGroups, type Member } from "./gate-groups.js";
import { holmLevels } from "./holm-levels.js";
import { judgedGroups, type NotJudged } from "./judged-groups.js";
import { rowsNeeded } from "./precision.js";
import { gateReason } from "./reasons.js";
import { rowsBehind } from "./sizes.js";

/** A gate with what the record holds for it. */
interface Case {
  readonly gate: GateSpec;
  readonly groups: GateGroups;
  /** One entry per member. */
  readonly notJudged: readonly NotJudged[];
  /** How it is assessed, or why it cannot be. */
  readonly assess: AssessAt | string;
}

/** A gate that can be tested, with its outcome at the level that Holm's procedure gives it. */
interface Tested {
  readonly assessment: Assessment;
  readonly level: number;
  readonly adjusted: number;
}

/**
 * Judges the gates of a record from the record alone: pure, so that a verdict can be worked out again years later.
 * fail: the disparity's whole interval is beyond the tolerance, at Holm's level over all gates. pass: the whole interval of all groups,
 * each large enough to be judged, is within it. Otherwise undecided. error: no data to judge.
 */
export function judge(findings: Findings): RunRecord {
  const cases = findings.plan.map((gate) => caseOf(findings, gate));
  const tested = testAll(cases);
  const gates = cases.map((one) => gateRow(one, tested.get(one)));
  const detection = cases.flatMap(({ gate, groups }) => detectionRows(gate, groups));
  // Parsing puts the keys in the schema's order, and refuses a record that is none.
  return runRecordSchema.parse({ ...findings, gates, detection, verdict: overall(gates) });
}

function caseOf(findings: Findings, gate: GateSpec): Case {
  const groups = gateGroups(findings, gate);
  const notJudged = judgedGroups(groups.members, gate, findings.suite.min_group);
  return {
    gate,
    groups,
    notJudged,
    assess: assessor(
      gate,
      groups,
      notJudged.map((reason) => reason === null),
    ),
  };
}

/** Tests every gate that can be tested, at levels that keep the chance of any false fail below alpha. */
function testAll(cases: readonly Case[]): Map<Case, Tested> {
  const tests = cases.flatMap((one) => {
    const { assess } = one;
    const alpha = 1 - one.gate.confidence;
    return typeof assess === "string" ? [] : [{ one, assess, alpha, p: assess(alpha).p }];
  });
  const adjusted = holm(tests.map(({ p }) => p));
  const levels = holmLevels(
    tests.map(({ p, alpha, assess }) => ({ p, alpha, rejectsAt: (level) => assess(level).fails })),
  );
  return new Map(
    tests.map(({ one, assess }, i) => {
      const level = levels[i] as number;
      return [one, { assessment: assess(level), level, adjusted: adjusted[i] as number }];
    }),
  );
}

function gateRow(one: Case, tested: Tested | undefined): GateRow {
  const { gate, groups } = one;
  const verdict = verdictOf(one, tested?.assessment);
  const pair = tested === undefined ? null : worseFirst(tested.assessment.pair, groups, gate);
  const judged = tested?.assessment.inner ?? null;
  const inner = judged === null ? null : worseFirst(judged.pair, groups, gate);
  const spoken = inner ?? pair;
  return {
    ...gate,
    value: tested?.assessment.value ?? null,
    low: tested?.assessment.low ?? null,
    high: tested?.assessment.high ?? null,
    level: tested === undefined ? null : 1 - tested.level,
    verdict,
    reason: gateReason(verdict, one, tested?.assessment ?? null),
    group: pair?.[0]?.name ?? null,
    reference: pair?.[1]?.name ?? null,
    judged_value: judged?.value ?? null,
    judged_group: inner?.[0]?.name ?? null,
    judged_reference: inner?.[1]?.name ?? null,
    p: tested?.assessment.p ?? null,
    p_adjusted: tested?.adjusted ?? null,
    not_judged: notJudgedRows(one),
    n_needed:
      verdict === "undecided" && spoken?.[0] && spoken[1]
        ? rowsNeeded(spoken[0], spoken[1], gate, 1 - gate.confidence)
        : null,
  };
}

/** A gate without two groups in the data, or without a value in any, matches no data: an error, never a pass. */
function verdictOf({ gate, groups, notJudged }: Case, assessment: Assessment | undefined): GateRow["verdict"] {
  const { members, missing } = groups;
  const measured = missing.some(({ status }) => status === "suppressed" || status === "ok");
  if (members.length + missing.length < 2 || (members.length === 0 && !measured)) return "error";
  if (assessment === undefined) return "undecided";
  return gateVerdict({
    fails: assessment.fails,
    passes: assessment.passes,
    judged: notJudged.filter((reason) => reason === null).length,
    groups: members.length,
    vanished: missing.length > 0,
    listSmallGroups: gate.small_groups === "list",
  });
}

function notJudgedRows({ groups, notJudged }: Case): GateRow["not_judged"] {
  const small = groups.members.flatMap((member, i) => {
    const reason = notJudged[i] ?? null;
    return reason === null ? [] : [{ group: member.name, reason, n: rowsBehind(member) }];
  });
  const missing = groups.missing.map(({ name, status, reason }) => ({
    group: name,
    reason,
    n: status === "undefined" ? 0 : null,
  }));
  return [...small, ...missing];
}

/**
 * The two groups of a pair, the worse off first: for differences between groups the one on the wrong side of the metric's
 * direction (the lower one where it has none); for comparisons with a reference always the group, then its reference.
 */
function worseFirst(
  [high, low]: Assessment["pair"],
  { better, reference }: GateGroups,
  gate: GateSpec,
): readonly [Member, Member | null] {
  if (low === null) return [high, null];
  if (gate.disparity.endsWith("_to_reference")) return high.name === reference ? [low, high] : [high, low];
  return better === "lower" ? [high, low] : [low, high];
}

/** error before fail before undecided, as exit codes are. */
function overall(gates: readonly GateRow[]): RunRecord["verdict"] {
  const verdicts = gates.map(({ verdict }) => verdict);
  return (["error", "fail", "undecided", "pass"] as const).find((verdict) => verdicts.includes(verdict)) ?? "none";
}
