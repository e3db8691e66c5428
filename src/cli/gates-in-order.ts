import type { GateRow, RunRecord } from "../record/run-record.js";
import { worstFirst } from "../record/worst-first.js";

/** The gates that a summary tells of, the worst first; a quiet one leaves out those that pass. */
export const gatesInOrder = (record: RunRecord, quiet: boolean): GateRow[] =>
  worstFirst(record).filter(({ verdict }) => !quiet || verdict !== "pass");
