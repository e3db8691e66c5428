import type { DetectionRow, GateSpec } from "../record/run-record.js";
import type { GateGroups, Member } from "./gate-groups.js";
import { smallestFound } from "./precision.js";
import { rowsBehind } from "./sizes.js";

/**
 * How small a gap to the reference group this audit could have found, for each group of a gate.
 * @param alpha one-sided level at which it is looked for
 */
export function detectionRows(
  gate: GateSpec,
  { members, missing, reference }: Pick<GateGroups, "members" | "missing" | "reference">,
  alpha = 1 - gate.confidence,
): DetectionRow[] {
  if (reference === null) return [];
  const place = { gate: gate.id, model: gate.model, metric: gate.metric ?? "", attribute: gate.attribute };
  const base = members.find(({ name }) => name === reference);
  const noBase = missing.find(({ name }) => name === reference)?.reason ?? "no rows";
  const nothing = { n: null, n_reference: base === undefined ? null : rowsBehind(base), smallest: null };
  const others = members.filter(({ name }) => name !== reference);
  return [
    ...others.map((member): DetectionRow => {
      const names = { ...place, group: member.name, reference };
      const n = rowsBehind(member);
      return base === undefined
        ? { ...names, ...nothing, n, reason: `${noBase}: ${reference}` }
        : { ...names, ...found(gate, member, base, alpha) };
    }),
    ...missing
      .filter(({ name }) => name !== reference)
      .map(({ name, reason }): DetectionRow => ({ ...place, group: name, reference, ...nothing, reason })),
  ];
}

function found(
  gate: GateSpec,
  member: Member,
  base: Member,
  alpha: number,
): Pick<DetectionRow, "n" | "n_reference" | "smallest" | "reason"> {
  const smallest = smallestFound(member, base, gate, alpha);
  const reason = smallest === null ? "no gap within the metric's range is large enough" : null;
  return { n: rowsBehind(member), n_reference: rowsBehind(base), smallest, reason };
}
