import { plain } from "../aggregates/key-table.js";
import type { Duckdb } from "../engines/duckdb.js";
import { predictedIndex } from "./count-model.js";
import { decidedTable } from "./explained-rows.js";
import type { ModelMeasurement } from "./measure-model.js";

/** What a model decided on the rows kept for explaining, in their order. */
export interface ExplainedDecisions {
  /** Place of the predicted class; −1: none is known. */
  readonly predicted: Int32Array;
  /** 1: the model left the decision to somebody else, and `predicted` is what it would have been. */
  readonly abstained: Uint8Array;
}

/** The decisions as they were counted; null where a model predicts no classes. */
export async function explainedDecisions(
  engine: Duckdb,
  { decision, classes }: Pick<ModelMeasurement, "decision" | "classes">,
): Promise<ExplainedDecisions | null> {
  const { prediction, abstained, joined } = decision;
  if (prediction === null) return null;
  const columns = `${plain(prediction.sql, prediction.kind)}, ${abstained ?? "false"}`;
  const rows = await engine.query(`SELECT ${columns} FROM ${joined(decidedTable)} ORDER BY place`);
  return {
    predicted: Int32Array.from(rows, ([name]) => predictedIndex(classes, name == null ? null : String(name))),
    abstained: Uint8Array.from(rows, ([, left]) => Number(left === true)),
  };
}
