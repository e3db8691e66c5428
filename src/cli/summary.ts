import type { RunRecord } from "../record/run-record.js";
import type { Style } from "./output.js";
import { plainSummary } from "./plain-summary.js";
import type { SummaryOptions, Written } from "./written.js";

/**
 * The result of a run for stdout: for people on a terminal, else a line per gate in field terms. The path stands alone in the last
 * line. The report's words are loaded for a terminal only.
 */
export async function summaryText(
  record: RunRecord,
  written: Written,
  style: Style,
  options: SummaryOptions,
): Promise<string> {
  if (!style.terminal) return plainSummary(record, written, options);
  const { terminalSummary } = await import("./terminal-summary.js");
  return terminalSummary(record, written, style, options);
}
