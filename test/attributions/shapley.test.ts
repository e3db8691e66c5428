import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { additivityError } from "../../src/attributions/attributions.js";
import { exactShapley } from "../../src/attributions/exact-shapley.js";
import type { Explanation, Game } from "../../src/attributions/game.js";
import { kernelShap } from "../../src/attributions/kernel-shap.js";
import { owenValues } from "../../src/attributions/owen.js";
import { permutationShap } from "../../src/attributions/permutation-shap.js";
import { partitionOf } from "../../src/attributions/players.js";
import { withFixtures } from "../fixtures.js";
import { closedForm, expectClose, type Json, oracle } from "../stats/oracle.js";
import {
  columnsOf,
  drawnGame,
  failureOf,
  gameOf,
  gameOn,
  logisticOracle,
  modelOf,
  onnxBlackBox,
  phiOf,
  smoothGame,
  sum,
} from "./games.js";

const everything = { calls: 1e9, precision: null, seed: 1 };
const singles = (game: Game) => partitionOf(game.players);
const whole = (game: Game) => partitionOf(game.players, { all: game.players });

/** Every way to exact Shapley values. */
const exactWays: Record<string, (game: Game) => Promise<Explanation>> = {
  "exactShapley(game)": exactShapley,
  "kernelShap(game) with calls for all coalitions": (game) => kernelShap(game, everything),
  "owenValues(game) with parts of one player": (game) => owenValues(game, singles(game), everything),
  "owenValues(game) with one part": (game) => owenValues(game, whole(game), everything),
};

/** Every way that samples. */
const sampledWays: Record<string, (game: Game, calls: number, seed?: number) => Promise<Explanation>> = {
  "kernelShap(game)": (game, calls, seed = 1) => kernelShap(game, { calls, precision: null, seed }),
  "permutationShap(game)": (game, calls, seed = 1) => permutationShap(game, { calls, precision: null, seed }),
  "owenValues(game), parts of several players": (game, calls, seed = 1) =>
    owenValues(game, partitionOf(game.players, { a: game.players.slice(0, 4), b: game.players.slice(4, 9) }), {
      calls,
      precision: null,
      seed,
    }),
};

function expectMatrix(explanation: Explanation, expected: Json, tolerance: number): void {
  const [attributions] = explanation.outputs;
  expectClose(attributions!.base, expected.base, tolerance, "base");
  for (const [row, values] of (expected.values as number[][]).entries()) {
    for (const [player, value] of values.entries())
      expectClose(attributions!.values[player]![row]!, value, tolerance, `row ${row}, player ${player}`);
  }
}

withFixtures("against direct references", () => {
  const reference = (name: string) => {
    const file = oracle(name);
    return { file, explained: columnsOf(file.inputs.X), background: columnsOf(file.inputs.background) };
  };
  describe.each(Object.entries(exactWays))("%s", (_, explain) => {
    it("gives the Shapley values of d_kernel_exact, as probability and as log-odds", async () => {
      const { file, explained, background } = reference("d_kernel_exact");
      for (const logOdds of [false, true]) {
        const expected = file.expected[`brute_force_shapley_${logOdds ? "logodds" : "probability"}`];
        const game = await gameOn(modelOf(logisticOracle(file, logOdds)), explained, background);
        expectMatrix(await explain(game), expected, closedForm);
      }
    });
    it("gives the values of KernelExplainer with all coalitions", async () => {
      const { file, explained, background } = reference("d_kernel_exact");
      const game = await gameOn(modelOf(logisticOracle(file)), explained, background);
      expectMatrix(await explain(game), file.expected.kernelshap_identity_nsamples_all, closedForm);
    });
    it("gives the Shapley values of d_mlp_onnx", async () => {
      const { file, explained, background } = reference("d_mlp_onnx");
      const { model, close } = await onnxBlackBox("mlp6");
      // The model answers in single precision.
      const tolerance = file.expected.tolerance as number;
      expectMatrix(await explain(await gameOn(model, explained, background)), file.expected.shapley, tolerance);
      await close();
    });
  });
  it("permutationShap(game) lies within five standard errors of d_kernel_exact", async () => {
    const { file, explained, background } = reference("d_kernel_exact");
    const game = await gameOn(modelOf(logisticOracle(file)), explained, background);
    const { outputs } = await permutationShap(game, { calls: 16 * 10 * 40 + 1, precision: null, seed: 3 });
    const expected = file.expected.brute_force_shapley_probability.values as number[][];
    for (const [row, values] of expected.entries()) {
      for (const [player, value] of values.entries()) {
        // 72 values at once: five errors are passed by chance in one run of about 20,000.
        const allowed = 5 * outputs[0]!.errors![player]![row]! + 1e-12;
        expect(Math.abs(outputs[0]!.values[player]![row]! - value)).toBeLessThanOrEqual(allowed);
      }
    }
  });
});

