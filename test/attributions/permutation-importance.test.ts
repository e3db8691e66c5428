import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { permutationImportance } from "../../src/attributions/permutation-importance.js";
import { playersOf } from "../../src/attributions/players.js";
import { type LossName, rowLoss } from "../../src/attributions/row-loss.js";
import { withFixtures } from "../fixtures.js";
import { closedForm, expectClose, oracle } from "../stats/oracle.js";
import { columnsOf, failureOf, logisticOracle, modelOf, names } from "./games.js";

const base = { groups: null, calls: 1e6, seed: 1 } as const;

withFixtures("against d_permutation_importance", () => {
  const setting = () => {
    const file = oracle("d_permutation_importance");
    const model = modelOf(logisticOracle(oracle("d_kernel_exact")), { batchRows: 1000 });
    const labels = Float64Array.from(file.inputs.y as number[]);
    return { file, model, labels, data: columnsOf(file.inputs.X), players: playersOf(names(6)) };
  };
  it.each([
    ["zero_one", "accuracy"],
    ["brier", "neg_brier"],
  ] as const)("%s: the expectation over all permutations", async (loss, score) => {
    const { file, ...options } = setting();
    const { groups } = await permutationImportance({ ...base, ...options, loss });
    const expected = file.expected[score];
    const baseline = loss === "zero_one" ? 1 - expected.baseline_score : -expected.baseline_score;
    expectClose(groups[0]!.loss, baseline, closedForm, "loss");
    for (const [player, { value, error }] of groups[0]!.importances!.entries()) {
      expectClose(value, expected.exact_expectation_over_all_permutations[player], closedForm, `player ${player}`);
      expect(error).toBe(0);
    }
  });
  it("drawn permutations lie within five standard errors of it", async () => {
    const { file, ...options } = setting();
    const { groups } = await permutationImportance({ ...base, ...options, loss: "brier", calls: 100 * 200 });
    const expected = file.expected.neg_brier.exact_expectation_over_all_permutations as number[];
    for (const [player, { value, error }] of groups[0]!.importances!.entries()) {
      expect(Math.abs(value - expected[player]!)).toBeLessThanOrEqual(5 * error + 1e-15);
      // The errors themselves are known to about a tenth of their size from 100 permutations, as the reference's are.
      expect(error / (file.expected.neg_brier.std[player] / 10 || 1)).toBeLessThan(1.4);
    }
  });
});

const small = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 3 }), fc.constantFrom(0, 1)), {
    minLength: 2,
    maxLength: 5,
  })
  .map((rows) => ({ data: columnsOf(rows.map(([a, b]) => [a, b])), labels: Float64Array.from(rows, ([, , y]) => y) }));

/** All orders of 0 … n − 1. */
const orders = (n: number): number[][] =>
  n === 0
    ? [[]]
    : orders(n - 1).flatMap((order) => order.map((_, i) => order.toSpliced(i, 0, n - 1)).concat([[...order, n - 1]]));

