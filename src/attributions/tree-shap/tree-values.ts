import type { TreeEnsemble } from "../../models/trees/ensemble.js";

/** Shapley values of a model's raw outputs (margins). */
export interface TreeValues {
  /** What each input adds to each output: by output, input and row. */
  readonly values: readonly (readonly Float64Array[])[];
  /** Mean raw output, per output: what is expected of a row of which nothing is known. */
  readonly base: Float64Array;
}

/** Values before any tree has been explained. */
export const noValues = ({ outputs, width, base }: TreeEnsemble, rows: number): TreeValues => ({
  values: Array.from({ length: outputs }, () => Array.from({ length: width }, () => new Float64Array(rows))),
  base: Float64Array.from(base),
});
