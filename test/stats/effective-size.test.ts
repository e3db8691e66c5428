import fc from "fast-check";
import { mean as sampleMean, sampleStandardDeviation, sampleVariance } from "simple-statistics";
import { describe, expect, it } from "vitest";
import { clusteredMean } from "../../src/stats/clustered-mean.js";
import {
  clusteredProportion,
  type EffectiveProportion,
  type UnitSums,
  unitTotals,
} from "../../src/stats/clustered-proportion.js";
import { compareDifference } from "../../src/stats/compare.js";
import { boundsOf } from "../../src/stats/intervals.js";
import { unitCorrelation } from "../../src/stats/unit-correlation.js";
import { type WeightedMoments, weightedMean } from "../../src/stats/weighted-mean.js";
import { type WeightedCounts, weightedProportion } from "../../src/stats/weighted-proportion.js";
import { withFixtures } from "../fixtures.js";
import { closedForm, expectClose, expectInterval, type Json, oracle } from "./oracle.js";

interface Row {
  readonly unit: number;
  readonly y: number;
  readonly w: number;
}

/** Sums over each unit, every unit once. */
function unitSums(rows: readonly Row[]): UnitSums {
  const byUnit = new Map<number, [number, number, number]>();
  for (const { unit, y, w } of rows) {
    const [a, b, m] = byUnit.get(unit) ?? [0, 0, 0];
    byUnit.set(unit, [a + w * y, b + w, m + 1]);
  }
  const sums = [...byUnit.values()];
  const column = (i: 0 | 1 | 2) => Float64Array.from(sums, (sum) => sum[i]);
  return { numerator: column(0), denominator: column(1), rows: column(2), count: Float64Array.from(sums, () => 1) };
}

function weightedCounts(rows: readonly Row[]): WeightedCounts {
  const sums = (some: readonly Row[]) => ({
    n: some.length,
    w: some.reduce((sum, { w }) => sum + w, 0),
    w2: some.reduce((sum, { w }) => sum + w * w, 0),
  });
  return { successes: sums(rows.filter(({ y }) => y === 1)), trials: sums(rows) };
}

function moments(rows: readonly Row[]): WeightedMoments {
  const sum = (of: (row: Row) => number) => rows.reduce((total, row) => total + of(row), 0);
  return {
    n: rows.length,
    w: sum(({ w }) => w),
    w2: sum(({ w }) => w * w),
    ws: sum(({ w, y }) => w * y),
    w2s: sum(({ w, y }) => w * w * y),
    w2s2: sum(({ w, y }) => w * w * y * y),
  };
}

/** What the reference tells of the way to n_eff, from what is returned. */
const spreadOf = ({ value }: EffectiveProportion): number => value * (1 - value);
const designEffect = (one: EffectiveProportion): number =>
  one.variance > 0 ? (one.variance * one.n) / spreadOf(one) : 1;
const ownSize = (one: EffectiveProportion): number => (one.variance > 0 ? spreadOf(one) / one.variance : one.kish);

