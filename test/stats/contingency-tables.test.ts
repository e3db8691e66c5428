import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chiSquaredTest } from "../../src/stats/chi-squared-test.js";
import { contingencyCoefficient } from "../../src/stats/contingency-coefficient.js";
import { expectedCounts } from "../../src/stats/contingency-table.js";
import { cramersV, cramersVCorrected } from "../../src/stats/cramers-v.js";
import { gTest } from "../../src/stats/g-test.js";
import { hypergeometricProbabilities } from "../../src/stats/hypergeometric-distribution.js";
import { mutualInformation } from "../../src/stats/mutual-information.js";
import {
  adjustedMutualInformation,
  normalizedMutualInformation,
} from "../../src/stats/normalized-mutual-information.js";
import { theilsU } from "../../src/stats/theils-u.js";
import { tschuprowsT } from "../../src/stats/tschuprow.js";
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

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

describe("association of rows and columns", () => {
  it("is the same for the transposed table", () =>
    fc.assert(
      fc.property(table, (rows) => {
        const turned = rows[0]!.map((_, j) => rows.map((row) => row[j]!));
        const informed = [mutualInformation, normalizedMutualInformation, adjustedMutualInformation];
        for (const measure of [cramersV, cramersVCorrected, tschuprowsT, contingencyCoefficient, ...informed]) {
          // The adjusted form divides two small differences in tables of a few rows.
          expectClose(measure(turned), measure(rows), closedForm, "transposed");
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
  it("Tschuprow's T is at most Cramér's V, and V in a square table", () =>
    fc.assert(
      fc.property(table, (rows) => {
        const [v, t] = [cramersV(rows), tschuprowsT(rows)];
        expect(t === null).toBe(v === null);
        fc.pre(v !== null);
        expect(t!).toBeLessThanOrEqual(v! + 1e-12);
        const square = [rows[0]!.slice(0, 2), rows[1]!.slice(0, 2)];
        expectClose(tschuprowsT(square), cramersV(square), 1e-12, "square");
      }),
    ));
  it("adjusted mutual information is 0 on average over all tables with the same margins", () => {
    // Two rows of 6 and 4, two columns of 5 and 5: by the number of the first row's in the first column.
    const urn = { marked: 6, others: 4, drawn: 5 };
    const { least, probabilities } = hypergeometricProbabilities(urn);
    const mean = probabilities.reduce((sum, probability, i) => {
      const k = least + i;
      return (
        sum +
        probability *
          adjustedMutualInformation([
            [k, 6 - k],
            [5 - k, k - 1],
          ])!
      );
    }, 0);
    expect(mean).toBeCloseTo(0, 13);
  });
  it("expectedCounts have the margins of the table", () =>
    fc.assert(
      fc.property(table, (rows) => {
        const expected = expectedCounts(rows);
        for (const [i, row] of rows.entries()) expect(sum(expected[i]!)).toBeCloseTo(sum(row), 9);
        for (const j of rows[0]!.keys()) {
          expect(sum(expected.map((row) => row[j]!))).toBeCloseTo(sum(rows.map((row) => row[j]!)), 9);
        }
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
    for (const measure of [cramersV, tschuprowsT, contingencyCoefficient]) expect(measure([[3, 2]])).toBeNull();
    expect(adjustedMutualInformation([[3]])).toBeNull();
    expect(adjustedMutualInformation([[3], [5]])).toBe(0);
    expect(normalizedMutualInformation([[3]])).toBeNull();
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
    for (const measure of [cramersV, tschuprowsT, normalizedMutualInformation, adjustedMutualInformation]) {
      expect(measure(decided)).toBeCloseTo(1, 14);
    }
    expect(contingencyCoefficient(decided)).toBeCloseTo(Math.sqrt(2 / 3), 14);
    expect(theilsU(decided)).toBeCloseTo(1, 14);
  });
});
