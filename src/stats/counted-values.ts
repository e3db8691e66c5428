/** A sample as its distinct values in ascending order, and how often each occurs (whole numbers, at least 1). */
export interface CountedValues {
  readonly values: Float64Array;
  /** As long as `values`. */
  readonly counts: Float64Array;
}

/** Counts a plain sample of finite numbers. */
export function countValues(sample: ArrayLike<number>): CountedValues {
  const sorted = Float64Array.from(sample).sort();
  const values = new Float64Array(sorted.length);
  const counts = new Float64Array(sorted.length);
  let distinct = 0;
  for (const [i, value] of sorted.entries()) {
    if (i === 0 || value !== sorted[i - 1]) values[distinct++] = value;
    counts[distinct - 1] = counts[distinct - 1]! + 1;
  }
  return { values: values.slice(0, distinct), counts: counts.slice(0, distinct) };
}

/** Number of observations. */
export const sizeOf = ({ counts }: CountedValues): number => counts.reduce((sum, count) => sum + count, 0);

/** Samples side by side: every value that occurs in one of them, ascending, and each sample's count of it. */
export interface PooledValues {
  readonly values: Float64Array;
  /** counts[sample][i] belongs to values[i]. */
  readonly counts: readonly Float64Array[];
}

/** Pools samples without mixing them: distinct values of all, counts of each. */
export function poolValues(samples: readonly CountedValues[]): PooledValues {
  const all = new Float64Array(samples.reduce((sum, { values }) => sum + values.length, 0));
  let filled = 0;
  for (const { values } of samples) {
    all.set(values, filled);
    filled += values.length;
  }
  const values = all.sort().filter((value, i) => i === 0 || value !== all[i - 1]);
  return { values, counts: samples.map((sample) => alignedCounts(sample, values)) };
}

function alignedCounts(sample: CountedValues, values: Float64Array): Float64Array {
  const counts = new Float64Array(values.length);
  let at = 0;
  for (const [i, value] of values.entries()) {
    if (sample.values[at] === value) counts[i] = sample.counts[at++]!;
  }
  return counts;
}

/** Sum of a function over the observations of a sample. */
export function sumOver({ values, counts }: CountedValues, f: (value: number) => number): number {
  let sum = 0;
  for (const [i, value] of values.entries()) sum += counts[i]! * f(value);
  return sum;
}
