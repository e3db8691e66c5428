import type { Bounds } from "../core/estimate.js";
import { twoSidedCritical } from "./normal-quantile.js";
import { type Proportion, pairSize } from "./proportion.js";
import { scasDifference } from "./scas-difference.js";

/**
 * The critical value at which a score with its variance times N/(N − 1) decides as one without that factor does at
 * two-sided level alpha.
 */
export function criticalWithoutFactor(a: Proportion, b: Proportion, alpha: number): number {
  const size = pairSize({ a, b });
  return twoSidedCritical(alpha) * Math.sqrt((size - 1) / size);
}

/**
 * Mee's score interval for the difference of two independent proportions a − b, in [−1, 1], at two-sided confidence
 * 1 − alpha: Miettinen and Nurminen's without their factor N/(N − 1). Not a default: a little shorter, it covers a little
 * less in small groups. No bounds without trials.
 * Source: R. W. Mee, Biometrics 40 (1984) 1175–1176; Newcombe 1998, method 5,
 * doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I.
 */
export function mee(a: Proportion, b: Proportion, alpha: number): Bounds {
  if (a.trials === 0 || b.trials === 0) return { low: null, high: null };
  const critical = criticalWithoutFactor(a, b, alpha);
  return scasDifference(a.successes, a.trials, b.successes, b.trials, critical, { plain: true });
}
