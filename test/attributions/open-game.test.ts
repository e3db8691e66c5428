import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Column, Rows } from "../../src/attributions/black-box.js";
import { exactShapley } from "../../src/attributions/exact-shapley.js";
import { openGame } from "../../src/attributions/open-game.js";
import { partitionOf, playersOf } from "../../src/attributions/players.js";
import { columnsOf, failureOf, gameOn, modelOf, names } from "./games.js";

type Cell = number | string | null;

/** A column of numbers that may be missing or of texts that may be missing, of few values, so that rows agree often. */
const drawnColumn = (rows: number) =>
  fc.oneof(
    fc
      .array(fc.constantFrom(0, 1, 2, Number.NaN), { minLength: rows, maxLength: rows })
      .map((v) => Float64Array.from(v)),
    fc.array(fc.constantFrom("a", "b", null), { minLength: rows, maxLength: rows }),
  );

const drawnTable = fc
  .record({
    explained: fc.integer({ min: 1, max: 3 }),
    background: fc.oneof(fc.integer({ min: 1, max: 6 }), fc.constant(40)),
  })
  .chain((sizes) =>
    fc
      .array(drawnColumn(sizes.explained + sizes.background), { minLength: 1, maxLength: 5 })
      .map((columns) => ({ ...sizes, columns })),
  );

const part = (columns: readonly Column[], from: number, to: number): Rows => ({
  columns: columns.map((column) => column.slice(from, to) as Column),
  rows: to - from,
});

/** A number for a row that depends on all its cells together. */
const mixing = (row: readonly Cell[]): number =>
  row.reduce<number>((sum, cell, i) => {
    const value =
      typeof cell === "number" ? (Number.isNaN(cell) ? 7 : cell) : cell === null ? 5 : cell.charCodeAt(0) % 10;
    return (sum * 3 + (i + 1) * value) % 101;
  }, 1);

describe("openGame(options)", () => {
  it("gives a coalition the mean answer over all background rows, for any batch size", () =>
    fc.assert(
      fc.asyncProperty(
        drawnTable,
        fc.integer({ min: 1, max: 40 }),
        async ({ columns, explained, background }, batchRows) => {
          const [own, others] = [part(columns, 0, explained), part(columns, explained, explained + background)];
          const model = modelOf(mixing, { batchRows });
          const game = await openGame({
            model,
            players: playersOf(names(columns.length)),
            background: others,
            explained: own,
          });
          const count = 2 ** columns.length;
          const members = Uint8Array.from({ length: count * columns.length }, (_, at) => {
            return (Math.floor(at / columns.length) >>> (at % columns.length)) & 1;
          });
          const coalitions = { players: columns.length, count, members };
          const asks = Array.from({ length: explained }, (_, row) => ({ row, coalitions }));
          for (const [row, values] of (await game.values(asks)).entries()) {
            for (const [set, value] of values.entries()) {
              let sum = 0;
              for (let other = 0; other < background; other++) {
                const mixed = columns.map((_, c) =>
                  (set >>> c) & 1 ? own.columns[c]![row]! : others.columns[c]![other]!,
                );
                sum += mixing(mixed);
              }
              expect(value).toBeCloseTo(sum / background, 10);
            }
          }
          expect(Math.max(...model.sent)).toBeLessThanOrEqual(batchRows);
          expect(game.calls()).toBe(model.sent.reduce((total, rows) => total + rows, 0));
        },
      ),
      { numRuns: 60 },
    ));
  it("asks once about rows that come to the same", async () => {
    // Background rows 0 and 1 are equal; the row to explain differs from them in one column of three, and from row 2 in all.
    const background = columnsOf([
      [1, 2, 9],
      [1, 2, 9],
      [4, 5, 6],
    ]);
    const model = modelOf((row) => (row as number[]).reduce((sum, value) => sum + value));
    const game = await gameOn(model, columnsOf([[1, 2, 3]]), background);
    expect(game.rowsPerValue).toBe(2);
    const { outputs } = await exactShapley(game);
    // One explained and two background rows; 2 rows mixed with the equal ones, 6 with the other.
    expect(game.calls()).toBe(1 + 2 + 2 + 6);
    expect(outputs[0]!.base).toBeCloseTo((2 * 12 + 15) / 3, 12);
    expect(outputs[0]!.values.map(([phi]) => Math.round(phi! * 1e9) / 1e9)).toEqual([-1, -1, -5]);
  });
  it("keeps a category, and a declared group of columns, one player", async () => {
    const model = modelOf(mixing);
    const table = (rows: readonly (readonly Cell[])[]): Rows => ({
      columns: [
        Float64Array.from(rows, (row) => row[0] as number),
        rows.map((row) => row[1] as string | null),
        rows.map((row) => row[2] as string | null),
      ],
      rows: rows.length,
    });
    const players = playersOf(["tenure", "type", "length"], { contract: ["length", "type"] });
    expect(players).toEqual([
      { name: "tenure", columns: [0] },
      { name: "contract", columns: [1, 2] },
    ]);
    const explained = table([[1, "a", "b"]]);
    const background = table([[2, "c", null]]);
    const { outputs } = await exactShapley(await openGame({ model, players, background, explained }));
    const at = (row: readonly Cell[]) => mixing(row);
    const [none, tenure, contract, all] = [
      at([2, "c", null]),
      at([1, "c", null]),
      at([2, "a", "b"]),
      at([1, "a", "b"]),
    ];
    expect(outputs[0]!.values[0]![0]).toBeCloseTo((tenure - none + all - contract) / 2, 12);
    expect(outputs[0]!.values[1]![0]).toBeCloseTo((contract - none + all - tenure) / 2, 12);
  });
  it("explains every output of a model by the same calls", async () => {
    const [explained, background] = [columnsOf([[1, 2]]), columnsOf([[0, 0]])];
    const model = modelOf((row) => [mixing(row), 2 * mixing(row)], { outputs: 2 });
    const { outputs, calls } = await exactShapley(await gameOn(model, explained, background));
    expect(outputs).toHaveLength(2);
    expect(outputs[1]!.values.map(([phi]) => phi)).toEqual(outputs[0]!.values.map(([phi]) => 2 * phi!));
    expect(calls).toBe(4);
  });
  it("gives one background row the differences to it", async () => {
    const model = modelOf((row) => 3 * (row[0] as number) - (row[1] as number));
    const { outputs } = await exactShapley(await gameOn(model, columnsOf([[1, 2]]), columnsOf([[5, 1]])));
    expect(outputs[0]!.values.map(([phi]) => phi)).toEqual([-12, -1]);
  });
});

