import { areProbabilities } from "./class-weights.js";
import type { Entries, Measurement } from "./metric.js";

/** What a row costs, by its label (1: positive) and score. */
export type Loss = (label: number, score: number) => number;

/** Weighted mean of a loss of probabilities; null where a score is no probability or nothing has weight. */
export function meanLoss(entries: Entries, loss: Loss, scale: Measurement["scale"]): Measurement | null {
  if (!areProbabilities(entries)) return null;
  const { label, score, w } = entries;
  const losses = score.map((one, i) => loss(label[i]!, one));
  let [sum, weight] = [0, 0];
  for (let i = 0; i < w.length; i++) {
    sum += w[i]! * losses[i]!;
    weight += w[i]!;
  }
  if (!(weight > 0)) return null;
  const value = sum / weight;
  return { value, influence: losses.map((one) => one - value), scale };
}
