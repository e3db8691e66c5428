import { describe, expect, it } from "vitest";
import type { Comparison } from "../../src/compatibility/index.js";
import { withFixtures } from "../fixtures.js";
import { type Json, oracle } from "../stats/oracle.js";
import { byGroup, disagreement, referenceRows, tallyOf } from "./rows.js";
import { compare, reproduced, tally } from "./tallies.js";

const methods = ["between_groups", "to_overall"] as const;

/** Our name of Fairlearn's function with its options. */
function nameOf(key: string, method: string): string {
  const [, name, agg] = /^(\w+?)(?:\[(\w+)\])?$/.exec(key) as unknown as [string, string, string | undefined];
  const options = [...(method === "to_overall" ? [method] : []), ...(agg === "mean" ? [agg] : [])];
  return `fairlearn.${name}${options.length === 0 ? "" : `(${options.join(", ")})`}`;
}

withFixtures("Fairlearn's own results", () => {
  const rows = referenceRows();
  const comparison = (attributes: string, weighted: boolean): Comparison => {
    const groups = [...byGroup(rows, attributes.split("*")).values()].map((group) => tallyOf(group, weighted));
    return compare(groups[0]!, groups[0]!, groups);
  };
  it("the named and generated differences and ratios, between groups and to overall", () => {
    const { expected } = oracle("a_fairlearn_disparities");
    let compared = 0;
    const wrong: string[] = [];
    for (const how of ["unweighted", "weighted"])
      for (const [attributes, byMethod] of Object.entries<Json>(expected[how]))
        for (const method of methods)
          for (const [key, value] of Object.entries<number>(byMethod[method])) {
            const name = nameOf(key, method);
            const found = reproduced(name, comparison(attributes, how === "weighted"));
            wrong.push(...[disagreement(found, value, `${how} ${attributes} ${name}`) ?? []].flat());
            compared++;
          }
    expect(wrong).toEqual([]);
    // 16 figures, 2 methods, 5 attribute sets, rows and weights.
    expect(compared).toBe(16 * 2 * 5 * 2);
  });
  it("aggregates of a MetricFrame: rates of scikit-learn, and the smallest and largest group", () => {
    const { expected } = oracle("a_fairlearn_metricframe");
    const spread = [
      "true_positive_rate",
      "true_negative_rate",
      "false_positive_rate",
      "false_negative_rate",
      "selection_rate",
    ];
    const extremes = {
      accuracy: "accuracy_score",
      precision: "precision_score",
      balanced_accuracy: "balanced_accuracy_score",
      f1: "f1_score",
    };
    const wrong: string[] = [];
    for (const how of ["unweighted", "weighted"])
      for (const [attributes, { labels }] of Object.entries<Json>(expected[how])) {
        const compared = comparison(attributes, how === "weighted");
        const check = (name: string, value: number) =>
          wrong.push(
            ...[
              disagreement(reproduced(`fairlearn.${name}`, compared), value, `${how} ${attributes} ${name}`) ?? [],
            ].flat(),
          );
        for (const kind of ["difference", "ratio"])
          for (const method of methods)
            for (const rate of spread)
              check(`${rate}_${kind}${method === "to_overall" ? "(to_overall)" : ""}`, labels[kind][method][rate]);
        for (const [key, name] of Object.entries(extremes)) check(`${name}_group_min`, labels.group_min[key]);
        check("recall_score_group_min", labels.group_min.true_positive_rate);
        check("zero_one_loss_group_max", 1 - labels.group_min.accuracy);
      }
    expect(wrong).toEqual([]);
  });
});

describe("Fairlearn by hand", () => {
  it("a group without positives has TPR 0, so that nothing becomes the largest possible difference", () => {
    // 3 + 3 rows, as measured on 0.15.0: all positives found in a, none to find in b.
    const groups = compare(tally([3, 0, 0, 0]), tally([0, 0, 0, 3]));
    expect(reproduced("fairlearn.equalized_odds_difference", groups).value).toBe(1);
    expect(reproduced("fairlearn.equalized_odds_difference(mean)", groups).value).toBe(0.5);
  });
  it("nobody selected: the ratio is NaN", () => {
    const groups = compare(tally([0, 0, 2, 3]), tally([0, 0, 1, 4]));
    expect(reproduced("fairlearn.demographic_parity_ratio", groups).status).toBe("undefined");
    expect(reproduced("fairlearn.demographic_parity_difference", groups).value).toBe(0);
  });
  it("equalized_odds_ratio keeps a NaN of TPR and passes over one of FPR; the mean passes over both", () => {
    // Nobody with a positive label is found anywhere: TPR 0/0. FPR 1/4 and 1/2.
    const noneFound = compare(tally([0, 1, 2, 3]), tally([0, 2, 2, 2]));
    expect(reproduced("fairlearn.equalized_odds_ratio", noneFound).status).toBe("undefined");
    expect(reproduced("fairlearn.equalized_odds_ratio(mean)", noneFound).value).toBe(0.5);
    // The other way round: TPR 1/4 and 1/2, FPR 0/0.
    const noneFlagged = compare(tally([1, 0, 3, 2]), tally([2, 0, 2, 2]));
    expect(reproduced("fairlearn.equalized_odds_ratio", noneFlagged).value).toBe(0.5);
  });
});
