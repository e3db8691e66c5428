import type { Proportion } from "./proportion.js";

/**
 * Rate of a over rate of b (relative risk), in [0, ∞); null where b has no successes (the ratio is infinite, or 0/0) or a
 * group is empty.
 */
export function riskRatio(a: Proportion, b: Proportion): number | null {
  if (a.trials === 0 || b.successes === 0) return null;
  return a.successes / a.trials / (b.successes / b.trials);
}
