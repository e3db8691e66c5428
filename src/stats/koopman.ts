import type { Bounds } from "../core/estimate.js";
import { criticalWithoutFactor } from "./mee.js";
import type { Proportion } from "./proportion.js";
import { scasRatio } from "./scas-ratio.js";

/**
 * Koopman's score interval for the ratio of two independent proportions a / b, at two-sided confidence 1 − alpha: Miettinen
 * and Nurminen's without their factor N/(N − 1). Not a default: it has the same skewness that SCAS removes. low is 0
 * without successes in a, high null (infinite) without any in b; no bounds without trials.
 * Source: P. A. R. Koopman, Biometrics 40 (1984) 513–517, doi:10.2307/2531405.
 */
export function koopman(a: Proportion, b: Proportion, alpha: number): Bounds {
  if (a.trials === 0 || b.trials === 0) return { low: null, high: null };
  const critical = criticalWithoutFactor(a, b, alpha);
  return scasRatio(a.successes, a.trials, b.successes, b.trials, critical, { plain: true });
}
