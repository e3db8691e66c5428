/** How the values of a column are told apart: numbers by cuts, other values by their names. */
export type FeatureBins = NumberBins | ValueBins;

/** Bins of numbers: up to and with the first cut, from there up to and with the next …, above the last; then what is missing or no finite number. */
export interface NumberBins {
  readonly kind: "number";
  /** Rising. */
  readonly cuts: readonly number[];
}

/** A bin for each of these values, one for all others, and one for those that are missing. */
export interface ValueBins {
  readonly kind: "value";
  readonly values: readonly string[];
}

/** Most values that have a bin of their own. */
export const mostValues = 20;

/** Most bins of a distribution: sets of them are bits of one number. */
export const mostBins = 31;

/** A column whose distribution is wanted, with its bins where a baseline has them. */
export interface BinnedFeature {
  readonly name: string;
  readonly bins: FeatureBins;
}

/** Number of bins, the one of missing values with them. */
export const binCount = (bins: FeatureBins): number =>
  bins.kind === "number" ? bins.cuts.length + 2 : bins.values.length + 2;

/** The bin of a finite number. */
export function binOfNumber(value: number, cuts: readonly number[]): number {
  let bin = 0;
  while (bin < cuts.length && value > cuts[bin]!) bin++;
  return bin;
}

/** A number times a power of ten, by its written digits: 3 × 0.1 is not 0.3. */
function shifted(value: number, places: number): number {
  const [digits, exponent = "0"] = String(value).split("e");
  return Number(`${digits}e${Number(exponent) + places}`);
}

/**
 * Cuts at quantiles, rounded up so that they are nobody's number: to a hundredth, or less, of the distance between the lowest and the highest one (a
 * power of ten). Cuts that fall together are one, and one with nothing above it is none.
 * @param quantiles rising
 * @param highest the largest number of all
 */
export function roundedCuts(quantiles: readonly number[], highest: number): number[] {
  const [first, last] = [quantiles[0] ?? 0, quantiles.at(-1) ?? 0];
  const spread = last > first ? last - first : Math.abs(last);
  const digits = spread > 0 ? Math.floor(Math.log10(spread / 100)) : 0;
  const rounded = quantiles.map((value) => {
    const up = shifted(Math.ceil(shifted(value, -digits) - 1e-9), digits);
    return Number.isFinite(up) ? up : value;
  });
  return [...new Set(rounded)].filter((cut) => cut < highest);
}
