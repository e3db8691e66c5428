import type { SuiteContent } from "../../suite/suite.js";

/** Names of the columns whose distributions the suite wants: of all, those that the first model takes. */
export function driftFeatures(
  { drift }: Pick<SuiteContent, "drift">,
  taken: readonly string[] | null,
): readonly string[] {
  if (drift === undefined) return [];
  return drift.features === "all" ? [...new Set(taken ?? [])] : drift.features;
}
