import { judge } from "./gates/judge.js";
import type { RunRecord } from "./record/run-record.js";
import type { TableColumns } from "./runner/table-columns.js";
import { type TableSpec, tableFindings } from "./runner/table-findings.js";

export type { TableColumns } from "./runner/table-columns.js";
export type { TableSpec } from "./runner/table-findings.js";

/**
 * Audits a table in memory, at once: columns by name (arrays or typed arrays), an Arrow table, or a danfo.js DataFrame.
 * The rows are the caller's own, so `suppress_below` is 0 unless set.
 * @returns the same record as `evaluate`; nothing is read or written
 * @throws Failure
 * @example
 * const record = evaluateTable(
 *   { label: [1, 0, 1], prediction: [1, 0, 0], gender: ["f", "m", "f"] },
 *   { label: "label", prediction: "prediction", protected: ["gender"], metrics: ["true_positive_rate"] },
 * );
 * record.groups.find((row) => row.group === "f")?.value; // 0.5
 */
export const evaluateTable = (columns: TableColumns, spec: TableSpec): RunRecord => judge(tableFindings(columns, spec));
