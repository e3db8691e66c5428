import type { Complain } from "./complaint.js";
import type { Draft } from "./draft.js";

const comparisons = ["in", "not_in", "at_least", "at_most", "above", "below", "missing"];

/** What the shape of a data set cannot say. */
export function checkDataset(dataset: Draft, complain: Complain): void {
  const favourable = dataset.at("favourable");
  if (favourable.isPresent && !dataset.at("label").isPresent) {
    complain(favourable.path, 'favourable is a value of the label: dataset needs "label" too', { mark: "key" });
  }
  if (dataset.at("delimiter").isPresent && !["csv", undefined].includes(dataset.at("format").text)) {
    complain(dataset.at("delimiter").path, "delimiter is for csv only", { mark: "key" });
  }
  if (dataset.at("count").isPresent) {
    for (const other of ["unit", "weight", "time"].map((key) => dataset.at(key)).filter(({ isPresent }) => isPresent)) {
      complain(other.path, `${other.path.at(-1)} cannot stand beside count: each row is a cell of many people`, {
        mark: "key",
      });
    }
  }
  checkWhere(dataset.at("where"), complain);
}

function checkWhere(where: Draft, complain: Complain): void {
  for (const inner of [...where.at("all").items, ...where.at("any").items]) checkWhere(inner, complain);
  if (where.at("column").isPresent && where.entries.length === 1) {
    complain(where.path, `a condition needs one of ${comparisons.join(", ")}`);
  }
}
