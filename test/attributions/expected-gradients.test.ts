import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expectedGradients } from "../../src/attributions/expected-gradients.js";
import { integratedGradients } from "../../src/attributions/integrated-gradients.js";
import { playersOf } from "../../src/attributions/players.js";
import { mulberry32 } from "../mulberry32.js";
import { integralsOf, rowsOfNumbers, smoothFunction } from "./smooth-function.js";

const row = fc.array(
  fc.integer({ min: -30, max: 30 }).map((value) => value / 10),
  { minLength: 3, maxLength: 3 },
);
const rows = fc.array(row, { minLength: 1, maxLength: 5 });
const players = playersOf(["a", "b", "c"]);
const sampling = { calls: 1000, precision: 0.01, seed: 3 };

const next = mulberry32(11);
const drawnRows = (count: number) => Array.from({ length: count }, () => [next(), 2 * next(), 3 * next() - 1]);
/** More background rows than the calls pay for in full. */
const many = drawnRows(400);
const meanIntegrals = (background: readonly number[][], end: readonly number[]): number[] =>
  [0, 1, 2].map(
    (player) => background.reduce((sum, start) => sum + integralsOf(start, end)[player]!, 0) / background.length,
  );

describe("expectedGradients()", () => {
  it("is the mean of integrated gradients over the background where calls pay for it", async () => {
    await fc.assert(
      fc.asyncProperty(rows, rows, async (background, explained) => {
        const task = {
          gradients: smoothFunction,
          players,
          background: rowsOfNumbers(background),
          explained: rowsOfNumbers(explained),
        };
        const { outputs, completeness } = await expectedGradients(task, sampling);
        for (const [at, end] of explained.entries())
          for (const [player, phi] of meanIntegrals(background, end).entries())
            expect(outputs[0]!.values[player]![at]).toBeCloseTo(phi, 9);
        expect(outputs[0]!.errors).toBeNull();
        expect(Math.max(...completeness[0]!.map(Math.abs))).toBeLessThan(1e-9);
      }),
      { numRuns: 50 },
    );
  });

  it("of one background row is integrated gradients from it", async () => {
    const task = {
      gradients: smoothFunction,
      players,
      background: rowsOfNumbers([[1, 2, 3]]),
      explained: rowsOfNumbers([[0, 1, 2]]),
    };
    expect(await expectedGradients(task, sampling)).toEqual(await integratedGradients(task, sampling));
  });

  it("by sampling has standard errors that cover the exact values, and repeats itself for one seed", async () => {
    const explained = drawnRows(300);
    const task = {
      gradients: smoothFunction,
      players,
      background: rowsOfNumbers(many),
      explained: rowsOfNumbers(explained),
    };
    const found = await expectedGradients(task, { ...sampling, precision: null });
    const { values, errors, base, output } = found.outputs[0]!;
    const exact = explained.map((end) => meanIntegrals(many, end));
    const z = exact.flatMap((list, at) =>
      list.map((phi, player) => (values[player]![at]! - phi) / errors![player]![at]!),
    );
    const covered = z.filter((value) => Math.abs(value) < 1.96).length / z.length;
    // 900 values, of which those of one row hang together: 4 standard errors of 0.95 over 300 rows are 0.05.
    expect(covered).toBeGreaterThan(0.9);
    expect(covered).toBeLessThan(0.99);
    expect(Math.abs(z.reduce((sum, value) => sum + value, 0) / z.length)).toBeLessThan(4 / Math.sqrt(300));
    expect(base).toBeCloseTo(many.reduce((sum, [a, b, c]) => sum + a! * b! + c! ** 3, 0) / many.length, 10);
    for (const [at, rest] of found.completeness[0]!.entries())
      expect(rest).toBeCloseTo(output[at]! - base - values.reduce((sum, list) => sum + list[at]!, 0), 10);
    expect(await expectedGradients(task, { ...sampling, precision: null })).toEqual(found);
    const other = await expectedGradients(task, { ...sampling, precision: null, seed: 4 });
    expect(other.outputs[0]!.values).not.toEqual(values);
  });

  it("stops at rows that are precise enough, and never goes beyond the calls", async () => {
    const task = {
      gradients: smoothFunction,
      players,
      background: rowsOfNumbers(many),
      explained: rowsOfNumbers(drawnRows(20)),
    };
    for (const calls of [65, 100, 333, 1600]) {
      const all = await expectedGradients(task, { calls, precision: null, seed: 1 });
      const coarse = await expectedGradients(task, { calls, precision: 0.2, seed: 1 });
      expect(all.calls).toBeLessThanOrEqual(20 * calls + 400);
      expect(coarse.calls).toBeLessThanOrEqual(all.calls);
      const { values, errors } = coarse.outputs[0]!;
      const late = Array.from({ length: 20 }, (_, at) => {
        const phi = values.map((list) => list[at]!);
        return Math.max(...errors!.map((list) => list[at]!)) > 0.2 * (Math.max(...phi) - Math.min(...phi));
      });
      expect(late.filter(Boolean).length).toBe(coarse.imprecise);
    }
    await expect(expectedGradients(task, { calls: 64, precision: null, seed: 1 })).rejects.toMatchObject({
      kind: "usage",
    });
  });

  it("does not depend on how many rows are explained together", async () => {
    const explained = drawnRows(5);
    const task = { gradients: smoothFunction, players, background: rowsOfNumbers(many) };
    const together = await expectedGradients({ ...task, explained: rowsOfNumbers(explained) }, sampling);
    const alone = await expectedGradients({ ...task, explained: rowsOfNumbers(explained.slice(0, 1)) }, sampling);
    expect(together.outputs[0]!.values.map(([phi]) => phi)).toEqual(alone.outputs[0]!.values.map(([phi]) => phi));
  });
});
