import { endOfTies } from "./class-weights.js";
import type { Entries } from "./metric.js";

/** What is left to the model, and how often it is wrong there, when it decides the rows with at least some confidence. */
export interface RiskCoverageCurve {
  /** Distinct confidences, rising. */
  readonly confidence: Float64Array;
  /** Weight of the rows with at least that confidence; of those with just that; and the share of errors among the former. */
  readonly above: Float64Array;
  readonly at: Float64Array;
  readonly risk: Float64Array;
  /** Share of all rows that have at least that confidence, in [0, 1]. */
  readonly coverage: Float64Array;
}

/**
 * Risk–coverage curve of one group's rows by confidence (`label` 1 where the prediction is right): one point per distinct confidence as
 * threshold, so rows that are equally sure enter together. Empty without weight. A chart joins (coverage, risk) from the last point back.
 * Source: El-Yaniv & Wiener 2010, section 2, https://www.jmlr.org/papers/v11/el-yaniv10a.html
 */
export function riskCoverageCurve({ label, score, w }: Entries): RiskCoverageCurve {
  const points: { confidence: number; at: number; wrong: number }[] = [];
  for (let start = 0, end = 0; start < score.length; start = end) {
    end = endOfTies(score, start);
    let [at, wrong] = [0, 0];
    for (let i = start; i < end; i++) {
      at += w[i]!;
      if (label[i] !== 1) wrong += w[i]!;
    }
    if (at > 0) points.push({ confidence: score[start]!, at, wrong });
  }
  const [above, risk] = [new Float64Array(points.length), new Float64Array(points.length)];
  let [weight, wrong] = [0, 0];
  // From the top, where the sums are made of few rows and would suffer from differences.
  for (let i = points.length - 1; i >= 0; i--) {
    weight += points[i]!.at;
    wrong += points[i]!.wrong;
    above[i] = weight;
    risk[i] = wrong / weight;
  }
  const of = (part: "confidence" | "at") => Float64Array.from(points, (point) => point[part]);
  return { confidence: of("confidence"), above, at: of("at"), risk, coverage: above.map((each) => each / weight) };
}
