import { changeReading } from "../record/change-tables.js";
import { inSchemaOrder } from "../record/in-schema-order.js";
import type { ChangeRow, Findings, GateRow, RunRecord } from "../record/run-record.js";
import { gateVerdict, holm } from "../stats/index.js";
import type { Assessment, Widest } from "./assess.js";
import type { Case } from "./case.js";
import { caseOf } from "./case-of.js";
import type { Member } from "./gate-groups.js";
import { holmLevels } from "./holm-levels.js";
import { rowsNeeded } from "./precision.js";
import { gateReason } from "./reasons.js";
import { rowsBehind } from "./sizes.js";

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
  const detection = cases.flatMap((one) => one.detection);
  return inSchemaOrder({ ...findings, ...readChanges(findings, gates), gates, detection, verdict: overall(gates) });
}

/** What changed since the baseline; where a gate limits the growth, with the bounds that decided it. */
function readChanges({ changes }: Findings, gates: readonly GateRow[]): Pick<Findings, "changes"> {
  if (changes === undefined) return {};
  const byId = new Map(gates.map((gate) => [gate.id, gate]));
  return { changes: changes.map((row) => readChange(row, byId.get(row.gate ?? "") ?? null)) };
}

function readChange(row: ChangeRow, gate: GateRow | null): ChangeRow {
  const { low, high } = gate?.low == null || gate.high === null ? row : gate;
  // Better is said of all groups, judged or not, and by two-sided bounds.
  const { group, reference } = gate?.group == null ? row : gate;
  return { ...row, low, high, reading: changeReading(row, gate?.verdict ?? null), group, reference };
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
  const { gate } = one;
  const verdict = verdictOf(one, tested?.assessment);
  const pair = pairOf(tested?.assessment.pair ?? null, one);
  const judged = tested?.assessment.inner ?? null;
  const inner = pairOf(judged?.pair ?? null, one);
  return {
    ...gate,
    value: tested?.assessment.value ?? null,
    low: tested?.assessment.low ?? null,
    high: tested?.assessment.high ?? null,
    level: tested === undefined ? null : 1 - tested.level,
    verdict,
    reason: gateReason(verdict, one, tested?.assessment ?? null),
    group: pair?.[0].name ?? null,
    reference: pair?.[1]?.name ?? null,
    judged_value: judged?.value ?? null,
    judged_group: inner?.[0].name ?? null,
    judged_reference: inner?.[1]?.name ?? null,
    pair_metric: pair?.[0].metric ?? null,
    judged_metric: inner?.[0].metric ?? null,
    p: tested?.assessment.p ?? null,
    p_adjusted: tested?.adjusted ?? null,
    not_judged: notJudgedRows(one),
    n_needed: verdict === "undecided" && tested !== undefined ? neededFor(one, inner ?? pair, tested.level) : null,
  };
}

const pairOf = (pair: Widest["pair"] | null, one: Case): Widest["pair"] | null =>
  pair === null ? null : worseFirst(pair, one);

/** Rows of each group that would settle a gate on the two groups that it speaks of. */
function neededFor({ planned, groups, notJudged }: Case, pair: Widest["pair"] | null, failingAlpha: number) {
  if (planned === null || pair === null || pair[1] === null) return null;
  const judged = notJudged.map((reason) => reason === null);
  return rowsNeeded({ gate: planned, members: groups.members, judged, pair: [pair[0], pair[1]], failingAlpha });
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
  [high, low]: Widest["pair"],
  { groups: { better, reference }, toReference }: Case,
): readonly [Member, Member | null] {
  if (low === null) return [high, null];
  if (toReference) return high.name === reference ? [low, high] : [high, low];
  return better(high.metric) === "lower" ? [high, low] : [low, high];
}

/** error before fail before undecided, as exit codes are. */
function overall(gates: readonly GateRow[]): RunRecord["verdict"] {
  const verdicts = gates.map(({ verdict }) => verdict);
  return (["error", "fail", "undecided", "pass"] as const).find((verdict) => verdicts.includes(verdict)) ?? "none";
}
