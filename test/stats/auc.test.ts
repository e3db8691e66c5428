import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareDifference } from "../../src/stats/compare.js";
import { delong, type ScoreCounts } from "../../src/stats/delong.js";
import { delongClustered } from "../../src/stats/delong-clustered.js";
import { delongPaired } from "../../src/stats/delong-paired.js";
import { hanleyMcneil } from "../../src/stats/hanley-mcneil.js";
import { boundsOf } from "../../src/stats/intervals.js";
import { normalUpper } from "../../src/stats/normal-upper.js";
import { withFixtures } from "../fixtures.js";
import { closedForm, expectClose, expectInterval, type Json, oracle, rootFound } from "./oracle.js";

/** Distinct scores in ascending order with their rows. */
function counted(scores: readonly number[]): ScoreCounts {
  const counts = new Map<number, number>();
  for (const score of scores) counts.set(score, (counts.get(score) ?? 0) + 1);
  const distinct = [...counts.keys()].sort((a, b) => a - b);
  return { score: Float64Array.from(distinct), n: Float64Array.from(distinct, (score) => counts.get(score)!) };
}
const area = (positives: readonly number[], negatives: readonly number[]) =>
  delong(counted(positives), counted(negatives));

withFixtures("against the direct reference g_auc", () => {
  it("delong, its variance and interval, and Newcombe's method 5", () => {
    const { inputs, expected } = oracle("g_auc");
    (inputs.cases as { pos: number[]; neg: number[] }[]).forEach(({ pos, neg }, i) => {
      const estimate = area(pos, neg)!;
      for (const level of inputs.levels as number[]) {
        const [reference, alpha, what] = [expected.cases[i][level], 1 - level / 100, `case ${i}, ${level} %`];
        expectClose(estimate.value, reference.auc, closedForm, `${what}, area`);
        expectClose(estimate.varianceDelong, reference.variance_delong, closedForm, `${what}, DeLong`);
        const hanley = hanleyMcneil(estimate.value, pos.length, neg.length);
        expectClose(hanley, reference.variance_hanley_mcneil, closedForm, `${what}, Hanley–McNeil`);
        expectClose(estimate.variance, reference.variance_used, closedForm, `${what}, used`);
        expect(estimate.evidence.interval, what).toBe(reference.method === "logit" ? "delong_logit" : "newcombe_auc");
        expectInterval(boundsOf(estimate.evidence, alpha), reference.interval, rootFound, what);
        const basis = [estimate.value, pos.length, neg.length];
        const newcombe = boundsOf({ interval: "newcombe_auc", basis }, alpha);
        expectInterval(newcombe, reference.interval_newcombe_5 ?? reference.interval, rootFound, `${what}, Newcombe`);
      }
    });
  });
  it("differences of areas by MOVER", () => {
    const { inputs, expected } = oracle("g_auc");
    for (const { pair, interval_90 } of expected.difference_mover as Json[]) {
      const [a, b] = (pair as number[]).map((i) => area(inputs.cases[i].pos, inputs.cases[i].neg)!);
      expectInterval(compareDifference(a!, b!, { alpha: 0.1 }), interval_90, rootFound, `pair ${pair}`);
    }
  });
  it("delongClustered", () => {
    const { inputs, expected } = oracle("g_auc");
    const rows = inputs.clustered_rows as [number, number, number][];
    const estimate = delongClustered({
      unit: Int32Array.from(rows, ([unit]) => unit),
      label: Int32Array.from(rows, ([, label]) => label),
      score: Float64Array.from(rows, ([, , score]) => score),
    })!;
    for (const level of inputs.levels as number[]) {
      const reference = expected.clustered[level];
      expectClose(estimate.value, reference.auc, closedForm, "area");
      expectClose(estimate.variance, reference.variance, closedForm, "variance");
      expect(estimate.evidence.basis[2]).toBe(reference.units_with_positive - 1);
      expectInterval(boundsOf(estimate.evidence, 1 - level / 100), reference.interval, closedForm, `${level} %`);
    }
  });
});