withFixtures("against the direct reference g_unit_clustered", () => {
  it("clusteredProportion and differences by MOVER", () => {
    const { inputs, expected } = oracle("g_unit_clustered");
    (inputs.clustered as Record<string, [number, number][]>[]).forEach((groups, i) => {
      const names = Object.keys(groups);
      const sums = names.map((name) => unitSums(groups[name]!.map(([unit, y]) => ({ unit, y, w: 1 }))));
      const estimates = clusteredProportion(sums);
      const totals = sums.map((sum) => unitTotals(sum)!);
      for (const level of inputs.levels as number[]) {
        const alpha = 1 - level / 100;
        const reference = expected.clustered[i][level];
        names.forEach((name, g) => {
          const [estimate, of] = [estimates[g]!, reference.groups[name]];
          const what = `case ${i}, group ${name}, ${level} %`;
          expectClose(estimate.value, of.p, closedForm, `${what}, value`);
          expectClose(estimate.variance, of.variance, closedForm, `${what}, variance`);
          expectClose(estimate.kish, of.kish_units, closedForm, `${what}, Kish units`);
          expectClose(estimate.nEffective, of.n_eff, closedForm, `${what}, effective size`);
          expectClose(estimate.df, of.df, closedForm, `${what}, df`);
          expect(estimate.n, what).toBe(of.n);
          expectInterval(boundsOf(estimate.evidence, alpha), of.interval, closedForm, what);
          const { units, unitSize } = totals[g]!;
          expect(units, what).toBe(of.units);
          expectClose(unitSize, of.m_tilde, closedForm, `${what}, size of a row's unit`);
          expectClose(designEffect(estimate), of.deff, closedForm, `${what}, design effect`);
          expectClose(ownSize(estimate), of.n_eff_own, closedForm, `${what}, own effective size`);
          const model = estimate.n / (1 + (unitSize - 1) * reference.icc_pooled);
          expectClose(model, of.n_eff_model, closedForm, `${what}, effective size of the model`);
          expect(estimate.nEffective, what).toBeCloseTo(Math.min(ownSize(estimate), model, estimate.n), 9);
        });
        for (const [pair, interval] of Object.entries<Json>(reference.difference_mover)) {
          const [a, b] = pair.split("-").map((name) => estimates[names.indexOf(name)]!);
          expectInterval(compareDifference(a!, b!, { alpha }), interval, closedForm, `case ${i}, ${pair}, ${level} %`);
        }
      }
    });
  });
  it("weightedProportion, and clusteredProportion with one row per unit", () => {
    const { inputs, expected } = oracle("g_unit_clustered");
    (inputs.weighted as { y: number[]; weight: number[] }[]).forEach(({ y, weight }, i) => {
      const rows = y.map((success, unit) => ({ unit, y: success, w: weight[unit]! }));
      const estimates = [weightedProportion([weightedCounts(rows)])[0]!, clusteredProportion([unitSums(rows)])[0]!];
      for (const [level, of] of Object.entries<Json>(expected.weighted[i])) {
        for (const estimate of estimates) {
          const what = `case ${i}, ${level} %`;
          expectClose(estimate.value, of.p, closedForm, `${what}, value`);
          expectClose(estimate.variance, of.variance, closedForm, `${what}, variance`);
          expectClose(estimate.kish, of.kish, closedForm, `${what}, Kish`);
          expectClose(ownSize(estimate), of.n_eff_own, closedForm, `${what}, own effective size`);
          expectClose(estimate.nEffective, of.n_eff, closedForm, `${what}, effective size`);
          expectClose(estimate.df, of.df, closedForm, `${what}, df`);
          expect(estimate.n, what).toBe(of.n);
          expectInterval(boundsOf(estimate.evidence, 1 - Number(level) / 100), of.interval, closedForm, what);
        }
      }
    });
  });
});

const rowsOf = (y: fc.Arbitrary<number>, w: fc.Arbitrary<number>) =>
  fc.array(fc.record({ unit: fc.integer({ min: 0, max: 25 }), y, w }), { minLength: 2, maxLength: 120 });
const binary = fc.integer({ min: 0, max: 1 });
const one = fc.constant(1);
const weight = fc.double({ min: 0.1, max: 8, noNaN: true });
const unit = fc.double({ min: 0, max: 1, noNaN: true });

