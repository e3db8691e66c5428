import type { FigureEstimate } from "./estimates.js";

/** Where a figure's interval is made: shares keep within (0, 1), sizes above 0. */
export type FigureScale = "any" | "share" | "size";

/**
 * A t estimate on the scale of its figure: logit of shares, logarithm of sizes, whose means have a long upper tail. At 0 (of shares
 * also 1) as it is: that is where none, or all, of the players have a part, and then it holds without error.
 */
export function scaledEvidence(estimate: FigureEstimate, scale: FigureScale): FigureEstimate {
  const { value, evidence } = estimate;
  if (value === null || evidence === null || !(value > 0) || (scale === "share" && !(value < 1))) return estimate;
  const interval = { any: evidence.interval, share: "t_logit", size: "t_log" }[scale];
  return { ...estimate, evidence: { interval, basis: evidence.basis } };
}
