import { type CountedValues, sizeOf, sumOver } from "./counted-values.js";
import { generalizedEntropy } from "./generalized-entropy.js";

/**
 * Compatibility with AIF360's `generalized_entropy_index`: for alpha 0 its code divides the logarithm by the mean benefit once
 * more than the definition it cites, so its figure times the mean is the published one; every other alpha agrees with
 * `generalizedEntropy`. Its between-group form also counts everybody outside the two compared groups as having benefit 0, which
 * a further group of zeros in `entropyParts` reproduces. Use it only to reproduce a figure.
 * Source: aif360 0.6.1, `sklearn/metrics/metrics.py` and `metrics/classification_metric.py`.
 */
export function aif360EntropyIndex(benefits: CountedValues, alpha: number): number | null {
  const entropy = generalizedEntropy(benefits, alpha);
  if (entropy === null || alpha !== 0) return entropy;
  return entropy / (sumOver(benefits, (benefit) => benefit) / sizeOf(benefits));
}
