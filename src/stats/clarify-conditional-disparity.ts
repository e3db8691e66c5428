import { type GroupPair, pairSize } from "./proportion.js";

/**
 * Compatibility with SageMaker Clarify's CDDL and CDDPL for the facet `a` against the rest `b`: as
 * `conditionalDemographicDisparity`, but a share of nobody counts as 0, so a stratum in which nobody is accepted contributes
 * the facet's share of it as a disparity. null (Clarify raises) when nobody, or everybody, is accepted over all strata.
 * Source: smclarify, `CDD`, amazon-sagemaker-clarify on GitHub.
 */
export function clarifyConditionalDisparity(strata: readonly GroupPair[]): number | null {
  const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);
  let [weighted, rows, accepted] = [0, 0, 0];
  for (const stratum of strata) {
    const { a, b } = stratum;
    const n = pairSize(stratum);
    const acceptedHere = a.successes + b.successes;
    const disparity = share(a.trials - a.successes, n - acceptedHere) - share(a.successes, acceptedHere);
    weighted += n * disparity;
    rows += n;
    accepted += acceptedHere;
  }
  return accepted === 0 || accepted === rows ? null : weighted / rows;
}
