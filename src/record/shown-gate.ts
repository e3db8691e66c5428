import type { GateRow } from "./run-record.js";

/**
 * A gate as it is told to a reader. A gate that does not fail speaks for its judged groups only, so it shows the two of them
 * that are furthest apart: a tiny group's chance value beside bounds that leave it out would mislead. A gate that fails shows
 * the groups that made it fail, and no far bound that speaks for others.
 */
export function shownGate(gate: GateRow): GateRow {
  return gate.verdict === "fail" ? ofFail(gate) : ofJudged(gate);
}

function ofJudged(gate: GateRow): GateRow {
  const { judged_group: group, judged_reference: reference, judged_value: value, bound } = gate;
  if (group === null || value === null) return gate;
  const shown = { ...gate, group, reference, value, pair_metric: gate.judged_metric };
  if (bound === "at_most") return { ...shown, low: gate.low === null ? null : Math.min(gate.low, value) };
  return { ...shown, high: gate.high === null ? null : Math.max(gate.high, value) };
}

function ofFail(gate: GateRow): GateRow {
  const { value, low, high, bound, group, reference } = gate;
  const beside = (far: number | null, contains: boolean) => (value === null || contains ? far : null);
  return {
    ...gate,
    low: bound === "at_most" ? low : beside(low, low !== null && value !== null && low <= value),
    high: bound === "at_least" ? high : beside(high, high !== null && value !== null && high >= value),
    not_judged: gate.not_judged.filter((one) => one.group !== group && one.group !== reference),
  };
}
