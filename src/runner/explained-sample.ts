import type { ColumnValues } from "./read-columns.js";

/** The rows whose answers are explained, and those that stand in for what is not known of a row. */
export interface ExplainedRows {
  readonly rows: number;
  /** What models take, by place in the plan's features. */
  readonly features: readonly ColumnValues[];
  /** By attribute of the suite: the group of each row; of tags the joined tags. */
  readonly groups: readonly (readonly string[])[];
  /** Label of each row as a text; null: the suite has none. */
  readonly label: readonly (string | null)[] | null;
  /** Numbering of the units; null: rows are independent. */
  readonly unit: Int32Array | null;
  readonly weight: Float64Array | null;
  readonly background: { readonly rows: number; readonly features: readonly ColumnValues[] };
}
