export { Failure, type FailureKind, type Problem } from "./core/errors.js";
export type { EvaluateOptions, LoadOptions } from "./evaluate.js";
export { evaluate, loadSuite } from "./evaluate.js";
export { evaluateTable, type TableColumns, type TableSpec } from "./evaluate-table.js";
export { judge } from "./gates/judge.js";
export { readRecord } from "./record/read.js";
export type { RunRecord } from "./record/run-record.js";
export { renderReport } from "./report/render.js";
export type { Suite } from "./suite/suite.js";
