import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { aif360ConditionalDisparity } from "../../src/stats/aif360-conditional-disparity.js";
import { aif360EntropyIndex } from "../../src/stats/aif360-entropy-index.js";
import { atkinson } from "../../src/stats/atkinson.js";
import { clarifyConditionalDisparity } from "../../src/stats/clarify-conditional-disparity.js";
import { conditionalDemographicDisparity } from "../../src/stats/conditional-demographic-disparity.js";
import { type CountedValues, countValues } from "../../src/stats/counted-values.js";
import { entropyParts, generalizedEntropy } from "../../src/stats/generalized-entropy.js";
import type { GroupPair, Proportion } from "../../src/stats/proportion.js";
import { smoothedDifferentialFairness } from "../../src/stats/smoothed-differential-fairness.js";
import { coefficientOfVariation, theil } from "../../src/stats/theil.js";
import { withFixtures } from "../fixtures.js";
import { closedForm, expectClose, type Json, oracle } from "./oracle.js";

type Row = Record<string, string | number>;

function rows(): Row[] {
  const columns: Record<string, (string | number)[]> = oracle("data_binary").data.columns;
  return columns.id!.map((_, i) =>
    Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, values[i]!])),
  );
}

/** Rows by the values of some attributes, as lists. */
function groupsBy(data: readonly Row[], attributes: readonly string[]): Row[][] {
  const groups = new Map<string, Row[]>();
  for (const row of data) {
    const key = attributes.map((attribute) => row[attribute]).join(" * ");
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()];
}

const benefitOf = (row: Row): number => 1 + Number(row.y_pred) - Number(row.y_true);
const benefits = (group: readonly Row[]): CountedValues => countValues(group.map(benefitOf));

