import type { GateRow } from "../record/run-record.js";
import type { AssessAt, Assessment } from "./assess.js";
import type { GateGroups } from "./gate-groups.js";
import type { NotJudged } from "./judged-groups.js";

interface Judged {
  readonly groups: GateGroups;
  readonly notJudged: readonly NotJudged[];
  readonly assess: AssessAt | string;
}

/** Why a verdict is what it is, in words; null where the interval says it all. */
export function gateReason(
  verdict: GateRow["verdict"],
  { groups, notJudged, assess }: Judged,
  assessment: Assessment | null,
): string | null {
  const { members, missing } = groups;
  const unjudged = members.filter((_, i) => notJudged[i] !== null).map(({ name }) => name);
  if (verdict === "fail") return null;
  if (verdict === "error") return errorReason(groups);
  if (verdict === "pass") return unjudged.length > 0 ? listed(unjudged) : null;
  const judged = members.length - unjudged.length;
  const reasons = missing.map(({ name, reason }) => `${reason}: ${name}`);
  if (typeof assess === "string") reasons.push(assess);
  else if (judged < 2) reasons.push("fewer than two groups are large enough to be judged");
  else if (assessment?.passes === false) reasons.push("the interval contains the limit");
  else if (unjudged.length > 0) reasons.push(listed(unjudged));
  return reasons.join("; ");
}

const listed = (names: readonly string[]): string => `judged groups pass; not judged: ${names.join(", ")}`;

function errorReason({ members, missing }: GateGroups): string {
  const count = members.length + missing.length;
  if (count === 0) return "the gate matches no data";
  if (count === 1) return "the attribute has one group only";
  const reasons = [...new Set(missing.map(({ reason }) => reason))];
  return `the gate matches no data (${reasons.join("; ")})`;
}
