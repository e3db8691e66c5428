import { readFileSync, rmSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { expectedGradients } from "../../src/attributions/expected-gradients.js";
import { integratedGradients } from "../../src/attributions/integrated-gradients.js";
import { linearAttributions } from "../../src/attributions/linear-attributions.js";
import { playersOf } from "../../src/attributions/players.js";
import { loadModel } from "../../src/models/index.js";
import type { Gradients, LoadedModel, Unavailable } from "../../src/models/model.js";
import { fixturePath, withFixtures } from "../fixtures.js";
import { batchOf, featureStepsOf, referenceOf, requestFor, rowsOf } from "../models/reference.js";
import { temporaryFolder } from "../models/tiny-models.js";
import { numberFeatures, writeNetwork } from "../models/tiny-networks.js";
import { mulberry32 } from "../mulberry32.js";
import { integralsOf, rowsOfNumbers, smoothFunction } from "./smooth-function.js";

const root = temporaryFolder();
afterAll(() => rmSync(root, { recursive: true }));

const known = <T extends object>(found: T | Unavailable | undefined): T => {
  if (found === undefined || "reason" in found) throw new Error(found?.reason ?? "not offered");
  return found;
};
const row = fc.array(
  fc.integer({ min: -30, max: 30 }).map((value) => value / 10),
  { minLength: 3, maxLength: 3 },
);
const rows = fc.array(row, { minLength: 1, maxLength: 5 });
const abc = playersOf(["a", "b", "c"]);
const refinement = { calls: 1000, precision: 0.01 };

describe("integratedGradients()", () => {
  it("equals the integrals of a polynomial, from the mean of the background", async () => {
    await fc.assert(
      fc.asyncProperty(rows, rows, async (background, explained) => {
        const found = await integratedGradients(
          {
            gradients: smoothFunction,
            players: abc,
            background: rowsOfNumbers(background),
            explained: rowsOfNumbers(explained),
          },
          refinement,
        );
        const mean = [0, 1, 2].map(
          (column) => background.reduce((sum, values) => sum + values[column]!, 0) / background.length,
        );
        const [attributions] = found.outputs;
        for (const [at, end] of explained.entries())
          for (const [player, phi] of integralsOf(mean, end).entries())
            expect(attributions!.values[player]![at]).toBeCloseTo(phi, 10);
        expect(Math.max(...found.completeness[0]!.map(Math.abs))).toBeLessThan(1e-10);
        expect([attributions!.scale, attributions!.errors, found.imprecise]).toEqual(["value", null, 0]);
      }),
      { numRuns: 50 },
    );
  });

  it("gives a declared group the sum of its columns", async () => {
    const task = {
      gradients: smoothFunction,
      background: rowsOfNumbers([[1, 2, 3]]),
      explained: rowsOfNumbers([[3, -1, 2]]),
    };
    const apart = await integratedGradients({ ...task, players: abc }, refinement);
    const together = await integratedGradients(
      { ...task, players: playersOf(["a", "b", "c"], { pair: ["a", "c"] }) },
      refinement,
    );
    const [a, b, c] = apart.outputs[0]!.values.map(([phi]) => phi!);
    expect(together.outputs[0]!.players).toEqual(["pair", "b"]);
    const [pair, alone] = together.outputs[0]!.values.map(([phi]) => phi!);
    expect(pair).toBeCloseTo(a! + c!, 12);
    expect(alone).toBe(b);
  });

  it("refuses what it cannot explain", async () => {
    const task = {
      gradients: smoothFunction,
      players: abc,
      background: rowsOfNumbers([[1, 2, 3]]),
      explained: rowsOfNumbers([[0, 0, 0]]),
    };
    const failure = (change: Partial<typeof task>, calls = 100) =>
      integratedGradients({ ...task, ...change }, { calls, precision: null });
    const none = rowsOfNumbers([]);
    await expect(failure({ background: none })).rejects.toMatchObject({
      kind: "usage",
      message: expect.stringContaining("background"),
    });
    await expect(failure({ explained: none })).rejects.toMatchObject({
      kind: "usage",
      message: expect.stringContaining("no rows"),
    });
    await expect(failure({}, 4)).rejects.toMatchObject({
      kind: "usage",
      message: expect.stringContaining("at least 5"),
    });
    await expect(failure({ players: abc.slice(1) })).rejects.toMatchObject({ kind: "usage" });
    const holed = rowsOfNumbers([
      [1, 2, 3],
      [1, Number.NaN, 3],
    ]);
    await expect(failure({ explained: holed })).rejects.toMatchObject({
      kind: "unusable",
      message: expect.stringMatching(/^row 2 /),
    });
    await expect(failure({ background: holed })).rejects.toMatchObject({
      kind: "unusable",
      message: expect.stringMatching(/^background row 2 /),
    });
  });
});

let drawn = 0;
async function network(seed: number, activation: string, end: string, units = 1): Promise<LoadedModel> {
  const next = mulberry32(seed);
  const layers = [
    { units: 6, activation },
    { units: 4, activation },
    { units, activation: end },
  ];
  const file = writeNetwork(path.join(root, `n${drawn++}`), 3, layers, () => 2 * next() - 1);
  return loadModel(requestFor("tfjs-layers", file, { featureSteps: numberFeatures(3) }));
}

describe("integratedGradients() of drawn networks", () => {
  it("adds up to the change of each output within the precision asked for, or says for how many rows not", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(),
        fc.constantFrom("relu", "tanh", "elu"),
        rows,
        row,
        async (seed, activation, ends, start) => {
          const model = await network(seed, activation, "softmax", 3);
          const gradients = known<Gradients>(await model.gradients?.());
          const explained = rowsOfNumbers(ends);
          const found = await integratedGradients(
            { gradients, players: abc, background: rowsOfNumbers([start]), explained },
            refinement,
          );
          expect(found.outputs.length).toBe(3);
          for (const [output, { values, scale, base, output: answers }] of found.outputs.entries()) {
            const late = found.completeness[output]!.filter((rest, at) => {
              const phi = values.map((list) => list[at]!);
              const spread = Math.max(...phi) - Math.min(...phi);
              // 8 units in the last place of single precision, as the method allows for.
              return Math.abs(rest) > 0.01 * spread + 8 * 2 ** -24 * (Math.abs(base) + Math.abs(answers[at]!) + spread);
            });
            expect(late.length).toBeLessThanOrEqual(found.imprecise);
            expect(scale).toBe("margin");
          }
          expect(found.calls).toBeLessThanOrEqual(3 * (ends.length * refinement.calls + 1));
          await model.close();
        },
      ),
      { numRuns: 20 },
    );
  });

  it("needs few nodes for a smooth network", async () => {
    const model = await network(5, "tanh", "sigmoid");
    const gradients = known<Gradients>(await model.gradients?.());
    const task = {
      gradients,
      players: abc,
      background: rowsOfNumbers([[0, 0, 0]]),
      explained: rowsOfNumbers([[1, -1, 0.5]]),
    };
    const found = await integratedGradients(task, { calls: 1000, precision: 1e-4 });
    expect(found.imprecise).toBe(0);
    // Both ends, and 4, 8 and 16 nodes.
    expect(found.calls).toBeLessThanOrEqual(2 + 4 + 8 + 16);
    await model.close();
  });
});

