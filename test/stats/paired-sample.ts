import type { ChangeSample } from "../../src/stats/index.js";
import type { PairCounts } from "../../src/stats/paired-change.js";

const share = (x: number, n: number) => ({ value: x / n, evidence: { interval: "wilson", basis: [x, n] } });

/** A group of independent rows by two predictions. */
export const pairedSample = ({ n11, n10, n01, n00 }: PairCounts): ChangeSample => {
  const n = n11 + n10 + n01 + n00;
  return {
    before: share(n11 + n01, n),
    now: share(n11 + n10, n),
    pairs: { n11, n10, n01, n00, effectiveDifference: n, effectiveSum: n, df: null },
    correlation: 0,
    mayShare: true,
  };
};