describe("clusteredProportion", () => {
  it("is worth at most its rows, and less when every row is doubled within its unit", () =>
    fc.assert(
      fc.property(rowsOf(binary, weight), (rows) => {
        const single = clusteredProportion([unitSums(rows)])[0]!;
        const doubled = clusteredProportion([unitSums([...rows, ...rows])])[0]!;
        expect(single.nEffective).toBeLessThanOrEqual(single.n);
        // Repeating rows within units adds nothing to what is known; a few bits are lost to rounding.
        expect(doubled.nEffective).toBeLessThanOrEqual(single.nEffective * 2 * (1 + 1e-12));
        expect(doubled.value).toBeCloseTo(single.value, 12);
        expect(doubled.variance).toBeCloseTo(single.variance, 12);
        expect(doubled.df).toBeCloseTo(single.df, 9);
      }),
    ));
  it("counts equal units: a profile with multiplicity is that many units", () =>
    fc.assert(
      fc.property(rowsOf(binary, weight), fc.integer({ min: 2, max: 5 }), (rows, times) => {
        const sums = unitSums(rows);
        const counted = clusteredProportion([{ ...sums, count: sums.count.map((count) => count * times) }])[0]!;
        const repeated = Array.from({ length: times }, (_, copy) =>
          rows.map((row) => ({ ...row, unit: row.unit + 100 * copy })),
        );
        const written = clusteredProportion([unitSums(repeated.flat())])[0]!;
        expect(counted.n).toBe(written.n);
        expectClose(counted.nEffective, written.nEffective, closedForm, "effective size");
        expectClose(counted.variance, written.variance, closedForm, "variance");
      }),
    ));
  it("weights in any currency give the same, and units without rows take no part", () =>
    fc.assert(
      fc.property(rowsOf(binary, weight), fc.double({ min: 0.01, max: 100, noNaN: true }), (rows, rate) => {
        const [here, there] = [rows, rows.map((row) => ({ ...row, w: row.w * rate }))].map((some) => {
          const { numerator, denominator, rows: m, count } = unitSums(some);
          const longer = (array: Float64Array, last: number) => Float64Array.of(...array, last);
          return clusteredProportion([
            {
              numerator: longer(numerator, 0),
              denominator: longer(denominator, 0),
              rows: longer(m, 0),
              count: longer(count, 7),
            },
          ])[0]!;
        });
        expectClose(there!.value, here!.value, closedForm, "value");
        expectClose(there!.variance, here!.variance, closedForm, "variance");
        expectClose(
          here!.variance,
          clusteredProportion([unitSums(rows)])[0]!.variance,
          closedForm,
          "without empty units",
        );
      }),
    ));
  it("a precise-looking small group is held back by the design effect of the others", () => {
    const group = (units: number, size: number, successes: number): UnitSums => ({
      numerator: Float64Array.of(size, 0),
      denominator: Float64Array.of(size, size),
      rows: Float64Array.of(size, size),
      count: Float64Array.of(successes, units - successes),
    });
    const [alone] = clusteredProportion([group(10, 5, 0)]);
    const [, beside] = clusteredProportion([group(200, 5, 60), group(10, 5, 0)]);
    // Units that agree within (ICC 1): 10 units are worth 10 rows, not 50.
    expect(beside!.nEffective).toBeCloseTo(10, 9);
    expect(alone!.nEffective).toBe(10);
    expect(clusteredProportion([group(200, 5, 60)])[0]!.nEffective).toBeCloseTo(199, 0);
  });
  it("is not defined without a denominator", () => {
    const nobody = {
      numerator: new Float64Array(0),
      denominator: new Float64Array(0),
      rows: new Float64Array(0),
      count: new Float64Array(0),
    };
    expect(clusteredProportion([nobody])).toEqual([null]);
    expect(weightedProportion([{ successes: { n: 0, w: 0, w2: 0 }, trials: { n: 3, w: 0, w2: 0 } }])).toEqual([null]);
    expect(clusteredMean(nobody)).toBeNull();
    expect(weightedMean({ n: 0, w: 0, w2: 0, ws: 0, w2s: 0, w2s2: 0 })).toBeNull();
  });
});

