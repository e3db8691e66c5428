import { describe, expect, it } from "vitest";
import { compare, reproduced, tally } from "./tallies.js";

describe("Holistic AI's own examples", () => {
  // Group a: y_pred 1110; group b: 110000 (documentation of statistical_parity, disparate_impact, four_fifths and both z tests).
  const outcome = compare(tally([3, 0, 0, 1]), tally([2, 0, 0, 4]));
  // Group a: y_pred 1100, y_true 1100; group b: 110111 and 101001 (documentation of cohen_d and the rate differences).
  const opportunity = compare(tally([2, 0, 0, 2]), tally([2, 3, 1, 0]));
  it.each([
    ["statistical_parity", outcome, 0.4166666666666667, 15],
    ["disparate_impact", outcome, 2.25, 15],
    ["four_fifths", outcome, 0.4444444444444444, 15],
    // Printed with 9 decimals.
    ["z_test_diff", outcome, 1.290994449, 9],
    ["z_test_ratio", outcome, 1.256287689, 9],
    ["cohen_d", opportunity, -0.7844645405527363, 14],
    ["equal_opportunity_diff", opportunity, 0.33333333333333337, 15],
    ["false_positive_rate_diff", opportunity, -1, 15],
    ["false_negative_rate_diff", opportunity, -0.3333333333333333, 15],
    ["true_negative_rate_diff", opportunity, 1, 15],
    ["average_odds_diff", opportunity, -0.3333333333333333, 15],
    ["accuracy_diff", opportunity, 0.6666666666666667, 15],
  ] as const)("%s", (name, compared, expected, digits) => {
    expect(reproduced(`holistic.${name}`, compared).value).toBeCloseTo(expected, digits);
  });
  it("coefficient_of_variation is √2 times AIF360's and ours", () => {
    const other = reproduced("aif360.coefficient_of_variation", opportunity).value ?? 0;
    const everybody = compare(tally([5, 5, 0, 10]), tally([0, 0, 0, 0]));
    expect(other).toBe(0);
    // 15 benefits of 1 and 5 of 2: mean 1.25, variance 0.1875.
    const plain = Math.sqrt(0.1875) / 1.25;
    expect(reproduced("aif360.coefficient_of_variation", everybody).value).toBeCloseTo(plain, 14);
    expect(reproduced("holistic.coefficient_of_variation", everybody).value).toBeCloseTo(Math.SQRT2 * plain, 14);
  });
  it("a rate of nobody is 0, and a group with one value raises an error", () => {
    const noPositives = tally([0, 1, 0, 3]);
    expect(reproduced("holistic.equal_opportunity_diff", compare(noPositives, tally([1, 1, 1, 1]))).value).toBe(-0.5);
    expect(reproduced("holistic.equal_opportunity_diff", compare(tally([0, 0, 0, 4]), noPositives)).reason).toContain(
      "one value only",
    );
  });
  it("generalized_entropy_index(0) has AIF360's second division", () => {
    const everybody = compare(tally([5, 5, 0, 10]), tally([0, 0, 0, 0]));
    const name = "generalized_entropy_index(0)";
    expect(reproduced(`holistic.${name}`, everybody)).toEqual(reproduced(`aif360.${name}`, everybody));
  });
});

describe("TensorFlow Model Analysis by hand", () => {
  const [slice, baseline] = [tally([3, 1, 2, 14]), tally([6, 4, 2, 8])];
  it.each([
    ["true_positive_rate", 3 / 5, 6 / 8],
    ["true_negative_rate", 14 / 15, 8 / 12],
    ["false_positive_rate", 1 / 15, 4 / 12],
    ["false_negative_rate", 2 / 5, 2 / 8],
    ["positive_rate", 4 / 20, 10 / 20],
    ["negative_rate", 16 / 20, 10 / 20],
    ["false_discovery_rate", 1 / 4, 4 / 10],
    ["false_omission_rate", 2 / 16, 2 / 10],
    ["precision", 3 / 4, 6 / 10],
    ["recall", 3 / 5, 6 / 8],
  ])("%s and its difference to the baseline", (name, ofSlice, ofBaseline) => {
    expect(reproduced(`tfma.${name}`, compare(slice, baseline)).value).toBeCloseTo(ofSlice, 15);
    expect(reproduced(`tfma.${name}_difference`, compare(slice, baseline)).value).toBeCloseTo(ofSlice - ofBaseline, 15);
  });
  it("an empty denominator is NaN, and so is a difference to it", () => {
    const noPositives = tally([0, 1, 0, 3]);
    expect(reproduced("tfma.recall", compare(noPositives, baseline)).status).toBe("undefined");
    expect(reproduced("tfma.recall_difference", compare(slice, noPositives)).status).toBe("undefined");
  });
});

describe("OxonFair by hand", () => {
  it("bias_amplification is |FN − FP| / n, of the group and of everybody", () => {
    const group = tally([3, 1, 2, 14]);
    expect(reproduced("oxonfair.bias_amplification", compare(group, group)).value).toBe(0.05);
    expect(reproduced("oxonfair.bias_amplification(overall)", compare(group, group, [])).value).toBe(0.05);
  });
});
