import { describe, expect, it } from "vitest";
import type { Comparison } from "../../src/compatibility/index.js";
import { withFixtures } from "../fixtures.js";
import { type Json, oracle } from "../stats/oracle.js";
import { byGroup, disagreement, type Row, referenceRows, tallyOf } from "./rows.js";
import { compare, reproduced, tally } from "./tallies.js";

/** Keys of the oracle and our names of the same figures. */
const ofPair = [
  "statistical_parity_difference",
  "disparate_impact",
  "equal_opportunity_difference",
  "false_positive_rate_difference",
  "false_negative_rate_difference",
  "false_omission_rate_difference",
  "false_discovery_rate_difference",
  "false_positive_rate_ratio",
  "false_negative_rate_ratio",
  "false_omission_rate_ratio",
  "false_discovery_rate_ratio",
  "average_odds_difference",
  "average_abs_odds_difference",
  "average_predictive_value_difference",
  "equalized_odds_difference",
  "error_rate_difference",
  "error_rate_ratio",
  "theil_index",
  "coefficient_of_variation",
  "between_group_theil_index",
  "between_group_coefficient_of_variation",
  "between_all_groups_theil_index",
  "between_all_groups_coefficient_of_variation",
  "differential_fairness_bias_amplification",
];
const entropies = [
  "generalized_entropy_index",
  "between_group_generalized_entropy_index",
  "between_all_groups_generalized_entropy_index",
];

/** Every figure of one case of the oracle, by our names. */
function expectedOf({ classification, data_metrics, prediction_metrics }: Json): [string, number][] {
  return [
    ...ofPair.map((name): [string, number] => [name, classification[name]]),
    ...entropies.flatMap((name) =>
      [0, 1, 2].map((alpha): [string, number] => [`${name}(${alpha})`, classification[`${name}[alpha=${alpha}]`]]),
    ),
    ["mean_difference", data_metrics.statistical_parity_difference],
    ["disparate_impact(labels)", data_metrics.disparate_impact],
    ["smoothed_empirical_differential_fairness", data_metrics.smoothed_empirical_differential_fairness],
    [
      "smoothed_empirical_differential_fairness(2)",
      data_metrics["smoothed_empirical_differential_fairness[concentration=2]"],
    ],
    ["smoothed_edf", prediction_metrics.smoothed_empirical_differential_fairness],
    ["smoothed_edf(2)", prediction_metrics["smoothed_empirical_differential_fairness[concentration=2]"]],
  ];
}

withFixtures("AIF360's own results", () => {
  const { inputs, expected } = oracle("a_aif360");
  const rows = referenceRows();
  const isIn = (row: Row, groups: readonly Json[]): boolean =>
    groups.some((group) =>
      Object.entries(group).every(([attribute, code]) => inputs.coding[attribute][row[attribute]!] === code),
    );
  const comparison = (name: string, weighted: boolean): Comparison => {
    const { attributes, unprivileged_groups, privileged_groups } = inputs.cases[name];
    const groups = [...byGroup(rows, attributes).values()].map((group) => tallyOf(group, weighted));
    const side = (of: readonly Json[]) =>
      tallyOf(
        rows.filter((row) => isIn(row, of)),
        weighted,
      );
    return compare(side(unprivileged_groups), side(privileged_groups), groups);
  };
  it.each(Object.keys(expected.cases))("%s, rows and weights", (name) => {
    for (const how of ["unweighted", "weighted"]) {
      const compared = comparison(name, how === "weighted");
      const everybody = { ...compared, group: tallyOf(rows, how === "weighted") };
      const results = expectedOf(expected.cases[name][how]);
      const wrong = results.flatMap(([figure, value]) => {
        const of = /^(theil|coefficient|generalized)/.test(figure) ? everybody : compared;
        return disagreement(reproduced(`aif360.${figure}`, of), value, `${how} ${figure}`) ?? [];
      });
      expect(results.every(([, value]) => typeof value === "number")).toBe(true);
      expect(wrong).toEqual([]);
    }
  });
});