describe("explanations of drawn linear networks", () => {
  it("agree between integrated gradients, expected gradients and coefficients, for each of three classes", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), rows, rows, async (seed, background, ends) => {
        const model = await network(seed, "linear", "softmax", 3);
        const gradients = known<Gradients>(await model.gradients?.());
        const task = { players: abc, background: rowsOfNumbers(background), explained: rowsOfNumbers(ends) };
        const exact = linearAttributions({ ...task, form: known(await model.linearForm?.()) });
        const sampling = { calls: 1000, precision: null, seed: 1 };
        for (const { outputs } of [
          await integratedGradients({ ...task, gradients }, sampling),
          await expectedGradients({ ...task, gradients }, sampling),
        ]) {
          const errors = outputs.flatMap(({ values }, output) =>
            values.flatMap((list, player) =>
              [...list].map((phi, at) => phi - exact.outputs[output]!.values[player]![at]!),
            ),
          );
          expect(outputs.map(({ scale }) => scale)).toEqual(["margin", "margin", "margin"]);
          // Weights of up to 1 in three layers of up to 6 units give slopes up to 24, times differences up to 6, in single precision.
          expect(Math.max(...errors.map(Math.abs))).toBeLessThan(24 * 6 * 2 ** -20);
        }
        await model.close();
      }),
      { numRuns: 15 },
    );
  });
});