withFixtures("inequality against AIF360", () => {
  const cases = (): [string, Json, Json][] => {
    const { inputs, expected } = oracle("a_aif360");
    return Object.entries<Json>(expected.cases).map(([name, result]) => [name, inputs.cases[name], result.unweighted]);
  };
  it("generalized entropy, Theil and coefficient of variation of all rows", () => {
    for (const [name, , { classification }] of cases()) {
      const all = benefits(rows());
      for (const alpha of [1, 2]) {
        const expected = classification[`generalized_entropy_index[alpha=${alpha}]`];
        expectClose(generalizedEntropy(all, alpha), expected, closedForm, `${name}, alpha ${alpha}`);
      }
      // A false negative has benefit 0, so the mean logarithm is infinite in both.
      expect(generalizedEntropy(all, 0)).toBe(classification["generalized_entropy_index[alpha=0]"]);
      expectClose(theil(all), classification.theil_index, closedForm, `${name}, Theil`);
      expectClose(coefficientOfVariation(all), classification.coefficient_of_variation, closedForm, `${name}, CoV`);
    }
  });
  it("between all groups of the attributes; alpha 0 with AIF360's second division by the mean", () => {
    for (const [name, { attributes }, { classification }] of cases()) {
      const groups = groupsBy(rows(), attributes).map(benefits);
      const everybody = benefits(rows());
      const mean = everybody.values.reduce((sum, value, i) => sum + value * everybody.counts[i]!, 0) / rows().length;
      for (const alpha of [0, 1, 2]) {
        const { between } = entropyParts(groups, alpha)!;
        const expected = classification[`between_all_groups_generalized_entropy_index[alpha=${alpha}]`];
        // Infinite for both where a small group holds nothing but false negatives.
        if (expected === Number.POSITIVE_INFINITY) expect(between, name).toBe(expected);
        else expectClose(between / (alpha === 0 ? mean : 1), expected, closedForm, `${name}, alpha ${alpha}`);
      }
    }
  });
  it("between two groups of several: AIF360 counts everybody else as having benefit 0, which is not done here", () => {
    const data = rows();
    const isIn = (row: Row, group: Json, coding: Json): boolean =>
      Object.entries<number>(group).every(([attribute, code]) => coding[attribute][row[attribute]!] === code);
    const { inputs, expected } = oracle("a_aif360");
    for (const [name, { privileged_groups, unprivileged_groups }] of Object.entries<Json>(inputs.cases)) {
      const side = (row: Row): number =>
        [unprivileged_groups, privileged_groups].findIndex((list: Json[]) =>
          list.some((group) => isIn(row, group, inputs.coding)),
        );
      const [others, low, high] = [-1, 0, 1].map((wanted) => data.filter((row) => side(row) === wanted)) as [
        Row[],
        Row[],
        Row[],
      ];
      const asZero = countValues(others.map(() => 0));
      for (const alpha of [1, 2]) {
        const reference =
          expected.cases[name].unweighted.classification[`between_group_generalized_entropy_index[alpha=${alpha}]`];
        expectClose(entropyParts([asZero, benefits(low), benefits(high)], alpha)!.between, reference, closedForm, name);
        const plain = entropyParts([benefits(low), benefits(high)], alpha)!.between;
        if (others.length > 0) expect(plain).toBeLessThan(reference);
      }
    }
  });
  it("alpha 0: the published formula, and AIF360's", () => {
    const reference = oracle("a_aif360").expected.entropy_reference;
    const shifted = countValues(rows().map((row) => benefitOf(row) + 1));
    const published = reference["alpha=0 on b+1 (published formula, -mean ln(b/mu))"];
    expectClose(generalizedEntropy(shifted, 0), published, closedForm, "published");
    const code = reference["alpha=0 on b+1 (AIF360 code form, extra division by mu)"];
    expectClose(aif360EntropyIndex(shifted, 0), code, closedForm, "AIF360");
    expect(aif360EntropyIndex(shifted, 2)).toBe(generalizedEntropy(shifted, 2));
  });
  it("smoothed empirical differential fairness of labels and predictions, rows and weights", () => {
    for (const [name, { attributes }, result] of cases()) {
      const weighted = oracle("a_aif360").expected.cases[name].weighted;
      for (const [reference, weightOf] of [
        [result, () => 1],
        [weighted, (row: Row) => Number(row.weight)],
      ] as const) {
        for (const [metrics, outcome] of [
          ["data_metrics", "y_true"],
          ["prediction_metrics", "y_pred"],
        ] as const) {
          const groups = groupsBy(rows(), attributes).map(
            (group): Proportion => ({
              trials: group.reduce((sum, row) => sum + weightOf(row), 0),
              successes: group.reduce((sum, row) => sum + weightOf(row) * Number(row[outcome]), 0),
            }),
          );
          const key = "smoothed_empirical_differential_fairness";
          const what = `${name}, ${metrics}`;
          expectClose(smoothedDifferentialFairness(groups), reference[metrics][key], closedForm, what);
          const two = reference[metrics][`${key}[concentration=2]`];
          expectClose(smoothedDifferentialFairness(groups, 2), two, closedForm, `${what}, 2`);
        }
      }
    }
  });
});

const someBenefits = fc.array(fc.nat(2), { minLength: 1, maxLength: 12 });

describe("generalizedEntropy", () => {
  it("is what lies between groups plus what lies inside them", () =>
    fc.assert(
      fc.property(
        fc.array(someBenefits, { minLength: 1, maxLength: 4 }),
        fc.constantFrom(0, 0.5, 1, 2, 3),
        (groups, alpha) => {
          const counted = groups.map((group) => countValues(group.map((b) => (alpha === 0 ? b + 1 : b))));
          const parts = entropyParts(counted, alpha);
          if (parts === null) return;
          expect(parts.between + parts.within).toBeCloseTo(parts.total, 12);
          expect(Math.min(parts.between, parts.within)).toBeGreaterThanOrEqual(-1e-12);
        },
      ),
    ));
  it("does not change when everybody has twice the benefit or there are twice as many people", () =>
    fc.assert(
      fc.property(someBenefits, fc.constantFrom(0, 1, 2), (sample, alpha) => {
        const { values, counts } = countValues(sample);
        const doubled = generalizedEntropy(
          { values: values.map((v) => 2 * v), counts: counts.map((c) => 2 * c) },
          alpha,
        );
        const once = generalizedEntropy({ values, counts }, alpha);
        if (once === null || !Number.isFinite(once)) expect(doubled).toBe(once);
        else expect(doubled).toBeCloseTo(once, 12);
      }),
    ));
  it("is null for nobody and for no benefit at all, 0 for equal benefits", () => {
    expect(generalizedEntropy(countValues([]), 2)).toBeNull();
    expect(generalizedEntropy(countValues([0, 0]), 1)).toBeNull();
    for (const alpha of [0, 1, 2]) expect(generalizedEntropy(countValues([1, 1, 1]), alpha)).toBe(0);
  });
});

