import { classWeights } from "./class-weights.js";
import type { DistributionMetric, Entries } from "./metric.js";

/**
 * Average precision in [0, 1]: precision at each distinct score taken as threshold, weighted by the recall gained there, without
 * interpolation and with ties entering together (as scikit-learn). Random scores give the prevalence.
 */
export const averagePrecision: DistributionMetric = {
  name: "average_precision",
  kind: "distribution",
  needs: "scores",
  better: "higher",
  range: [0, 1],
  unit: "number",
  formula: "Σ (R_k − R_{k−1}) · P_k over falling distinct scores k; P_k, R_k: precision and recall at score ≥ k",
  source: "Boyd, Eng & Page 2013, doi:10.1007/978-3-642-40994-3_29",
  empty: "no positives in group",
  of: (entries) => {
    const { positive } = classWeights(entries);
    if (!(positive > 0)) return null;
    const steps = stepsOf(entries);
    let sum = 0;
    for (const { gained, precision } of steps) sum += (gained / positive) * precision;
    // Shares of recall are rounded, so that they might add up to 1 + 2·10⁻¹⁶.
    const value = Math.min(1, sum);
    const influence = hasSpread(entries, value) ? influenceOf(entries, steps, value) : null;
    return { value, influence, scale: "logit", ...(positiveRows(entries) < fewestPositives ? { tooFew } : {}) };
  },
};

/** With fewer positives its interval covers 90 to 92 % where it says 95 % (4,000 draws each, binormal scores). */
const fewestPositives = 100;
const tooFew = `fewer than ${fewestPositives} positives: no interval holds its level`;

function positiveRows({ label, n }: Entries): number {
  let rows = 0;
  for (let i = 0; i < n.length; i++) if (label[i] === 1) rows += n[i]!;
  return rows;
}

/** One distinct score as threshold. */
interface Step {
  /** Its entries, from `start` up to `end`. */
  readonly start: number;
  readonly end: number;
  /** Weight of its positives. */
  readonly gained: number;
  readonly precision: number;
  /** Derivatives of `precision` when a positive, or a negative, at or above the threshold gets more weight. */
  readonly byPositive: number;
  readonly byNegative: number;
}

/** Thresholds by rising score. Sums run from the top, where precision is made of few rows and would suffer from differences. */
function stepsOf({ label, score, w }: Entries): Step[] {
  const steps: Step[] = [];
  let [truePositive, falsePositive] = [0, 0];
  for (let end = score.length, start = end - 1; end > 0; end = start, start = end - 1) {
    while (start > 0 && score[start - 1] === score[end - 1]) start--;
    let gained = 0;
    for (let i = start; i < end; i++) {
      if (label[i] === 1) gained += w[i]!;
      else falsePositive += w[i]!;
    }
    truePositive += gained;
    const selected = truePositive + falsePositive;
    const precision = selected > 0 ? truePositive / selected : 0;
    const byPositive = selected > 0 ? (1 - precision) / selected : 0;
    const byNegative = selected > 0 ? -precision / selected : 0;
    steps.push({ start, end, gained, precision, byPositive, byNegative });
  }
  return steps.reverse();
}

/** One positive row, or a perfect order, shows no spread among positives: a variance from it would be far too small. */
function hasSpread({ label, n, score }: Entries, value: number): boolean {
  let positives = 0;
  for (let i = 0; i < score.length; i++) if (label[i] === 1) positives += n[i]!;
  return positives > 1 && value < 1;
}

/**
 * W times the derivative of the value by a row's weight. A row bears on the precision of every threshold at or below its score;
 * a positive one also adds its own step and makes every other a smaller part of the recall.
 */
function influenceOf(entries: Entries, steps: readonly Step[], value: number): Float64Array {
  const { positive, negative } = classWeights(entries);
  const scale = (positive + negative) / positive;
  const influence = new Float64Array(entries.w.length);
  let [ofPositive, ofNegative] = [0, 0];
  for (const { start, end, gained, precision, byPositive, byNegative } of steps) {
    ofPositive += gained * byPositive;
    ofNegative += gained * byNegative;
    for (let i = start; i < end; i++)
      influence[i] = scale * (entries.label[i] === 1 ? precision - value + ofPositive : ofNegative);
  }
  return influence;
}
