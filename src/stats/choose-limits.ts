import { moverDifferenceLower, moverRatioLower } from "./mover.js";
import { moverLimits } from "./mover-limits.js";
import { type Correlation, type PairLimits, uncorrelated } from "./pair-limits.js";
import type { Sample } from "./sample.js";
import { scasDifferenceLimits, scasRatioLimits } from "./scas-limits.js";
import { welchLimits } from "./welch-limits.js";

const all = (samples: readonly Sample[], interval: string): boolean =>
  samples.every(({ evidence }) => evidence.interval === interval);

/**
 * Limits of differences: SCAS where all samples are plain proportions, Welch where all are means, else MOVER of their
 * own intervals.
 */
export function differenceLimits(samples: readonly Sample[], shared?: Correlation): PairLimits {
  const correlation = shared === uncorrelated ? undefined : shared;
  if (all(samples, "wilson")) return scasDifferenceLimits(samples);
  if (all(samples, "t_mean")) return welchLimits(samples, correlation);
  return moverLimits(samples, { method: "mover", scale: "difference", lower: moverDifferenceLower }, correlation);
}

/** Limits of ratios: SCAS where all samples are plain proportions, else MOVER of their own intervals. */
export function ratioLimits(samples: readonly Sample[], shared?: Correlation): PairLimits {
  const correlation = shared === uncorrelated ? undefined : shared;
  if (all(samples, "wilson")) return scasRatioLimits(samples);
  return moverLimits(samples, { method: "mover_ratio", scale: "ratio", lower: moverRatioLower }, correlation);
}
