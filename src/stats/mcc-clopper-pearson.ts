import { clopperPearson } from "./clopper-pearson.js";
import type { Interval, IntervalFunction } from "./interval-function.js";

/**
 * Interval of the Matthews correlation that covers with at least its confidence for any model and any number of rows, in
 * [−1, 1]; basis [tp, fp, fn, tn]. Clopper–Pearson intervals at alpha/3 of the share of positives π, the true positive rate a
 * and the false positive rate b hold together with confidence 1 − alpha; the interval is the range of
 * (a − b)·√(π(1 − π)/(s(1 − s))), s = πa + (1 − π)b, over them. Wide: for few rows and very accurate models, where approximate
 * intervals fail.
 * The correlation rises with a and falls with b; in π the root is 0 at both ends and rises to one maximum between.
 * Source: C. Clopper and E. Pearson, Biometrika 26 (1934), doi:10.1093/biomet/26.4.404; Bonferroni for three of them.
 */
export const mccClopperPearson: IntervalFunction = (basis, alpha) => {
  const [tp, fp, fn, tn] = basis as [number, number, number, number];
  const share = (x: number, n: number): Interval => (n > 0 ? clopperPearson([x, n], alpha / 3) : { low: 0, high: 1 });
  const positives = share(tp + fn, tp + fp + fn + tn);
  const [a, b] = [share(tp, tp + fn), share(fp, fp + tn)];
  return {
    low: extreme(a.low, b.high, positives, -1),
    high: extreme(a.high, b.low, positives, 1),
  };
};

/** The largest (sign 1) or smallest (−1) correlation over the shares of positives. */
function extreme(a: number, b: number, { low, high }: Interval, sign: 1 | -1): number {
  const at = (share: number): number => correlation(a, b, share);
  const ends = [at(low), at(high)];
  // Away from 0 the extreme may lie between; towards 0 it lies at an end, where the root is smallest.
  const candidates = (a - b) * sign > 0 ? [...ends, at(peak((share) => sign * at(share), low, high))] : ends;
  return sign * Math.max(...candidates.map((value) => sign * value));
}

function correlation(a: number, b: number, share: number): number {
  const selected = share * a + (1 - share) * b;
  const product = selected * (1 - selected);
  return product > 0 ? (a - b) * Math.sqrt((share * (1 - share)) / product) : 0;
}

/** Where a function with one maximum has it, by golden-section search. */
function peak(of: (x: number) => number, from: number, to: number): number {
  const golden = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [from, to];
  for (let step = 0; step < 60; step++) {
    const [left, right] = [high - golden * (high - low), low + golden * (high - low)];
    if (of(left) < of(right)) low = left;
    else high = right;
  }
  return (low + high) / 2;
}
