import fc from "fast-check";
import { expect, it } from "vitest";
import { additivityError } from "../../src/attributions/attributions.js";
import { exactShapley } from "../../src/attributions/exact-shapley.js";
import { linearShap } from "../../src/attributions/linear-shap.js";
import { playersOf } from "../../src/attributions/players.js";
import { withFixtures } from "../fixtures.js";
import { closedForm, expectClose, oracle } from "../stats/oracle.js";
import { columnsOf, failureOf, gameOn, modelOf, names } from "./games.js";

const meansOf = (rows: readonly (readonly number[])[]) =>
  Float64Array.from(rows[0]!, (_, column) => rows.reduce((sum, row) => sum + row[column]!, 0) / rows.length);

const inputsOf = (rows: readonly (readonly number[])[]) => columnsOf(rows).columns as Float64Array[];

withFixtures("against d_linear", () => {
  it("linearShap(model) gives the values of LinearExplainer against independent background rows", () => {
    const { inputs, expected } = oracle("d_linear");
    const attributions = linearShap({
      players: playersOf(names(6)),
      inputs: inputsOf(inputs.X),
      rows: inputs.X.length,
      coefficients: Float64Array.from(expected.coef as number[]),
      intercept: expected.intercept,
      means: meansOf(inputs.background),
      scale: "margin",
    });
    expect(additivityError(attributions)).toBeLessThan(1e-12);
    for (const [row, values] of (expected.linear_explainer.values as number[][]).entries()) {
      expectClose(attributions.base, expected.linear_explainer.base[row], closedForm, "base");
      expectClose(attributions.output[row]!, expected.logodds[row], closedForm, "output");
      for (const [player, value] of values.entries())
        expectClose(attributions.values[player]![row]!, value, closedForm, `row ${row}, player ${player}`);
    }
  });
});

const numbers = (length: number) => fc.array(fc.integer({ min: -8, max: 8 }), { minLength: length, maxLength: length });

it("linearShap(model) gives the Shapley values of the model as a black box, groups of inputs included", () =>
  fc.assert(
    fc.asyncProperty(numbers(4), fc.array(numbers(4), { minLength: 2, maxLength: 5 }), async (coefficients, rows) => {
      const [explained, background] = [rows.slice(0, 1), rows.slice(1)];
      const model = modelOf((row) =>
        row.reduce<number>((sum, value, i) => sum + coefficients[i]! * (value as number), 2),
      );
      const players = playersOf(names(4), { pair: ["x1", "x3"] });
      const linear = linearShap({
        players,
        inputs: inputsOf(explained),
        rows: 1,
        coefficients: Float64Array.from(coefficients),
        intercept: 2,
        means: meansOf(background),
        scale: "value",
      });
      const { outputs } = await exactShapley(await gameOn(model, columnsOf(explained), columnsOf(background)));
      const alone = outputs[0]!.values.map(([phi]) => phi!);
      const expected = [alone[0]!, alone[1]! + alone[3]!, alone[2]!];
      for (const [player, value] of expected.entries()) expect(linear.values[player]![0]).toBeCloseTo(value, 9);
      expect(linear.base).toBeCloseTo(outputs[0]!.base, 9);
    }),
    { numRuns: 40 },
  ));

it("linearShap(model) refuses a missing input and names its row", async () => {
  const work = async () =>
    linearShap({
      players: playersOf(["x"]),
      inputs: [Float64Array.of(1, Number.NaN)],
      rows: 2,
      coefficients: Float64Array.of(1),
      intercept: 0,
      means: Float64Array.of(0),
      scale: "value",
    });
  expect(await failureOf(work)).toMatch(/^unusable: row 2 to explain misses a number/);
});
