import { describe, expect, it } from "vitest";
import { withFixtures } from "../fixtures.js";
import { type Json, oracle } from "../stats/oracle.js";
import { byGroup, disagreement, referenceRows, tallyOf } from "./rows.js";
import { compare, reproduced, tally } from "./tallies.js";

const parities: Readonly<Record<string, string>> = {
  "Statistical Parity": "statistical_parity",
  "Impact Parity": "impact_parity",
  "FDR Parity": "fdr_parity",
  "FPR Parity": "fpr_parity",
  "FOR Parity": "for_parity",
  "FNR Parity": "fnr_parity",
  "TPR Parity": "tpr_parity",
  "TNR Parity": "tnr_parity",
  "NPV Parity": "npv_parity",
  "Precision Parity": "precision_parity",
  "TypeI Parity": "type_i_parity",
  "TypeII Parity": "type_ii_parity",
  "Equalized Odds": "equalized_odds",
  "Unsupervised Fairness": "unsupervised_fairness",
  "Supervised Fairness": "supervised_fairness",
};

withFixtures("Aequitas' own results", () => {
  const { inputs, expected } = oracle("a_aequitas");
  const rows = referenceRows();
  const comparison = (attribute: string, value: string) => {
    const groups = new Map([...byGroup(rows, [attribute])].map(([name, group]) => [name, tallyOf(group, true)]));
    return compare(groups.get(value)!, groups.get(inputs.reference_groups[attribute])!, [...groups.values()]);
  };
  it.each([
    ["bias_predefined", ""],
    ["bias_majority", "(majority)"],
    ["bias_min_metric", "(min_metric)"],
  ])("%s: all ten disparities of all groups, counted in rows", (key, suffix) => {
    const wrong = expected[key].flatMap((row: Json) =>
      Object.keys(row)
        .filter((column) => column.endsWith("_disparity"))
        .flatMap((column) => {
          const found = reproduced(`aequitas.${column}${suffix}`, comparison(row.attribute_name, row.attribute_value));
          return disagreement(found, row[column], `${row.attribute_value} ${column}${suffix}`) ?? [];
        }),
    );
    expect(expected[key]).toHaveLength(12);
    expect(wrong).toEqual([]);
  });
  it("ppr of the crosstabs", () => {
    const wrong = expected.crosstabs.flatMap(
      ({ attribute_name, attribute_value, ppr }: Json) =>
        disagreement(reproduced("aequitas.ppr", comparison(attribute_name, attribute_value)), ppr, attribute_value) ??
        [],
    );
    expect(wrong).toEqual([]);
  });
  it("all determinations at its default τ", () => {
    const wrong = expected.fairness.group_value.flatMap((row: Json) =>
      Object.entries(parities).flatMap(([column, name]) => {
        const found = reproduced(`aequitas.${name}`, comparison(row.attribute_name, row.attribute_value));
        return disagreement(found, Number(row[column]), `${row.attribute_value} ${column}`) ?? [];
      }),
    );
    expect(expected.fairness.group_value).toHaveLength(12);
    expect(wrong).toEqual([]);
  });
});

describe("Aequitas by hand", () => {
  const [group, reference] = [tally([3, 2, 1, 4]), tally([4, 0, 4, 12])];
  it("an infinite ratio is written as 10, and 0/0 stays NaN", () => {
    expect(reproduced("aequitas.fpr_disparity", compare(group, reference)).value).toBe(10);
    expect(reproduced("aequitas.fpr_disparity", compare(reference, reference)).status).toBe("undefined");
  });
  it("ppr_disparity mostly compares sizes: equal rates, ratio 1 to 10", () => {
    const compared = compare(tally([1, 0, 0, 1]), tally([10, 0, 0, 10]));
    expect(reproduced("aequitas.ppr_disparity", compared).value).toBeCloseTo(0.1, 15);
    expect(reproduced("aequitas.pprev_disparity", compared).value).toBe(1);
  });
  it("τ decides: a ratio of 0.75 is outside at 0.8 and inside at 0.7", () => {
    const compared = compare(tally([3, 0, 3, 6]), tally([4, 0, 2, 6]));
    expect(reproduced("aequitas.tpr_parity", compared).value).toBe(0);
    expect(reproduced("aequitas.tpr_parity(0.7)", compared).value).toBe(1);
  });
  it("half a pair that is NaN makes the pair 0", () => {
    const compared = compare(tally([0, 2, 0, 8]), tally([4, 4, 4, 16]));
    expect(reproduced("aequitas.tpr_parity", compared).status).toBe("undefined");
    expect(reproduced("aequitas.fpr_parity", compared).value).toBe(1);
    expect(reproduced("aequitas.equalized_odds", compared).value).toBe(0);
  });
});
