import { usage } from "../core/errors.js";

/** What one row's answer costs. */
export const lossNames = ["log_loss", "brier", "zero_one", "squared_error"] as const;
/** Name of a loss. */
export type LossName = (typeof lossNames)[number];

export interface LossOptions {
  readonly loss: LossName;
  /** Numbers the model answers per row: 1 (of a binary model: the probability of label 1), or one probability per class. */
  readonly outputs: number;
  /** From which answer on a binary model says 1, for zero_one; default 0.5. */
  readonly threshold?: number;
}

/** Loss of the answer that begins at `at`, for a label: 0 or 1, the place of a class, or a value. */
export type RowLoss = (answers: Float64Array, at: number, label: number) => number;

/**
 * log_loss: −ln of the probability of the label, kept 2⁻⁵² from 0 and 1. brier: squared distance of the probability of 1 from the
 * label (one output), or summed over classes. zero_one: 1 when the label is not the answer. squared_error: of a regression.
 * @throws Failure (usage) for squared_error of a model of several outputs
 */
export function rowLoss({ loss, outputs, threshold = 0.5 }: LossOptions): RowLoss {
  if (loss === "squared_error") {
    if (outputs > 1) throw usage(`squared_error takes a model of one output, and there are ${outputs}; use brier`);
    return (answers, at, label) => (answers[at]! - label) ** 2;
  }
  const probability = probabilityOf(outputs);
  switch (loss) {
    case "log_loss":
      return (answers, at, label) => -Math.log(inside(probability(answers, at, label)));
    case "brier":
      return outputs === 1
        ? (answers, at, label) => (answers[at]! - label) ** 2
        : (answers, at, label) => sumOfSquares(answers, at, outputs, label);
    case "zero_one":
      return outputs === 1
        ? (answers, at, label) => ((answers[at]! >= threshold ? 1 : 0) === label ? 0 : 1)
        : (answers, at, label) => (largest(answers, at, outputs) === label ? 0 : 1);
  }
}

const inside = (probability: number): number => Math.min(1 - Number.EPSILON, Math.max(Number.EPSILON, probability));

const probabilityOf = (outputs: number): RowLoss =>
  outputs === 1
    ? (answers, at, label) => (label === 1 ? answers[at]! : 1 - answers[at]!)
    : (answers, at, label) => answers[at + label]!;

function sumOfSquares(answers: Float64Array, at: number, outputs: number, label: number): number {
  let sum = 0;
  for (let output = 0; output < outputs; output++) sum += (answers[at + output]! - (output === label ? 1 : 0)) ** 2;
  return sum;
}

/** Place of the first largest answer. */
function largest(answers: Float64Array, at: number, outputs: number): number {
  let best = 0;
  for (let output = 1; output < outputs; output++) if (answers[at + output]! > answers[at + best]!) best = output;
  return best;
}