describe.each(Object.entries(exactWays))("%s on drawn games", (_, explain) => {
  /** Worths are whole numbers up to 1000: a few hundred roundings of that size stay below this. */
  const rounding = 1e-8;
  const expectSame = (actual: readonly number[], expected: readonly number[]) => {
    for (const [i, value] of expected.entries()) expect(Math.abs(actual[i]! - value)).toBeLessThan(rounding);
  };
  it("adds up to v(all) − v(none)", () =>
    fc.assert(
      fc.asyncProperty(drawnGame(7), async ({ players, worth }) => {
        expectSame([sum(phiOf(await explain(gameOf(players, worth))))], [worth.at(-1)! - worth[0]!]);
      }),
      { numRuns: 30 },
    ));
  it("is linear in the game", () =>
    fc.assert(
      fc.asyncProperty(drawnGame(6), fc.integer({ min: -3, max: 3 }), async ({ players, worth }, factor) => {
        const other = worth.toReversed();
        const mixed = worth.map((value, set) => value + factor * other[set]!);
        const [a, b, both] = await Promise.all(
          [worth, other, mixed].map(async (game) => phiOf(await explain(gameOf(players, game)))),
        );
        expectSame(
          both!,
          a!.map((value, i) => value + factor * b![i]!),
        );
      }),
      { numRuns: 30 },
    ));
  it("gives equal values to players that are exchangeable", () =>
    fc.assert(
      fc.asyncProperty(drawnGame(6, 2), async ({ players, worth }) => {
        // Sets that hold only player 1 of players 0 and 1 are worth what they are with player 0 instead.
        const alike = worth.map((value, set) => ((set & 3) === 2 ? worth[set ^ 3]! : value));
        const phi = phiOf(await explain(gameOf(players, alike)));
        expectSame([phi[0]!], [phi[1]!]);
      }),
      { numRuns: 30 },
    ));
  it("gives 0 to a player that changes nothing, and leaves the others' values as without it", () =>
    fc.assert(
      fc.asyncProperty(drawnGame(6), async ({ players, worth }) => {
        const withDummy = Float64Array.from({ length: 2 * worth.length }, (_, set) => worth[set % worth.length]!);
        const phi = phiOf(await explain(gameOf(players + 1, withDummy)));
        expectSame(phi, [...phiOf(await explain(gameOf(players, worth))), 0]);
      }),
      { numRuns: 30 },
    ));
});