withFixtures("against the direct reference c_delong", () => {
  it("areas, variances, logit intervals and the unpaired test, for two scores and by gender", () => {
    const { columns } = oracle("data_binary").data;
    const { expected } = oracle("c_delong");
    const of = (score: string, gender: string | null) => {
      const scores = (label: number) =>
        (columns[score] as number[]).filter(
          (_, i) => columns.y_true[i] === label && (gender ?? columns.gender[i]) === columns.gender[i],
        );
      return area(scores(1), scores(0))!;
    };
    for (const [name, reference] of Object.entries<Json>(expected)) {
      if (reference.auc_score === undefined) continue;
      const gender = name === "overall" ? null : name.replace("gender=", "");
      ["score", "score_b"].forEach((score, i) => {
        const { value, varianceDelong } = of(score, gender);
        expectClose(value, reference[`auc_${score}`], closedForm, `${name}, ${score}, area`);
        expectClose(varianceDelong, reference.covariance[i][i], closedForm, `${name}, ${score}, variance`);
      });
      const { value, varianceDelong } = of("score", gender);
      const plain = { interval: "delong_logit", basis: [value, varianceDelong!, 1, 1] };
      expectInterval(boundsOf(plain, 0.05), reference.ci95_logit, closedForm, `${name}, logit interval`);
    }
    const [female, male] = [of("score", "female"), of("score", "male")];
    const z = (female.value - male.value) / Math.sqrt(female.varianceDelong! + male.varianceDelong!);
    expectClose(z, expected.unpaired_female_vs_male.z, closedForm, "z");
    expectClose(2 * normalUpper(z), expected.unpaired_female_vs_male.p, closedForm, "p");
  });
});

const score = fc.integer({ min: 0, max: 20 }).map((step) => step / 20);
const scores = fc.array(score, { minLength: 1, maxLength: 60 });

describe("delong", () => {
  it("is the share of pairs in the right order, ties half", () =>
    fc.assert(
      fc.property(scores, scores, (positives, negatives) => {
        let wins = 0;
        for (const p of positives) for (const n of negatives) wins += p > n ? 1 : p === n ? 0.5 : 0;
        expect(area(positives, negatives)!.value).toBeCloseTo(wins / (positives.length * negatives.length), 12);
      }),
    ));
  it("mirrors when the classes change places or the scores their sign; its interval holds it", () =>
    fc.assert(
      fc.property(scores, scores, (positives, negatives) => {
        const [one, swapped] = [area(positives, negatives)!, area(negatives, positives)!];
        expect(swapped.value).toBeCloseTo(1 - one.value, 12);
        expect(swapped.variance).toBeCloseTo(one.variance, 12);
        const negated = area(
          positives.map((s) => -s),
          negatives.map((s) => -s),
        )!;
        expect(negated.value).toBeCloseTo(1 - one.value, 12);
        const { low, high } = boundsOf(one.evidence, 0.05);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(low).toBeLessThanOrEqual(one.value + 1e-12);
        expect(high).toBeGreaterThanOrEqual(one.value - 1e-12);
        expect(high).toBeLessThanOrEqual(1);
      }),
    ));
  it("weights of 1 change nothing, weights in any currency are the same, repeated entries are one", () =>
    fc.assert(
      fc.property(scores, scores, fc.double({ min: 0.1, max: 10, noNaN: true }), (positives, negatives, rate) => {
        const plain = area(positives, negatives)!;
        const weighted = (some: readonly number[]): ScoreCounts => {
          const sorted = Float64Array.from(some).sort();
          return { score: sorted, n: sorted.map(() => 1), w: sorted.map(() => rate) };
        };
        const other = delong(weighted(positives), weighted(negatives))!;
        expectClose(other.value, plain.value, closedForm, "area");
        expectClose(other.variance, plain.variance, closedForm, "variance");
        expect([other.positives, other.negatives]).toEqual([plain.positives, plain.negatives]);
      }),
    ));
  it("heavier rows count for more", () => {
    const negatives = counted([0.5]);
    const weighted = { score: Float64Array.of(0.2, 0.8), n: Float64Array.of(1, 1), w: Float64Array.of(1, 3) };
    expect(delong(weighted, negatives)!.value).toBe(0.75);
  });
  it("of a perfect order is exactly 1, in whatever order weights are added up", () => {
    const weighted = (n: number, offset: number): ScoreCounts => ({
      score: Float64Array.from({ length: n }, (_, i) => offset + Math.floor(i / 3)),
      n: new Float64Array(n).fill(1),
      w: Float64Array.from({ length: n }, (_, i) => 0.1 + (i % 7) / 3),
    });
    const [low, high] = [weighted(100, 0), weighted(50, 1000)];
    expect([delong(high, low)!.value, delong(low, high)!.value]).toEqual([1, 0]);
    expect(delong(high, low)!.evidence.interval).toBe("newcombe_auc");
  });
  it("is not defined without a row of each class", () => {
    expect(area([], [0.5])).toBeNull();
    expect(area([0.5], [])).toBeNull();
  });
  it("a million distinct scores take a moment", () => {
    const n = 500_000;
    const spread = (offset: number): ScoreCounts => ({
      score: Float64Array.from({ length: n }, (_, i) => (i + offset) / n),
      n: new Float64Array(n).fill(1),
    });
    // Each positive is half a step above its negative.
    expect(delong(spread(0.5), spread(0))!.value).toBeCloseTo(0.5 + 0.5 / n, 12);
  });
});

