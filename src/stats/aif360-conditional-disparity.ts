import { demographicDisparity } from "./conditional-demographic-disparity.js";
import type { Proportion } from "./proportion.js";

/**
 * Compatibility with AIF360's `conditional_demographic_disparity`, which shares a name with Clarify's CDD but conditions on
 * nothing: it averages the demographic disparity over the protected groups themselves, each against everybody, weighted by
 * size. null without groups or when nobody, or everybody, is accepted.
 * Source: aif360, `sklearn/metrics/metrics.py`, `conditional_demographic_disparity`.
 */
export function aif360ConditionalDisparity(groups: readonly Proportion[]): number | null {
  const rows = groups.reduce((sum, { trials }) => sum + trials, 0);
  const accepted = groups.reduce((sum, { successes }) => sum + successes, 0);
  let weighted = 0;
  for (const a of groups) {
    const disparity = demographicDisparity({ a, b: { trials: rows - a.trials, successes: accepted - a.successes } });
    if (disparity === null) return null;
    weighted += a.trials * disparity;
  }
  return rows === 0 ? null : weighted / rows;
}