describe.each(Object.entries(sampledWays))("%s", (_, explain) => {
  const players = 13;
  const worth = smoothGame(players, 5);
  it("adds up exactly on drawn calls, and never asks about more model rows than allowed", () =>
    fc.assert(
      fc.asyncProperty(fc.integer({ min: 500, max: 4000 }), fc.integer({ min: 1, max: 5 }), async (calls, perValue) => {
        const game = gameOf(players, worth, { rows: 3, rowsPerValue: perValue });
        const { outputs } = await explain(game, calls);
        // Values are probabilities: sums of 13 of them round at the sixteenth digit.
        expect(additivityError(outputs[0]!)).toBeLessThan(1e-12);
        expect(game.calls()).toBeLessThanOrEqual(3 * (calls - 1));
      }),
      { numRuns: 15 },
    ));
  it("gives the same values for the same seed and others for another", async () => {
    const run = async (seed: number) => phiOf(await explain(gameOf(players, worth), 800, seed));
    expect(await run(7)).toEqual(await run(7));
    expect(await run(7)).not.toEqual(await run(8));
  });
  it("gives the first rows the same values whether or not more rows are explained", async () => {
    const one = await explain(gameOf(players, worth), 800);
    const many = await explain(gameOf(players, worth, { rows: 4 }), 800);
    expect(phiOf(many)).toEqual(phiOf(one));
    expect(many.outputs[0]!.values[0]![1]).not.toBe(many.outputs[0]!.values[0]![0]);
  });
  it("gives an additive game its weights, with errors of 0", async () => {
    const weights = Float64Array.from({ length: players }, (_, i) => i - 4);
    const additive = Float64Array.from({ length: 2 ** players }, (_, set) =>
      weights.reduce((total, weight, i) => total + ((set >>> i) & 1) * weight, 0),
    );
    const [attributions] = (await explain(gameOf(players, additive), 800)).outputs;
    for (const [i, weight] of weights.entries()) {
      // What remains are roundings of sums of up to 44.
      expect(Math.abs(attributions!.values[i]![0]! - weight)).toBeLessThan(1e-10);
      expect(attributions!.errors![i]![0]!).toBeLessThan(1e-10);
    }
  });
  it("gives a constant model zeros", async () => {
    const [attributions] = (await explain(gameOf(players, new Float64Array(2 ** players).fill(0.3)), 800)).outputs;
    expect(attributions!.values.map((values) => values[0])).toEqual(new Array(players).fill(0));
    expect(attributions!.errors!.map((values) => values[0])).toEqual(new Array(players).fill(0));
  });
  it("gives one player everything", async () => {
    const [only] = (await kernelShap(gameOf(1, Float64Array.of(1, 4)), { ...everything, calls: 10 })).outputs;
    expect(only!.values[0]![0]).toBeCloseTo(3, 12);
  });
  it("refuses calls that pay for no standard error, and says how many do", async () => {
    const message = await failureOf(() => explain(gameOf(players, worth, { rowsPerValue: 10 }), 100));
    expect(message).toMatch(/^usage: 100 calls .* at least (\d+) are needed$/);
    const needed = Number(/at least (\d+)/.exec(message)![1]);
    expect(await failureOf(() => explain(gameOf(players, worth, { rowsPerValue: 10 }), needed))).toBe("no failure");
    expect(await failureOf(() => explain(gameOf(players, worth, { rowsPerValue: 10 }), needed - 1))).toMatch(/^usage/);
  });
});

describe("sampling until precise enough", () => {
  const players = 13;
  const worth = smoothGame(players, 5);
  const ways = { kernelShap, permutationShap };
  it.each(Object.entries(ways))("%s stops early at the asked share of the spread", async (_, explain) => {
    const game = gameOf(players, worth, { rows: 5 });
    const { outputs, imprecise } = await explain(game, { calls: 8191, precision: 0.05, seed: 2 });
    expect(imprecise).toBe(0);
    expect(game.calls()).toBeLessThan((5 * 8190) / 2);
    for (let row = 0; row < 5; row++) {
      const phi = outputs[0]!.values.map((values) => values[row]!);
      const largest = Math.max(...outputs[0]!.errors!.map((errors) => errors[row]!));
      expect(largest).toBeLessThanOrEqual(0.05 * (Math.max(...phi) - Math.min(...phi)));
    }
  });
  it.each(Object.entries(ways))("%s counts the rows whose calls did not suffice", async (_, explain) => {
    const { imprecise } = await explain(gameOf(players, worth, { rows: 5 }), { calls: 150, precision: 1e-6, seed: 2 });
    expect(imprecise).toBe(5);
  });
  it.each(Object.entries(ways))("%s refuses a precision that is no share", async (_, explain) => {
    const work = () => explain(gameOf(players, worth), { calls: 800, precision: 0, seed: 2 });
    expect(await failureOf(work)).toMatch(/^usage: precision is 0/);
  });
});

