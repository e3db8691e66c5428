import type { GateRow, RunRecord } from "./run-record.js";
import { shownGate } from "./shown-gate.js";

/** Over, error, undecided, within. */
const order: Readonly<Record<GateRow["verdict"], number>> = { fail: 0, error: 1, undecided: 2, pass: 3 };

/** The gates of a run as they are told to a reader, the worst first. */
export const worstFirst = (record: Pick<RunRecord, "gates">): GateRow[] =>
  record.gates.map(shownGate).sort((a, b) => order[a.verdict] - order[b.verdict] || strain(b) - strain(a));

/** How far the deciding bound goes towards or past the limit. */
function strain(gate: GateRow): number {
  if (gate.bound === "at_most") return (gate.high ?? gate.value ?? 0) / Math.max(gate.tolerance, 1e-9);
  return (1 - (gate.low ?? gate.value ?? 1)) / Math.max(1 - gate.tolerance, 1e-9);
}
