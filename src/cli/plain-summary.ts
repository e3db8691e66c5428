import { visible } from "../core/visible.js";
import { baselineText } from "../exports/baseline-text.js";
import { gateFigures, gateSubject } from "../exports/gate-text.js";
import type { GateRow, RunRecord } from "../record/run-record.js";
import { exitCodeOf } from "./exit-code.js";
import { gatesInOrder } from "./gates-in-order.js";
import type { SummaryOptions, Written } from "./written.js";

/** The result for logs and scripts: a line per gate in field terms, the verdict, the path. */
export function plainSummary(record: RunRecord, { kind, path }: Written, options: SummaryOptions): string {
  const lines = gatesInOrder(record, options.quiet).map(plainLine);
  const counts = (["fail", "error", "undecided", "pass"] as const)
    .map((verdict) => [record.gates.filter((gate) => gate.verdict === verdict).length, verdict] as const)
    .filter(([count]) => count > 0)
    .map(([count, verdict]) => `${count} ${verdict}`);
  const verdict = `VERDICT   ${record.verdict}: ${counts.join(", ") || "no gates, nothing was judged"} (exit ${exitCodeOf(record, options.strict, options.alarms?.fail)})`;
  const baseline = record.baseline === undefined ? [] : [`BASELINE  ${baselineText(record.baseline)}`];
  const alarms = options.alarms?.lines ?? [];
  return [...lines, ...baseline, ...alarms, verdict, `${kind.toUpperCase().padEnd(9)} ${path}`]
    .map((line) => visible(line.replaceAll("\n", "\\n")))
    .join("\n");
}

function plainLine(gate: GateRow): string {
  return `${gate.verdict.toUpperCase().padEnd(9)} ${gateSubject(gate)} ${gateFigures(gate)}${gate.reason === null || gate.verdict === "pass" ? "" : `  (${gate.reason})`}`;
}