describe("owenValues(game, parts)", () => {
  it("gives each part its Shapley value in the game between parts", () =>
    fc.assert(
      fc.asyncProperty(drawnGame(7, 4), async ({ players, worth }) => {
        const game = gameOf(players, worth);
        const parts = partitionOf(game.players, { a: ["p0", "p2"], b: ["p1", "p3"] });
        const quotient = Float64Array.from({ length: 2 ** parts.length }, (_, set) => {
          const held = parts.flatMap(({ members }, part) => ((set >>> part) & 1 ? members : []));
          return worth[sum(held.map((player) => 2 ** player))]!;
        });
        const phi = phiOf(await owenValues(game, parts, everything));
        const between = phiOf(await exactShapley(gameOf(parts.length, quotient)));
        for (const [part, { members }] of parts.entries())
          expect(Math.abs(sum(members.map((player) => phi[player]!)) - between[part]!)).toBeLessThan(1e-8);
      }),
      { numRuns: 50 },
    ));
  it("equals the definition by orders that keep parts together", async () => {
    // Parts {0, 1} and {2}: of all orders 0 1 2, 1 0 2, 2 0 1 and 2 1 0 keep them together.
    const worth = Float64Array.of(0, 3, 5, 20, 7, 11, 13, 41);
    const game = gameOf(3, worth);
    const phi = phiOf(await owenValues(game, partitionOf(game.players, { a: ["p0", "p1"] }), everything));
    const orders = [
      [0, 1, 2],
      [1, 0, 2],
      [2, 0, 1],
      [2, 1, 0],
    ];
    const expected = [0, 0, 0];
    for (const order of orders) {
      let set = 0;
      for (const player of order) {
        expected[player]! += (worth[set | (1 << player)]! - worth[set]!) / orders.length;
        set |= 1 << player;
      }
    }
    for (const [player, value] of expected.entries()) expect(phi[player]).toBeCloseTo(value, 12);
  });
  it("sampled, lies within five standard errors of the exact values", async () => {
    const game = gameOf(10, smoothGame(10, 8));
    const parts = partitionOf(game.players, { a: ["p0", "p1", "p2", "p3", "p4"], b: ["p5", "p6", "p7"] });
    const exact = phiOf(await owenValues(game, parts, everything));
    const [sampled] = (await owenValues(game, parts, { calls: 300, precision: null, seed: 4 })).outputs;
    for (const [player, value] of exact.entries()) {
      const off = Math.abs(sampled!.values[player]![0]! - value);
      expect(off).toBeLessThanOrEqual(5 * sampled!.errors![player]![0]! + 1e-12);
    }
  });
  it("refuses parts that leave a player out or hold one twice", async () => {
    const game = gameOf(3, new Float64Array(8));
    const part = (name: string, members: number[]) => ({ name, members });
    const twice = [part("a", [0, 1]), part("b", [1, 2])];
    expect(await failureOf(() => owenValues(game, [part("a", [0, 1])], everything))).toMatch(/^usage: .*"p2" is in 0/);
    expect(await failureOf(() => owenValues(game, twice, everything))).toMatch(/^usage: .*"p1" is in 2/);
  });
});

it("exactShapley(game) refuses more than 12 players", async () => {
  const work = () => exactShapley(gameOf(13, smoothGame(13, 1)));
  expect(await failureOf(work)).toMatch(/^usage: .*at most 12 players, and there are 13/);
});