describe("openGame(options) refuses", () => {
  const one = columnsOf([[1, 2]]);
  const none: Rows = { columns: [new Float64Array(), new Float64Array()], rows: 0 };
  const good = modelOf(() => 1);
  it.each([
    ["no background rows", () => gameOn(good, one, none), /^usage: .*explain\.background/],
    ["no rows to explain", () => gameOn(good, none, one), /^usage: .*explain\.rows/],
    ["a model without inputs", () => openGame({ model: good, players: [], background: one, explained: one }), /^usage/],
    [
      "an answer of NaN",
      () =>
        gameOn(
          modelOf(() => Number.NaN),
          one,
          one,
        ),
      /^unusable: model "drawn" gave no finite/,
    ],
    [
      "too few answers",
      () => gameOn({ ...good, predict: async () => new Float64Array(0) }, one, one),
      /^unusable: model "drawn" answered 0 numbers where 1 were asked/,
    ],
    [
      "NaN for mixed rows alone",
      async () => {
        const fussy = modelOf((row) => (row[0] === row[1] ? 0 : Number.NaN));
        await exactShapley(await gameOn(fussy, columnsOf([[1, 1]]), columnsOf([[2, 2]])));
      },
      /^unusable: model "drawn" gave no finite number in 2 of 2 answers/,
    ],
  ])("%s", async (_, work, message) => {
    expect(await failureOf(async () => work())).toMatch(message);
  });
});

describe("partitionOf(names, groups)", () => {
  it("puts parts in the order of their first members and everything else alone", () => {
    expect(partitionOf(["a", "b", "c", "d"], { pair: ["d", "b"] })).toEqual([
      { name: "a", members: [0] },
      { name: "pair", members: [1, 3] },
      { name: "c", members: [2] },
    ]);
  });
  it.each([
    [{ g: [] }, /^usage: group "g" names nothing/],
    [{ g: ["x"] }, /^usage: group "g" names "x", which is none of: a, b, c/],
    [{ g: ["a", "b"], h: ["b"] }, /^usage: "b" is in the groups "g" and "h"/],
    [{ c: ["a", "b"] }, /^usage: group "c" has the name of something outside it/],
  ])("refuses %j", async (groups, message) => {
    expect(await failureOf(async () => partitionOf(["a", "b", "c"], groups as Record<string, string[]>))).toMatch(
      message,
    );
  });
});
