import type { Entries } from "./metric.js";

/** Log-odds ln(s / (1 − s)) of the scores; null where there are none, or one is not strictly between 0 and 1. */
export function logits({ score }: Entries): Float64Array | null {
  if (score.length === 0 || !score.every((one) => one > 0 && one < 1)) return null;
  return score.map((one) => Math.log(one) - Math.log1p(-one));
}

/** Probability with the given log-odds. */
export const probability = (logit: number): number =>
  logit >= 0 ? 1 / (1 + Math.exp(-logit)) : Math.exp(logit) / (1 + Math.exp(logit));

/** ln(1 + e^x), without overflow. */
export const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
