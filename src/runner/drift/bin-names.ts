import { type BinnedFeature, type FeatureBins, mostBins } from "../../core/feature-bins.js";
import { distributionOf, missingValue, otherValues, valueName, valueOfName } from "../../record/drift-tables.js";
import type { DistributionRow } from "../../record/run-record.js";

/** What the record calls a bin. */
export type BinNames = Pick<DistributionRow, "low" | "high" | "value">;

const named = (value: string): BinNames => ({ low: null, high: null, value });

/** The names of all bins, in their order. @param hasMissing whether values may be missing */
export function binNames(bins: FeatureBins, hasMissing: boolean): BinNames[] {
  const missing = hasMissing ? [named(missingValue)] : [];
  if (bins.kind === "value")
    return [...bins.values.map((value) => named(valueName(value))), named(otherValues), ...missing];
  const { cuts } = bins;
  const numbers = Array.from({ length: cuts.length + 1 }, (_, bin) => ({
    low: cuts[bin - 1] ?? null,
    high: cuts[bin] ?? null,
    value: null,
  }));
  return [...numbers, ...missing];
}

/** The bins of a distribution of everybody in a record; null: it has none of it. */
export function reference(
  rows: readonly DistributionRow[],
  place: Pick<DistributionRow, "model" | "of" | "feature">,
): FeatureBins | null {
  const found = distributionOf(rows, { ...place, attribute: null, group: null }).sort((a, b) => a.bin - b.bin);
  if (found.length === 0 || found.length > mostBins) return null;
  if (found.some(({ value }) => value === null))
    return { kind: "number", cuts: found.flatMap(({ high }) => (high === null ? [] : [high])) };
  const values = found.flatMap(({ value }) =>
    value === otherValues || value === missingValue ? [] : [value as string],
  );
  return { kind: "value", values: values.map(valueOfName) };
}

/** The bins of all columns in a record. */
export function featureBinsOf(rows: readonly DistributionRow[]): BinnedFeature[] {
  const names = new Set(rows.flatMap(({ of, feature }) => (of === "feature" && feature !== null ? [feature] : [])));
  return [...names].flatMap((feature) => {
    const bins = reference(rows, { model: null, of: "feature", feature });
    return bins === null ? [] : [{ name: feature, bins }];
  });
}
