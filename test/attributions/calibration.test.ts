import { describe, expect, it } from "vitest";
import { shapleyValues } from "../../src/attributions/exact-shapley.js";
import type { Explanation } from "../../src/attributions/game.js";
import { invertSymmetric } from "../../src/attributions/invert-symmetric.js";
import { kernelShap } from "../../src/attributions/kernel-shap.js";
import { permutationShap } from "../../src/attributions/permutation-shap.js";
import { shuffle } from "../../src/attributions/shuffle.js";
import { random } from "../../src/core/random.js";
import { gameOf, smoothGame } from "./games.js";

const players = 13;
const rows = 300;
const plainRows = 80;
const worth = smoothGame(players, 5);
const exact = shapleyValues(worth, players);

/** Shares of values whose exact one lies within 1.96 standard errors, and root mean squares of errors and standard errors. */
function judged({ outputs: [attributions] }: Explanation) {
  let [within, squared, claimed] = [0, 0, 0];
  const bias = new Float64Array(players);
  for (let player = 0; player < players; player++) {
    for (let row = 0; row < rows; row++) {
      const off = attributions!.values[player]![row]! - exact[player]!;
      const error = attributions!.errors![player]![row]!;
      if (Math.abs(off) <= 1.96 * error) within++;
      squared += off ** 2;
      claimed += error ** 2;
      bias[player]! += off / rows;
    }
  }
  const n = players * rows;
  return { coverage: within / n, rmse: Math.sqrt(squared / n), ratio: Math.sqrt(claimed / squared), bias };
}

/** Kernel SHAP as first published: single coalitions drawn from the kernel, with repetition, and a constrained fit. */
function plainKernel(values: number, seed: string): Float64Array {
  const draw = random(1, seed);
  const sizes = Array.from({ length: players - 1 }, (_, i) => 1 / ((i + 1) * (players - 1 - i)));
  const all = sizes.reduce((sum, weight) => sum + weight, 0);
  const normal = new Float64Array(players * players).fill(1e-9);
  const moment = new Float64Array(players);
  for (let i = 0; i < values; i++) {
    let [size, left] = [1, draw() * all];
    for (; size < players - 1 && left > sizes[size - 1]!; size++) left -= sizes[size - 1]!;
    const chosen = [
      ...shuffle(
        Int32Array.from({ length: players }, (_, p) => p),
        draw,
      ).subarray(0, size),
    ];
    const set = chosen.reduce((bits, player) => bits | (1 << player), 0);
    for (const a of chosen) {
      moment[a]! += worth[set]! - worth[0]!;
      for (const b of chosen) normal[a * players + b]! += 1;
    }
  }
  const inverse = invertSymmetric(normal, players);
  const times = (vector: Float64Array) =>
    vector.map((_, i) => vector.reduce((sum, value, j) => sum + inverse[i * players + j]! * value, 0));
  const [free, ones] = [times(moment), times(new Float64Array(players).fill(1))];
  const sum = (vector: Float64Array) => vector.reduce((total, value) => total + value, 0);
  const excess = (sum(free) - (worth.at(-1)! - worth[0]!)) / sum(ones);
  return free.map((value, i) => value - ones[i]! * excess);
}

describe("standard errors", () => {
  // A coverage of 95 % is estimated from 13 × 300 dependent values; simulations of 500 rows at other sizes lay between 0.90 (fewest
  // calls, where a normal quantile is too small) and 0.957, and the ratio between 0.97 and 1.05.
  it.each([
    ["kernelShap", 320, kernelShap],
    ["kernelShap", 1300, kernelShap],
    ["permutationShap", 1300, permutationShap],
  ] as const)("of %s on %d calls are those of its values", async (_, calls, explain) => {
    const found = judged(await explain(gameOf(players, worth, { rows }), { calls, precision: null, seed: 11 }));
    expect(found.coverage).toBeGreaterThan(0.92);
    expect(found.coverage).toBeLessThan(0.97);
    expect(found.ratio).toBeGreaterThan(0.94);
    expect(found.ratio).toBeLessThan(1.08);
    // A mean over independent rows: 4.5 of its standard errors are passed by one of 13 in 10,000 runs.
    for (const off of found.bias) expect(Math.abs(off)).toBeLessThan((4.5 * found.rmse * 1.5) / Math.sqrt(rows));
  });
  it("of kernelShap on the fewest calls do not come with a bias", async () => {
    const sampling = { calls: 47, precision: null, seed: 12 };
    const found = judged(await kernelShap(gameOf(players, worth, { rows }), sampling));
    for (const off of found.bias) expect(Math.abs(off)).toBeLessThan((4.5 * found.rmse * 1.5) / Math.sqrt(rows));
  });
});

describe("calls that a given precision takes", () => {
  it.each([160, 320])(
    "kernelShap on %d calls is better than plain Kernel SHAP on three times as many",
    async (calls) => {
      const { rmse } = judged(await kernelShap(gameOf(players, worth, { rows }), { calls, precision: null, seed: 11 }));
      let squared = 0;
      for (let row = 0; row < plainRows; row++) {
        const phi = plainKernel(3 * calls, `plain ${row}`);
        squared += phi.reduce((sum, value, i) => sum + (value - exact[i]!) ** 2, 0);
      }
      expect(rmse).toBeLessThan(Math.sqrt(squared / plainRows / players));
    },
  );
});
