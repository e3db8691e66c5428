import { describe, expect, it } from "vitest";
import { random } from "../../src/core/random.js";
import { cautiousMean } from "../../src/stats/cautious-mean.js";
import { clusteredMean } from "../../src/stats/clustered-mean.js";
import type { UnitSums } from "../../src/stats/clustered-proportion.js";
import { boundsOf } from "../../src/stats/intervals.js";
import { normalQuantile } from "../../src/stats/normal-quantile.js";

const units = (values: readonly number[], weights = values.map(() => 1)): UnitSums => ({
  numerator: Float64Array.from(values, (value, i) => value * weights[i]!),
  denominator: Float64Array.from(weights),
  rows: new Float64Array(values.length).fill(1),
  count: new Float64Array(values.length).fill(1),
});

describe("cautiousMean", () => {
  it("has the standard error of a plain mean for single rows, and fewer degrees of freedom for a long tail", () => {
    const even = [1, 2, 3, 4, 5, 6, 7, 8];
    const [plain, cautious] = [clusteredMean(units(even))!, cautiousMean(units(even))!];
    // Leverage 1/n lengthens Σe²/n² by n/(n − 1): the textbook's s²/n.
    expect(cautious.variance).toBeCloseTo(plain.variance!, 12);
    expect(cautious.evidence!.basis[2]).toBe(7);
    const tailed = cautiousMean(units([...even, 400]))!;
    expect(tailed.evidence!.basis[2]).toBeLessThan(3);
  });
  it("leaves a mean without spread, and one of a single unit, as they are", () => {
    expect(cautiousMean(units([2, 2, 2]))).toEqual(clusteredMean(units([2, 2, 2])));
    expect(cautiousMean(units([2]))).toEqual(clusteredMean(units([2])));
    expect(cautiousMean(units([], []))).toBeNull();
  });
  it("holds for unequal weights where the plain interval does not: 30 rows, log-normal(1)", () => {
    // Seed 1, 1,500 samples at 90 %: standard error 0.8 points. Measured with 2,000: plain 86.9 %, cautious 89.7 %.
    const next = random(1, "weights");
    const runs = 1_500;
    let covered = 0;
    for (let run = 0; run < runs; run++) {
      const values = Array.from({ length: 30 }, () => next());
      const weights = values.map(() => Math.exp(normalQuantile(next() + 2 ** -54)));
      const { low, high } = boundsOf(cautiousMean(units(values, weights))!.evidence!, 0.1);
      if (low <= 0.5 && 0.5 <= high) covered++;
    }
    expect(covered / runs).toBeGreaterThanOrEqual(0.873);
  });
});