describe("permutationImportance(options)", () => {
  const answer = (row: readonly (number | string | null)[]) =>
    1 / (1 + Math.exp((row[0] as number) - (row[1] as number)));
  it("is the mean growth of the loss over all permutations", () =>
    fc.assert(
      fc.asyncProperty(
        small,
        fc.constantFrom<LossName>("log_loss", "brier", "zero_one"),
        async ({ data, labels }, loss) => {
          const players = playersOf(names(2));
          const { groups } = await permutationImportance({
            ...base,
            model: modelOf(answer),
            players,
            data,
            labels,
            loss,
          });
          const lossOf = rowLoss({ loss, outputs: 1 });
          const all = orders(data.rows);
          let growth = 0;
          for (const order of all) {
            for (const [row, donor] of order.entries()) {
              const permuted = answer([data.columns[0]![donor]!, data.columns[1]![row]!]);
              const now = answer([data.columns[0]![row]!, data.columns[1]![row]!]);
              growth +=
                lossOf(Float64Array.of(permuted), 0, labels[row]!) - lossOf(Float64Array.of(now), 0, labels[row]!);
            }
          }
          expect(groups[0]!.importances![0]!.value).toBeCloseTo(growth / all.length / data.rows, 10);
        },
      ),
      { numRuns: 40 },
    ));
  it("permutes within groups: each group as if it were alone", () =>
    fc.assert(
      fc.asyncProperty(small, small, async (a, b) => {
        const options = { ...base, model: modelOf(answer), players: playersOf(names(2)), loss: "brier" as const };
        const data = {
          columns: a.data.columns.map((column, i) =>
            Float64Array.of(...(column as Float64Array), ...(b.data.columns[i] as Float64Array)),
          ),
          rows: a.data.rows + b.data.rows,
        };
        const labels = Float64Array.of(...a.labels, ...b.labels);
        const groups = Int32Array.from({ length: data.rows }, (_, row) => (row < a.data.rows ? 0 : 1));
        const together = await permutationImportance({ ...options, data, labels, groups });
        for (const [group, one] of [a, b].entries()) {
          const alone = await permutationImportance({ ...options, ...one });
          expect(together.groups[group]).toEqual(alone.groups[0]);
        }
      }),
      { numRuns: 30 },
    ));
  it("permutes a declared group of columns together", async () => {
    // The columns are equal in every row, and their difference is all that counts.
    const data = columnsOf([0, 1, 2, 5].map((x) => [x, x]));
    const labels = Float64Array.of(0, 1, 0, 1);
    const options = { ...base, model: modelOf(answer), data, labels, loss: "brier" as const };
    const together = await permutationImportance({ ...options, players: playersOf(names(2), { both: names(2) }) });
    const apart = await permutationImportance({ ...options, players: playersOf(names(2)) });
    expect(together.groups[0]!.importances).toEqual([{ value: 0, error: 0 }]);
    expect(apart.groups[0]!.importances![0]!.value).not.toBe(0);
  });
  it("says that groups of no or one row have no importance, and leaves out rows of no group", async () => {
    const data = columnsOf([
      [0, 1],
      [1, 1],
      [2, 0],
      [1, 0],
    ]);
    const groups = Int32Array.of(1, -1, 2, 2);
    const options = { ...base, model: modelOf(answer), players: playersOf(names(2)), loss: "brier" as const };
    const result = await permutationImportance({ ...options, data, labels: Float64Array.of(1, 0, 1, 0), groups });
    expect(result.groups.map(({ rows, reason }) => [rows, reason])).toEqual([
      [0, "fewer_than_two_rows"],
      [1, "fewer_than_two_rows"],
      [2, null],
    ]);
    expect(result.groups[0]!.loss).toBeNull();
    expect(result.groups[0]!.importances).toBeNull();
  });
  it("asks about no more rows than it may, and says when that is too few", async () => {
    const data = columnsOf(Array.from({ length: 50 }, (_, i) => [i, (i * 7) % 50]));
    const labels = Float64Array.from({ length: 50 }, (_, i) => i % 2);
    const model = modelOf(answer);
    const options = { ...base, model, players: playersOf(names(2)), data, labels, loss: "log_loss" as const };
    const { calls, groups } = await permutationImportance({ ...options, calls: 320 });
    expect(calls).toBeLessThanOrEqual(50 + 2 * 320);
    expect(calls).toBe(model.sent.reduce((sum, rows) => sum + rows, 0));
    expect(groups[0]!.importances!.every(({ error }) => error > 0)).toBe(true);
    expect(await permutationImportance({ ...options, calls: 320 })).toEqual({ calls, groups, players: names(2) });
    expect(await failureOf(() => permutationImportance({ ...options, calls: 99 }))).toMatch(
      /^usage: 99 calls are too few to permute "x0" among 50 rows: at least 100/,
    );
  });
});

describe("rowLoss(options)", () => {
  const three = Float64Array.of(0.2, 0.5, 0.3);
  it.each([
    ["log_loss", 1, Float64Array.of(0.8), 1, -Math.log(0.8)],
    ["log_loss", 1, Float64Array.of(0.8), 0, -Math.log(1 - 0.8)],
    ["log_loss", 1, Float64Array.of(0), 1, -Math.log(Number.EPSILON)],
    ["log_loss", 3, three, 2, -Math.log(0.3)],
    ["brier", 1, Float64Array.of(0.8), 0, 0.8 ** 2],
    ["brier", 3, three, 1, 0.2 ** 2 + 0.5 ** 2 + 0.3 ** 2],
    ["zero_one", 1, Float64Array.of(0.5), 1, 0],
    ["zero_one", 1, Float64Array.of(0.4), 1, 1],
    ["zero_one", 3, three, 1, 0],
    ["zero_one", 3, three, 0, 1],
    ["squared_error", 1, Float64Array.of(3), 1, 4],
  ] as const)("%s of %d outputs, label %o", (loss, outputs, answers, label, expected) => {
    expect(rowLoss({ loss, outputs })(answers, 0, label)).toBeCloseTo(expected, 12);
  });
  it("zero_one takes a threshold", () => {
    expect(rowLoss({ loss: "zero_one", outputs: 1, threshold: 0.3 })(Float64Array.of(0.4), 0, 1)).toBe(0);
  });
  it("squared_error refuses several outputs", async () => {
    expect(await failureOf(async () => rowLoss({ loss: "squared_error", outputs: 2 }))).toMatch(/^usage/);
  });
});
