import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { compatibilityByName } from "../../src/compatibility/index.js";
import { fixturePath, withFixtures } from "../fixtures.js";
import { auditOf } from "../runner/audit.js";
import type { Json } from "../stats/oracle.js";

/** Printed with six decimals. */
const printed = 6;

withFixtures("worked cases of the libraries' own documentation and tests, through a whole audit", () => {
  const cases: Json[] = JSON.parse(
    readFileSync(fixturePath("datasets", "published-numbers", "worked_cases.json"), "utf8"),
  );
  const caseOf = (id: string): Json => cases.find((each) => each.id === id);
  const found = (id: string, names: readonly string[]) => {
    const { y_true, y_pred, label, pred, group, feat, control } = caseOf(id);
    const rows = (y_true ?? label).map((truth: number, i: number) => ({
      groups: [String((group ?? feat)[i])],
      label: truth,
      prediction: (y_pred ?? pred)[i],
      ...(control === undefined ? {} : { strata: [control[i]] }),
    }));
    const strata = control === undefined ? [] : ["control"];
    const record = auditOf(rows, { attributes: ["group"], strata, suite: { compatibility: names } });
    return (name: string, stratum: string | null = null) => {
      expect(compatibilityByName(name)).toBeDefined();
      return record.compatibility?.find((row) => row.figure === name && row.stratum === stratum)?.value;
    };
  };
  it("Fairlearn's guide: three groups, between groups and to overall", () => {
    const { difference_between_groups, ratio_between_groups, difference_to_overall, ratio_to_overall, ...expected } =
      caseOf("fairlearn-doc-1");
    const value = found("fairlearn-doc-1", ["fairlearn.*"]);
    for (const name of ["demographic_parity", "equalized_odds"])
      for (const kind of ["difference", "ratio"])
        expect(value(`fairlearn.${name}_${kind}`), `${name}_${kind}`).toBeCloseTo(expected[`${name}_${kind}`], printed);
    const rates = { tpr: "true_positive_rate", fpr: "false_positive_rate", sel: "selection_rate" } as const;
    for (const [key, name] of Object.entries(rates)) {
      expect(value(`fairlearn.${name}_difference`), name).toBeCloseTo(difference_between_groups[key], printed);
      expect(value(`fairlearn.${name}_ratio`), name).toBeCloseTo(ratio_between_groups[key], printed);
      expect(value(`fairlearn.${name}_difference(to_overall)`), name).toBeCloseTo(difference_to_overall[key], printed);
      expect(value(`fairlearn.${name}_ratio(to_overall)`), name).toBeCloseTo(ratio_to_overall[key], printed);
    }
  });
  it("Fairlearn's guide: control features are strata", () => {
    const value = found("fairlearn-doc-4-control", ["fairlearn.accuracy_score_difference"]);
    const { H, L } = caseOf("fairlearn-doc-4-control").accuracy.difference_between_groups;
    expect(value("fairlearn.accuracy_score_difference", "H")).toBeCloseTo(H, printed);
    expect(value("fairlearn.accuracy_score_difference", "L")).toBeCloseTo(L, printed);
  });
  it("AIF360's test: entropy of rows and between groups", () => {
    const expected = caseOf("aif360-test-1");
    const value = found("aif360-test-1", [
      "aif360.generalized_entropy_index",
      "aif360.theil_index",
      "aif360.between_all_groups_generalized_entropy_index",
    ]);
    expect(value("aif360.generalized_entropy_index")).toBeCloseTo(expected.generalized_entropy_index_alpha2, 14);
    expect(value("aif360.theil_index")).toBeCloseTo(expected.theil_index, 14);
    expect(value("aif360.between_all_groups_generalized_entropy_index")).toBeCloseTo(
      expected.between_all_groups_gei,
      14,
    );
  });
});