interface LinearOracle {
  readonly inputs: { readonly X: number[][]; readonly background: number[][] };
  readonly expected: {
    readonly coef: number[];
    readonly intercept: number;
    readonly linear_explainer: { readonly base: number[]; readonly values: number[][] };
  };
}

withFixtures("explanations of a linear network", () => {
  it("are shap's LinearExplainer values by integrated gradients, expected gradients and coefficients alike", async () => {
    const { inputs, expected }: LinearOracle = JSON.parse(
      readFileSync(fixturePath("oracles", "d_linear.json"), "utf8"),
    );
    const weights = [...expected.coef, expected.intercept].values();
    const file = writeNetwork(
      path.join(root, "linear"),
      6,
      [{ units: 1, activation: "sigmoid" }],
      () => weights.next().value!,
    );
    const model = await loadModel(requestFor("tfjs-layers", file, { featureSteps: numberFeatures(6) }));
    const task = {
      players: playersOf(model.columns.map(({ column }) => column)),
      background: rowsOfNumbers(inputs.background, 6),
      explained: rowsOfNumbers(inputs.X, 6),
    };
    const gradients = known<Gradients>(await model.gradients?.());
    const sampling = { calls: 1000, precision: 0.01, seed: 1 };
    const explanations = [
      await integratedGradients({ ...task, gradients }, sampling),
      await expectedGradients({ ...task, gradients }, sampling),
      linearAttributions({ ...task, form: known(await model.linearForm?.()) }),
    ];
    for (const { outputs } of explanations) {
      expect(outputs[0]!.scale).toBe("margin");
      // The coefficients are single floats here, seven digits of values up to 4.
      expect(outputs[0]!.base).toBeCloseTo(expected.linear_explainer.base[0]!, 6);
      for (const [at, values] of expected.linear_explainer.values.entries())
        for (const [player, phi] of values.entries())
          expect(Math.abs(outputs[0]!.values[player]![at]! - phi)).toBeLessThan(2e-6);
    }
    await model.close();
  });
});

const folder = "telco-churn-keras";
withFixtures("integratedGradients() of telco-churn-keras", () => {
  it("gives the same values for the layers and the graph form", async () => {
    const table = await rowsOf(folder);
    const found = [];
    for (const kind of ["tfjs-layers", "tfjs-graph"]) {
      const file = fixturePath("models", folder, kind.replace("-", "_"));
      const model = await loadModel(requestFor(kind, file, { featureSteps: featureStepsOf(referenceOf(folder)) }));
      const task = {
        gradients: known<Gradients>(await model.gradients?.()),
        players: playersOf(model.columns.map(({ column }) => column)),
        background: batchOf(table, model.columns, 1000, 1200),
        explained: batchOf(table, model.columns, 0, 50),
      };
      found.push(await integratedGradients(task, { calls: 600, precision: 0.01 }));
      await model.close();
    }
    const [layers, graph] = found.map(({ outputs }) => outputs[0]!.values.flatMap((values) => [...values]));
    expect(layers!.length).toBe(19 * 50);
    // Where a unit of the network switches within rounding, one node's slope may differ: a share of 1/256 of it.
    expect(Math.max(...layers!.map((phi, at) => Math.abs(phi - graph![at]!)))).toBeLessThan(1e-3);
    expect(found.map(({ imprecise }) => imprecise)).toEqual([0, 0]);
  });
});
