import { counted } from "../core/counted.js";
import type { BaselineFacts } from "../record/run-record.js";

/** What a run was compared with, and how: `prod: paired on 18,412 rows`, `prod: unpaired (the baseline keeps no predictions)`. */
export function baselineText({ name, paired, rows_paired, reason }: BaselineFacts): string {
  if (paired) return `${name}: paired on ${counted(rows_paired ?? 0)} rows`;
  return `${name}: unpaired${reason === null ? "" : ` (${reason})`}`;
}
