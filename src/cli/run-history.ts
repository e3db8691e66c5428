import { trustedKeys } from "../audits/keys.js";
import { historyOfRun } from "../audits/run-history.js";
import { Failure } from "../core/errors.js";
import { visible } from "../core/visible.js";
import { gateSubject } from "../exports/gate-text.js";
import type { RunHistory, TrendRow } from "../record/run-history.js";
import type { RunRecord } from "../record/run-record.js";

/**
 * What the archive knows of the suite when a run of it is about to be sealed; null outside of an archive, and for the first run. A run
 * is not thrown away because an older one cannot be read: that is told, and the report is without a history.
 */
export async function runHistory(archive: string | null, record: RunRecord, started: Date): Promise<RunHistory | null> {
  if (archive === null) return null;
  try {
    return await historyOfRun(archive, { record, started, trusted: await trustedKeys([]) });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    process.stderr.write(visible(`the report has no history: ${error.problems[0]?.message}\n`));
    return null;
  }
}

/** What all audits of a suite together say. */
export interface Alarms {
  /** A line for each gate with an alarm. */
  readonly lines: readonly string[];
  /** Whether the suite wants the run to fail for them. */
  readonly fail: boolean;
}

/** The alarms of a run. @param wanted what the suite says to do about them; default: report them */
export function alarmsOf(record: RunRecord, history: RunHistory | null, wanted: "report" | "fail" | undefined): Alarms {
  const lines = (history?.trends ?? []).flatMap((trend) => alarmLine(record, trend) ?? []);
  return { lines, fail: wanted === "fail" && lines.length > 0 };
}

function alarmLine({ gates }: RunRecord, { gate: id, alarm_since, points }: TrendRow): string | null {
  const gate = gates.find((row) => row.id === id);
  if (alarm_since === null || gate === undefined) return null;
  const e = Math.exp(Math.min(points.at(-1)?.log_e ?? 0, Math.log(1e6)));
  const evidence = `e-value ${e >= 1e6 ? "over 1000000" : Number(e.toPrecision(2))}`;
  return `ALARM     ${gateSubject(gate)} ${gate.bound === "at_most" ? "over" : "under"} ${gate.tolerance} by all audits together, since ${alarm_since.slice(0, 10)} (${evidence})`;
}