describe("delongClustered", () => {
  const row = fc.record({ unit: fc.integer({ min: 0, max: 12 }), label: fc.integer({ min: 0, max: 1 }), score });
  const columns = (rows: readonly { unit: number; label: number; score: number }[]) => ({
    unit: Int32Array.from(rows, ({ unit }) => unit),
    label: Int32Array.from(rows, ({ label }) => label),
    score: Float64Array.from(rows, (one) => one.score),
  });
  it("with one row per unit is delong", () =>
    fc.assert(
      fc.property(fc.array(row, { minLength: 4, maxLength: 60 }), (rows) => {
        const clustered = delongClustered(columns(rows.map((one, i) => ({ ...one, unit: 3 * i }))));
        const of = (label: number) => rows.filter((one) => one.label === label).map((one) => one.score);
        const plain = area(of(1), of(0));
        expect(clustered === null).toBe(plain === null);
        fc.pre(plain !== null);
        expectClose(clustered!.value, plain!.value, closedForm, "area");
        expectClose(clustered!.varianceDelong, plain!.varianceDelong, closedForm, "variance");
      }),
    ));
  it("does not depend on the order of rows nor on the numbers of units, and always has an interval", () =>
    fc.assert(
      fc.property(fc.array(row, { minLength: 2, maxLength: 60 }), (rows) => {
        const one = delongClustered(columns(rows));
        const other = delongClustered(columns([...rows].reverse().map((r) => ({ ...r, unit: 1000 - 7 * r.unit }))));
        fc.pre(one !== null);
        expectClose(other!.value, one!.value, closedForm, "area");
        expectClose(other!.variance, one!.variance, closedForm, "variance");
        const { low, high } = boundsOf(one!.evidence, 0.05);
        expect(low).toBeLessThanOrEqual(one!.value + 1e-12);
        expect(high).toBeGreaterThanOrEqual(one!.value - 1e-12);
      }),
    ));
});

describe("delongPaired", () => {
  const row = fc.record({ a: score, b: score, isPositive: fc.boolean() });
  const rows = fc.array(row, { minLength: 4, maxLength: 60 });
  type Row = { readonly a: number; readonly b: number; readonly isPositive: boolean };
  const of = (some: readonly Row[]) =>
    delongPaired(
      some.map(({ a }) => a),
      some.map(({ b }) => b),
      some.map(({ isPositive }) => isPositive),
    );
  it("has the areas and variances of each score alone", () =>
    fc.assert(
      fc.property(rows, (some) => {
        const paired = of(some);
        fc.pre(paired !== null);
        for (const [i, key] of (["a", "b"] as const).entries()) {
          const scoresOf = (wanted: boolean) =>
            some.filter(({ isPositive }) => isPositive === wanted).map((one) => one[key]);
          const alone = area(scoresOf(true), scoresOf(false))!;
          expectClose(paired!.areas[i]!, alone.value, closedForm, "area");
          expectClose(paired!.variances[i]!, alone.varianceDelong, closedForm, "variance");
        }
        expect(Math.abs(paired!.correlation)).toBeLessThanOrEqual(1);
      }),
    ));
  it("swapping the scores flips z; the order of rows is nothing; a score against itself is no evidence", () =>
    fc.assert(
      fc.property(rows, (some) => {
        const one = of(some);
        fc.pre(one !== null);
        const swapped = of(some.map(({ a, b, isPositive }) => ({ a: b, b: a, isPositive })))!;
        expect(swapped.z === null).toBe(one!.z === null);
        if (one!.z !== null) expectClose(swapped.z, 0 - one!.z, closedForm, "z");
        expectClose(of([...some].reverse())!.covariance, one!.covariance, closedForm, "covariance");
        const itself = of(some.map(({ a, isPositive }) => ({ a, b: 2 * a, isPositive })))!;
        expect(itself).toMatchObject({ difference: 0, standardError: 0, z: 0, p: 1 });
      }),
    ));
  it("has no z where the areas differ for certain, and nothing without two rows of each class", () => {
    const truth = [true, true, false, false];
    expect(delongPaired([3, 4, 1, 2], [1, 2, 3, 4], truth)).toMatchObject({ difference: 1, z: null, p: null });
    expect(delongPaired([3, 4, 1], [1, 2, 3], [1, 0, 0])).toBeNull();
  });
});