describe("means", () => {
  it("weightedMean without weights is the textbook mean and its t interval", () => {
    const scores = [0.1, 0.4, 0.35, 0.8];
    const { value, variance, evidence } = weightedMean(moments(scores.map((y, i) => ({ unit: i, y, w: 1 }))))!;
    // Outside reference: simple-statistics. Rounding only, hence 12 digits.
    expect(value).toBeCloseTo(sampleMean(scores), 12);
    expect(variance).toBeCloseTo(sampleVariance(scores) / 4, 12);
    const { low, high } = boundsOf(evidence!, 0.05);
    expect((low + high) / 2).toBeCloseTo(sampleMean(scores), 12);
    // t(0.975; 3) = 3.182446305284263 (scipy 1.17.1); both ends are 2 standard errors times it apart, and the error is
    // s/2.
    expect(high - low).toBeCloseTo(3.182446305284263 * sampleStandardDeviation(scores), 9);
  });
  it("clusteredMean with one row per unit is weightedMean", () =>
    fc.assert(
      fc.property(rowsOf(unit, weight), (rows) => {
        const single = rows.map((row, i) => ({ ...row, unit: i }));
        const [ofUnits, ofRows] = [clusteredMean(unitSums(single))!, weightedMean(moments(single))!];
        expectClose(ofUnits.value, ofRows.value, closedForm, "value");
        // Σw²s² − 2·mean·Σw²s + mean²·Σw² cancels where all scores are alike.
        expectClose(ofUnits.variance, ofRows.variance, closedForm, "variance");
        expectClose(ofUnits.evidence!.basis[2]!, ofRows.evidence!.basis[2]!, closedForm, "df");
      }),
    ));
  it("a single row or unit has a value but no interval", () => {
    expect(weightedMean(moments([{ unit: 1, y: 0.4, w: 2 }]))).toEqual({
      value: 0.4,
      variance: null,
      evidence: null,
      n: 1,
    });
    const together = clusteredMean(unitSums([0.1, 0.5].map((y) => ({ unit: 1, y, w: 1 }))))!;
    expect([together.value, together.variance, together.evidence]).toEqual([0.3, null, null]);
  });
});

describe("unitCorrelation", () => {
  const ones = (n: number) => new Float64Array(n).fill(1);
  it("is 1 with itself, -1 with its failures, 0 without shared units or spread", () =>
    fc.assert(
      fc.property(rowsOf(binary, one), (rows) => {
        const { numerator, denominator, count } = unitSums(rows);
        const failures = denominator.map((trials, i) => trials - numerator[i]!);
        const same = unitCorrelation({ numerator, denominator }, { numerator, denominator }, count);
        fc.pre(same !== 0);
        expect(same).toBeCloseTo(1, 12);
        expect(unitCorrelation({ numerator, denominator }, { numerator: failures, denominator }, count)).toBeCloseTo(
          -1,
          12,
        );
      }),
    ));
  it("of groups without a shared unit is 0", () => {
    const a = { numerator: Float64Array.of(1, 0, 0, 0), denominator: Float64Array.of(1, 1, 0, 0) };
    const b = { numerator: Float64Array.of(0, 0, 1, 0), denominator: Float64Array.of(0, 0, 1, 1) };
    expect(unitCorrelation(a, b, ones(4))).toBe(0);
  });
  it("grows with the share of units that stand in both", () => {
    const units = 40;
    const y = Float64Array.from({ length: units }, (_, i) => ((i * 7) % 3 === 0 ? 1 : 0));
    const correlations = [0, 10, 20, 40].map((shared) => {
      const inB = Float64Array.from(y, (_, i) => (i < shared ? 1 : 0));
      return unitCorrelation(
        { numerator: y, denominator: ones(units) },
        { numerator: y.map((v, i) => v * inB[i]!), denominator: inB },
        ones(units),
      );
    });
    expect(correlations).toEqual([...correlations].sort((a, b) => a - b));
    expect(correlations[3]).toBeCloseTo(1, 12);
  });
});

describe("units that all have the same share", () => {
  it("have no variance, whatever rounding leaves: their number is what counts", () => {
    const units = 40;
    // 3 of 10 each: 3 − 0.3 · 10 is not exactly 0 for every way of adding up.
    for (const [successes, size] of [
      [3, 10],
      [1, 3],
      [7, 23],
      [0, 5],
      [5, 5],
    ] as const) {
      const sums: UnitSums = {
        numerator: new Float64Array(units).fill(successes * 0.1),
        denominator: new Float64Array(units).fill(size * 0.1),
        rows: new Float64Array(units).fill(size),
        count: new Float64Array(units).fill(1),
      };
      const [estimate] = clusteredProportion([sums]);
      expect(estimate!.variance).toBe(0);
      expect(estimate!.nEffective).toBeCloseTo(units, 9);
    }
  });
});
