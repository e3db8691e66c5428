import { exitCodes } from "../core/errors.js";
import type { RunRecord } from "../record/run-record.js";

/** When several things went wrong, in one suite or in several, the first of these is the exit code. */
const precedence = [
  exitCodes.interrupted,
  exitCodes.defect,
  exitCodes.integrity,
  exitCodes.usage,
  exitCodes.unusable,
  exitCodes.fail,
  exitCodes.undecided,
];

/** The exit code that stands for several. */
export const worstExitCode = (codes: readonly number[]): number =>
  precedence.find((code) => codes.includes(code)) ?? exitCodes.pass;

/**
 * The exit code of one audited suite. A gate that matched no data is an error, never a pass.
 * @param isAlarm whether all audits of the suite together raise an alarm that it wants to fail for
 */
export function exitCodeOf(record: Pick<RunRecord, "verdict">, strict: boolean, isAlarm = false): number {
  if (record.verdict === "error") return exitCodes.unusable;
  if (record.verdict === "fail" || isAlarm) return exitCodes.fail;
  return record.verdict === "undecided" && strict ? exitCodes.undecided : exitCodes.pass;
}
