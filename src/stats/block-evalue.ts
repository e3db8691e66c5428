import { type Contrast, contrasts } from "./contrast.js";
import type { Proportion } from "./proportion.js";

/** x ln(alternative/null) + (n − x) ln((1 − alternative)/(1 − null)). */
function logRatio({ successes, trials }: Proportion, alternative: number, nullRate: number): number {
  const failures = trials - successes;
  return (
    (successes > 0 ? successes * Math.log(alternative / nullRate) : 0) +
    (failures > 0 ? failures * Math.log((1 - alternative) / (1 - nullRate)) : 0)
  );
}

/**
 * ln of the e-value of one block of rows against "`higher` lies above `lower` by `gap` at most": likelihood ratio of the alternative
 * rates (in (0, 1)) against their Kullback–Leibler projection on the null, which is the constrained maximum
 * likelihood with n·θ for the counts. 0 (no evidence) where the alternative lies in the null itself. The expectation of the
 * e-value is at most 1 for every pair of rates in the null.
 * Source: R. J. Turner, A. Ly and P. D. Grünwald, J. Statistical Planning and Inference 230 (2024) 106116,
 * doi:10.1016/j.jspi.2023.106116.
 */
export function blockLogEvalue(
  higher: Proportion,
  lower: Proportion,
  alternative: readonly [number, number],
  gap: number,
  contrast: Contrast = contrasts.difference,
): number {
  const [thetaHigher, thetaLower] = alternative;
  if (contrast.gap(thetaHigher, thetaLower) <= gap) return 0;
  const [n, m] = [higher.trials, lower.trials];
  const [nullHigher, nullLower] = contrast.constrained(n * thetaHigher, n, m * thetaLower, m, gap);
  return logRatio(higher, thetaHigher, nullHigher) + logRatio(lower, thetaLower, nullLower);
}

/**
 * ln e-values of one block for each margin of a contrast; the alternative is built on the rate of `lower` seen before the
 * block, (X + ½)/(N + 1). null (the block says nothing) when a group is absent from it or `lower` was never seen.
 */
export function marginLogEvalues(
  higher: Proportion,
  lower: Proportion,
  lowerSeen: Proportion,
  gap: number,
  contrast: Contrast = contrasts.difference,
): number[] | null {
  if (higher.trials === 0 || lower.trials === 0 || lowerSeen.trials === 0) return null;
  const running = (lowerSeen.successes + 0.5) / (lowerSeen.trials + 1);
  return contrast.margins.map((margin) => {
    // Only a gap below 0, as in a confidence sequence, can put the alternative at 0 or less.
    const theta = Math.max(0.001, Math.min(0.999, contrast.above(running, gap + margin)));
    return blockLogEvalue(higher, lower, [theta, running], gap, contrast);
  });
}
