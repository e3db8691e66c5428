import { describe, expect, it } from "vitest";
import { drawSharedUnits, type Overlap } from "../../bench/calibration/shared-units.js";
import { random } from "../../src/core/random.js";
import { clusteredProportion, type UnitSums } from "../../src/stats/clustered-proportion.js";
import { compareDifference } from "../../src/stats/compare.js";
import { unitCorrelation } from "../../src/stats/unit-correlation.js";

const overlap: Overlap = { units: 100, shared: 1, icc: 0.5, p: 0.3, gap: 0 };
const shareOf = ({ numerator, denominator }: UnitSums, without = -1): number => {
  const sum = (of: Float64Array) => of.reduce((total, value, i) => (i === without ? total : total + value), 0);
  return sum(numerator) / sum(denominator);
};

function pearson(pairs: readonly (readonly [number, number])[]): number {
  const mean = (i: 0 | 1) => pairs.reduce((sum, pair) => sum + pair[i], 0) / pairs.length;
  const [a, b] = [mean(0), mean(1)];
  const product = (i: 0 | 1, j: 0 | 1, ofI: number, ofJ: number) =>
    pairs.reduce((sum, pair) => sum + (pair[i] - ofI) * (pair[j] - ofJ), 0);
  return product(0, 1, a, b) / Math.sqrt(product(0, 0, a, a) * product(1, 1, b, b));
}

describe("units that stand in both groups", () => {
  it("unitCorrelation is that of a jackknife that leaves out whole units", () => {
    // Seed 1, 10 samples of 100 units: the jackknife and the linearisation differ in terms of order 1/100.
    const next = random(1, "jackknife");
    for (let run = 0; run < 10; run++) {
      const [a, b] = drawSharedUnits(next, overlap);
      const left = Array.from(a.count, (_, unit) => [shareOf(a, unit), shareOf(b, unit)] as const);
      expect(Math.abs(unitCorrelation(a, b, a.count) - pearson(left))).toBeLessThan(0.03);
    }
  });
  it("unitCorrelation is on average the correlation of both shares over repeated samples", () => {
    // Seed 2, 1,500 samples: a correlation near 0.5 has a standard error of 0.02, the tolerance is three of them.
    const next = random(2, "repeated");
    const runs = 1_500;
    const shares: [number, number][] = [];
    let mean = 0;
    for (let run = 0; run < runs; run++) {
      const [a, b] = drawSharedUnits(next, overlap);
      shares.push([shareOf(a), shareOf(b)]);
      mean += unitCorrelation(a, b, a.count) / runs;
    }
    expect(mean).toBeGreaterThan(0.3);
    expect(Math.abs(mean - pearson(shares))).toBeLessThan(0.06);
  });
  it("the difference keeps its level with the term, and is much too wide without it", () => {
    // Seed 3, 800 samples at 90 %: standard error 1.1 points; the criterion is 88.5 %, two standard errors below it 86.3 %.
    const next = random(3, "level");
    const runs = 800;
    let [covered, width, without] = [0, 0, 0];
    for (let run = 0; run < runs; run++) {
      const groups = drawSharedUnits(next, overlap);
      const [a, b] = clusteredProportion(groups).map((share) => share!);
      const correlation = unitCorrelation(groups[0], groups[1], groups[0].count);
      const { low, high } = compareDifference(a!, b!, { alpha: 0.1, correlation });
      const wide = compareDifference(a!, b!, { alpha: 0.1 });
      if (low! <= 0 && high! >= 0) covered++;
      width += high! - low!;
      without += wide.high! - wide.low!;
    }
    expect(covered / runs).toBeGreaterThanOrEqual(0.863);
    expect(width / without).toBeLessThan(0.8);
  });
});