describe("AIF360 by hand", () => {
  // 10 of 20 against 4 of 20 selected; labels 8 of 20 against 5 of 20.
  const [unprivileged, privileged] = [tally([3, 1, 2, 14]), tally([6, 4, 2, 8])];
  it("class_imbalance, opposite in sign to Clarify's CI", () => {
    const [small, large] = [tally([1, 1, 1, 7]), tally([10, 5, 5, 10])];
    expect(reproduced("aif360.class_imbalance", compare(small, large)).value).toBe(-0.5);
    expect(reproduced("clarify.ci", compare(small, large)).value).toBe(0.5);
  });
  it("kl_divergence from the privileged group, infinite where the other lacks a label", () => {
    const expected = 0.4 * Math.log(0.4 / 0.25) + 0.6 * Math.log(0.6 / 0.75);
    expect(reproduced("aif360.kl_divergence", compare(unprivileged, privileged)).value).toBeCloseTo(expected, 14);
    expect(reproduced("aif360.kl_divergence", compare(tally([0, 3, 0, 7]), privileged)).status).toBe("infinite");
  });
  it("conditional_demographic_disparity conditions on nothing, so it is not Clarify's figure", () => {
    // Rejected 16 + 10 of 26, accepted 4 + 10 of 14; both groups weigh 20.
    const expected = (20 * (16 / 26 - 4 / 14) + 20 * (10 / 26 - 10 / 14)) / 40;
    const compared = compare(unprivileged, privileged);
    expect(reproduced("aif360.conditional_demographic_disparity", compared).value).toBeCloseTo(expected, 14);
    const strata = [unprivileged.rows];
    const stratified = compare({ ...unprivileged, strata }, { ...privileged, strata: [privileged.rows] });
    expect(reproduced("clarify.cddpl", stratified).value).toBeCloseTo(16 / 26 - 4 / 14, 14);
  });
  it("equalized_odds_difference passes over a NaN of TPR and keeps one of FPR", () => {
    const [noPositives, noNegatives] = [tally([0, 4, 0, 6]), tally([6, 0, 4, 0])];
    expect(reproduced("aif360.equalized_odds_difference", compare(noPositives, privileged)).value).toBeCloseTo(
      0.4 - 4 / 12,
      14,
    );
    expect(reproduced("aif360.equalized_odds_difference", compare(noNegatives, privileged))).toEqual({
      status: "undefined",
      value: null,
      reason: "NaN in AIF360: a denominator is 0, or nothing is compared",
    });
  });
  it("predictive values of nobody are 0, rates by label NaN, and a ratio to 0 infinite", () => {
    const nobodySelected = tally([0, 0, 5, 15]);
    const compared = compare(unprivileged, nobodySelected);
    expect(reproduced("aif360.false_discovery_rate_difference", compared).value).toBe(0.25);
    expect(reproduced("aif360.disparate_impact", compared).status).toBe("infinite");
    expect(reproduced("aif360.disparate_impact", compare(nobodySelected, nobodySelected)).status).toBe("undefined");
  });
  it("generalized_entropy_index(0) divides by the mean twice; without false negatives it is finite", () => {
    const group = tally([5, 5, 0, 10]);
    // Benefits: 15 times 1 and 5 times 2, mean 1.25.
    const published = -(15 * Math.log(1 / 1.25) + 5 * Math.log(2 / 1.25)) / 20;
    expect(reproduced("aif360.generalized_entropy_index(0)", compare(group, group)).value).toBeCloseTo(
      published / 1.25,
      14,
    );
    expect(reproduced("aif360.generalized_entropy_index", compare(group, group)).value).toBeCloseTo(
      ((15 * (1 / 1.25) ** 2 + 5 * (2 / 1.25) ** 2) / 20 - 1) / 2,
      14,
    );
  });
});
