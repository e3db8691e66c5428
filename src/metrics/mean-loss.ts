import { areProbabilities } from "./class-weights.js";
import { meanOfRows } from "./mean-of-rows.js";
import type { Entries, Measurement } from "./metric.js";
import type { RowValue } from "./row-values.js";

/** What a row costs, by its label (1: positive) and score. */
export type Loss = RowValue;

/** Weighted mean of a loss of probabilities; null where a score is no probability or nothing has weight. */
export const meanLoss = (entries: Entries, loss: Loss, scale: Measurement["scale"]): Measurement | null =>
  areProbabilities(entries) ? meanOfRows(entries, loss, scale) : null;