describe("atkinson", () => {
  it("Theil's L and Atkinson with aversion 1 are one measure: 1 − exp(−L)", () =>
    fc.assert(
      fc.property(someBenefits, (sample) => {
        const positive = countValues(sample.map((b) => b + 1));
        expect(atkinson(positive, 1)).toBeCloseTo(1 - Math.exp(-generalizedEntropy(positive, 0)!), 12);
      }),
    ));
  it("by hand: 1 and 3 have mean 2, geometric mean √3 and harmonic mean 3/2", () => {
    const two = countValues([1, 3]);
    expect(atkinson(two, 1)).toBeCloseTo(1 - Math.sqrt(3) / 2, 14);
    expect(atkinson(two, 2)).toBeCloseTo(1 / 4, 14);
    expect(atkinson(countValues([0, 3]), 1)).toBe(1);
    expect(atkinson(countValues([0, 3]), 2)).toBe(1);
    expect(atkinson(countValues([0]), 1)).toBeNull();
  });
});

describe("conditional demographic disparity", () => {
  const stratum = (xa: number, na: number, xb: number, nb: number): GroupPair => ({
    a: { successes: xa, trials: na },
    b: { successes: xb, trials: nb },
  });
  // 10 of 40 rejected are a's and 10 of 20 accepted: 0.25 − 0.5; and 6/8 − 2/12.
  const [first, second] = [stratum(10, 20, 10, 40), stratum(2, 8, 10, 12)];
  it("by hand: the disparities of the strata by their size", () => {
    expect(conditionalDemographicDisparity([first, second])).toEqual({
      value: (60 * (0.25 - 0.5) + 20 * (6 / 8 - 2 / 12)) / 80,
      leftOut: [],
    });
    expect(clarifyConditionalDisparity([first, second])).toBe(conditionalDemographicDisparity([first, second]).value);
  });
  it("leaves a stratum out where nobody is accepted; Clarify counts its rejected share instead", () => {
    const nobody = stratum(0, 5, 0, 15);
    expect(conditionalDemographicDisparity([first, nobody])).toEqual({ value: -0.25, leftOut: [1] });
    expect(clarifyConditionalDisparity([first, nobody])).toBeCloseTo((60 * -0.25 + 20 * 0.25) / 80, 14);
    expect(conditionalDemographicDisparity([nobody])).toEqual({ value: null, leftOut: [0] });
    expect(clarifyConditionalDisparity([nobody])).toBeNull();
  });
  it("AIF360's figure of that name averages over groups, not strata", () => {
    // Groups 10/20 and 10/40 accepted: 10/40 − 10/20 and 30/40 − 10/20, by 20 and 40 rows.
    const groups = [
      { successes: 10, trials: 20 },
      { successes: 10, trials: 40 },
    ];
    expect(aif360ConditionalDisparity(groups)).toBeCloseTo((20 * -0.25 + 40 * 0.25) / 60, 14);
    expect(aif360ConditionalDisparity([{ successes: 3, trials: 3 }])).toBeNull();
  });
});

describe("smoothedDifferentialFairness", () => {
  it("needs two groups, and is finite for a group without successes", () => {
    expect(smoothedDifferentialFairness([{ successes: 1, trials: 2 }])).toBeNull();
    // (0 + ½)/(9 + 1) against (9 + ½)/(9 + 1), for successes and failures alike.
    const apart = smoothedDifferentialFairness([
      { successes: 0, trials: 9 },
      { successes: 9, trials: 9 },
    ]);
    expect(apart).toBeCloseTo(Math.log(19), 14);
  });
});
