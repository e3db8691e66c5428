import type { CountedValues } from "./counted-values.js";

/** A sample as its distinct values in ascending order, with the rows and the sum of weights at each. */
export interface WeightedValues extends CountedValues {
  /** As long as `values`; equal to `counts` where rows have no weights. */
  readonly weights: Float64Array;
}

/** Puts equal values together. `counts` and `weights` belong to `values` one by one; values that no row of weight above 0 has are left out. */
export function weighValues({ values, counts, weights }: WeightedValues): WeightedValues {
  const distinct = distinctValues(values.filter((_, i) => weights[i]! > 0).sort());
  const sums = {
    values: distinct,
    counts: new Float64Array(distinct.length),
    weights: new Float64Array(distinct.length),
  };
  for (let i = 0; i < values.length; i++) {
    if (!(weights[i]! > 0)) continue;
    const at = firstNotBelow(distinct, values[i]!);
    sums.counts[at]! += counts[i]!;
    sums.weights[at]! += weights[i]!;
  }
  return sums;
}

/** The different values of an ascending array, which is overwritten. */
function distinctValues(ascending: Float64Array): Float64Array {
  let used = 0;
  for (let i = 0; i < ascending.length; i++) {
    const value = ascending[i]!;
    if (used === 0 || value !== ascending[used - 1]) ascending[used++] = value;
  }
  return ascending.subarray(0, used);
}

/** Sums of an array up to and with each place. */
export function runningSums(parts: Float64Array): Float64Array {
  let sum = 0;
  return parts.map((part) => {
    sum += part;
    return sum;
  });
}

/** First place of an ascending array whose number is at least `bound`; its length if there is none. */
export function firstNotBelow(ascending: Float64Array, bound: number): number {
  let [from, to] = [0, ascending.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (ascending[middle]! < bound) from = middle + 1;
    else to = middle;
  }
  return from;
}
