import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chiSquaredTest } from "../../src/stats/chi-squared-test.js";
import { cramersV, cramersVCorrected } from "../../src/stats/cramers-v.js";
import { gTest } from "../../src/stats/g-test.js";
import { mutualInformation } from "../../src/stats/mutual-information.js";
import { theilsU } from "../../src/stats/theils-u.js";
import { withFixtures } from "../fixtures.js";
import { closedForm, expectClose, expectRelative, type Json, oracle } from "./oracle.js";

withFixtures("against scipy and scikit-learn", () => {
  it("chi-squared and G test", () => {
    for (const { table, chi2, g_test } of oracle("c_tables").expected as Json[]) {
      const name = JSON.stringify(table);
      const [pearson, likelihood] = [chiSquaredTest(table)!, gTest(table)!];
      expect(pearson.degreesOfFreedom).toBe(chi2.dof);
      expectClose(pearson.statistic, chi2.statistic, closedForm, `${name}, chi-squared`);
      expectRelative(pearson.p, chi2.p, closedForm, `${name}, chi-squared p`);
      expectClose(likelihood.statistic, g_test.statistic, closedForm, `${name}, G`);
      expectRelative(likelihood.p, g_test.p, closedForm, `${name}, G p`);
    }
  });
  it("Cramér's V, plain and bias-corrected", () => {
    for (const { table, cramers_v, cramers_v_bias_corrected } of oracle("c_tables").expected as Json[]) {
      expectClose(cramersV(table), cramers_v, closedForm, "V");
      expectClose(cramersVCorrected(table), cramers_v_bias_corrected, closedForm, "V corrected");
    }
  });
  it("mutual information and Theil's U", () => {
    for (const { table, mutual_info_nats, theils_u_cols_given_rows } of oracle("c_tables").expected as Json[]) {
      expectClose(mutualInformation(table), mutual_info_nats, closedForm, "mutual information");
      expectClose(theilsU(table), theils_u_cols_given_rows, closedForm, "U");
    }
  });
});

const table = fc
  .tuple(fc.integer({ min: 2, max: 4 }), fc.integer({ min: 2, max: 4 }))
  .chain(([rows, columns]) =>
    fc.array(fc.array(fc.nat(20), { minLength: columns, maxLength: columns }), { minLength: rows, maxLength: rows }),
  );

describe("association of rows and columns", () => {
  it("is the same for the transposed table", () =>
    fc.assert(
      fc.property(table, (rows) => {
        const turned = rows[0]!.map((_, j) => rows.map((row) => row[j]!));
        for (const measure of [cramersV, cramersVCorrected, mutualInformation]) {
          expectClose(measure(turned), measure(rows), 1e-12, "transposed");
        }
      }),
    ));
  it("an empty row or column changes nothing", () =>
    fc.assert(
      fc.property(table, (rows) => {
        const padded = [...rows.map((row) => [...row, 0]), rows[0]!.map(() => 0).concat(0)];
        expect(chiSquaredTest(padded)).toEqual(chiSquaredTest(rows));
        expect(gTest(padded)).toEqual(gTest(rows));
        expect(theilsU(padded)).toEqual(theilsU(rows));
      }),
    ));
  it("is null where nothing can be compared", () => {
    expect(
      chiSquaredTest([
        [3, 0],
        [5, 0],
      ]),
    ).toBeNull();
    expect(
      gTest([
        [3, 2],
        [0, 0],
      ]),
    ).toBeNull();
    expect(cramersV([[3, 2]])).toBeNull();
    expect(
      theilsU([
        [3, 0],
        [5, 0],
      ]),
    ).toBeNull();
    expect(
      mutualInformation([
        [0, 0],
        [0, 0],
      ]),
    ).toBeNull();
  });
  it("is complete where the row decides the column", () => {
    const decided = [
      [4, 0, 0],
      [0, 7, 0],
      [0, 0, 2],
    ];
    // Sums of three terms: nothing but rounding of the last digits.
    expect(cramersV(decided)).toBeCloseTo(1, 14);
    expect(theilsU(decided)).toBeCloseTo(1, 14);
  });
});
