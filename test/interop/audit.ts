import type { TableSpec } from "../../src/evaluate-table.js";

const rows = 240;
const column = <Value>(value: (row: number) => Value): Value[] => Array.from({ length: rows }, (_, row) => value(row));

/** A table with every kind of column that an audit reads, with missing values in each that may have some. */
export const plain = {
  label: column((row) => (row % 29 === 3 ? null : row % 3 === 0)),
  prediction: column((row) => (row % 31 === 4 ? null : (row * 7) % 5 < 2)),
  score: column((row) => (row % 37 === 5 ? null : ((row * 37) % 64) / 64)),
  weight: column((row) => 1 + (row % 4) / 4),
  gender: column((row) => (row % 11 === 0 ? null : ["f", "m", "x"][row % 3]!)),
  region: column((row) => (row % 4 === 0 ? "n" : "s")),
  age: column((row) => (row % 13 === 1 ? null : 18 + (row % 60))),
  customer: column((row) => (row % 41 === 7 ? null : row >> 1)),
};

/** Asks for all that those columns can say. */
export const spec: TableSpec = {
  label: "label",
  prediction: "prediction",
  score: "score",
  weight: "weight",
  unit: "customer",
  protected: ["gender", "region", { name: "age_band", column: "age", bins: [0, 30, 50, 120] }],
  intersections: [["gender", "region"]],
  strata: ["region"],
  favourable: true,
  compatibility: ["clarify.*"],
  gates: [
    { metric: "true_positive_rate", attribute: "gender", disparity: "max_difference", at_most: 0.2 },
    { metric: "selection_rate", attribute: "age_band", disparity: "min_ratio", at_least: 0.8 },
  ],
};
