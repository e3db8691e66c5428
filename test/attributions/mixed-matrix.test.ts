import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { BlackBox, Column, EncodedBox } from "../../src/attributions/black-box.js";
import { distinctRows } from "../../src/attributions/distinct-rows.js";
import { mixedMatrix } from "../../src/attributions/mixed-matrix.js";
import { openGame } from "../../src/attributions/open-game.js";
import { playersOf } from "../../src/attributions/players.js";
import { type Kernel, kernel } from "../../src/models/kernels.js";
import type { EncodedInputs } from "../../src/models/model.js";
import { columnsOf, failureOf, names } from "./games.js";

/** One encoded input: a column scaled, or whether it holds a number, as one-hot encoding has it. */
type Input = { readonly column: number } & ({ readonly scale: number } | { readonly holds: number });

const encodedAs = (inputs: readonly Input[]): EncodedInputs => ({
  width: inputs.length,
  inputColumn: Int32Array.from(inputs, ({ column }) => column),
  encode: ({ columns, rows }) =>
    Float64Array.from({ length: rows * inputs.length }, (_, at) => {
      const input = inputs[at % inputs.length]!;
      const value = columns[input.column]![Math.floor(at / inputs.length)] as number;
      if ("scale" in input) return value / input.scale;
      return value === input.holds ? 1 : 0;
    }),
});

/** A finite number that depends on every bit of a row of single precision; missing ones count too. */
const mixing = (row: Float32Array): number =>
  row.reduce((sum, value, place) => (sum * 3 + (place + 1) * (Number.isNaN(value) ? 7 : value)) % 101, 1);

/** Models of the same answers, the one asked with columns and the other with what they are encoded to. */
function bothModels(inputs: EncodedInputs, outputs: number, batchRows: number) {
  const { width } = inputs;
  const sizes: number[] = [];
  const answer = (matrix: Float32Array, rows: number): Float64Array =>
    Float64Array.from({ length: rows * outputs }, (_, at) => {
      const row = Math.floor(at / outputs);
      return mixing(matrix.subarray(row * width, (row + 1) * width)) + (at % outputs);
    });
  const byColumns: BlackBox = {
    id: "drawn",
    outputs,
    scale: "value",
    batchRows: 64,
    predict: async (columns: readonly Column[], rows) =>
      answer(Float32Array.from(inputs.encode({ columns: columns as Float64Array[], rows })), rows),
  };
  const encoded: EncodedBox = {
    inputs,
    batchRows,
    predict: async (matrix, rows) => {
      expect(matrix.length).toBe(rows * width);
      sizes.push(rows);
      return answer(matrix, rows);
    },
  };
  return { byColumns, byMatrix: { ...byColumns, encoded }, sizes };
}

/** Infinities and parts of a double that look like NaN in the neighbouring word have to come through as they are. */
const cell = fc.constantFrom(0, -0, 1, 2, 0.1, -1e30, Number.POSITIVE_INFINITY, Number.NaN);
const finite = fc.constantFrom(0, -0, 1, 2, 0.1, -7.25, 1e-40, Number.NaN);

const drawn = fc.integer({ min: 1, max: 5 }).chain((columns) =>
  fc.record({
    columns: fc.constant(columns),
    rows: fc.array(fc.array(finite, { minLength: columns, maxLength: columns }), { minLength: 2, maxLength: 12 }),
    inputs: fc.array(
      fc.oneof(
        fc.record({ column: fc.nat(columns - 1), scale: fc.constantFrom(1, 3) }),
        fc.record({ column: fc.nat(columns - 1), holds: fc.constantFrom(1, 2) }),
      ),
      { minLength: 1, maxLength: 11 },
    ),
    outputs: fc.integer({ min: 1, max: 3 }),
    batchRows: fc.integer({ min: 1, max: 70 }),
    grouped: fc.boolean(),
  }),
);

describe("openGame({ model: one that also answers encoded rows })", () => {
  it("gives bit for bit the values that columns give, on as many calls, for any width and batch size", () =>
    fc.assert(
      fc.asyncProperty(drawn, async ({ columns, rows, inputs, outputs, batchRows, grouped }) => {
        const { byColumns, byMatrix, sizes } = bothModels(encodedAs(inputs), outputs, batchRows);
        const [explained, background] = [columnsOf(rows.slice(0, 2)), columnsOf(rows.slice(1))];
        const players = playersOf(names(columns), grouped && columns > 2 ? { pair: ["x0", "x2"] } : {});
        const count = 2 ** players.length;
        const members = Uint8Array.from(
          { length: count * players.length },
          (_, at) => (Math.floor(at / players.length) >>> (at % players.length)) & 1,
        );
        const asks = [1, 0, 1].map((row) => ({ row, coalitions: { players: players.length, count, members } }));
        const [plain, encoded] = await Promise.all(
          [byColumns, byMatrix].map((model) => openGame({ model, players, background, explained })),
        );
        expect(await encoded!.values(asks)).toEqual(await plain!.values(asks));
        expect(encoded!.calls()).toBe(plain!.calls());
        expect(Math.max(...sizes)).toBeLessThanOrEqual(batchRows);
      }),
      { numRuns: 150 },
    ));

  it("copies bits: no number changes its neighbours", () =>
    fc.assert(
      fc.asyncProperty(fc.array(cell, { minLength: 1, maxLength: 9 }), async (row) => {
        const inputs = encodedAs(row.map((_, column) => ({ column, scale: 1 })));
        const seen: Float32Array[] = [];
        const { byMatrix } = bothModels(inputs, 1, 8);
        const predict = async (matrix: Float32Array, rows: number) => {
          seen.push(matrix.slice());
          return new Float64Array(rows);
        };
        const model = { ...byMatrix, predict: async (_: unknown, rows: number) => new Float64Array(rows) };
        const table = columnsOf([row]);
        const zeros = columnsOf([row.map(() => 5)]);
        const players = playersOf(names(row.length));
        const game = await openGame({
          model: { ...model, encoded: { ...byMatrix.encoded, predict } },
          players,
          background: zeros,
          explained: table,
        });
        const members = new Uint8Array(row.length).fill(1);
        await game.values([{ row: 0, coalitions: { players: row.length, count: 1, members } }]);
        expect(seen).toEqual([Float32Array.from(row)]);
      }),
    ));

  it("refuses answers that are no finite numbers, and too few of them", async () => {
    const { byMatrix } = bothModels(encodedAs([{ column: 0, scale: 1 }]), 1, 8);
    const explain = (answers: Float64Array) => async () => {
      const encoded = { ...byMatrix.encoded, predict: async () => answers };
      const tables = { background: columnsOf([[1]]), explained: columnsOf([[2]]) };
      const game = await openGame({ model: { ...byMatrix, encoded }, players: playersOf(names(1)), ...tables });
      await game.values([{ row: 0, coalitions: { players: 1, count: 1, members: Uint8Array.of(1) } }]);
    };
    expect(await failureOf(explain(Float64Array.of(Number.NaN)))).toMatch(
      /^unusable: .*gave no finite number in 1 of 1/,
    );
    expect(await failureOf(explain(new Float64Array(2)))).toMatch(/^unusable: .*answered 2 numbers where 1 were asked/);
  });
});

describe("mixedMatrix(table, encoded, module)", () => {
  const players = 5;
  const drawnPiece = fc.record({ other: fc.nat(2), from: fc.nat(6), take: fc.integer({ min: 1, max: 6 }) });

  it("puts together the same bits by a kernel and without, whatever the width and where pieces begin", () =>
    fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 13 }),
        fc.array(drawnPiece, { minLength: 1, maxLength: 5 }),
        fc.uint8Array({ minLength: 12 * players, maxLength: 12 * players, max: 1 }),
        async (width, pieces, members) => {
          const inputs = encodedAs(
            Array.from({ length: width }, (_, input) => ({ column: input % players, scale: input + 1 })),
          );
          const row = (first: number) => Array.from({ length: players }, (_, column) => first + column / 7);
          const slots = { count: 12, members, slotOf: Int32Array.from({ length: 12 }, (_, slot) => slot) };
          const matrixOf = async (module: Kernel | null): Promise<Float32Array> => {
            const { byMatrix } = bothModels(inputs, 1, 30);
            let seen = new Float32Array();
            const predict = async (matrix: Float32Array, rows: number) => {
              seen = matrix.slice();
              return new Float64Array(rows);
            };
            const table = {
              model: byMatrix,
              players: playersOf(names(players)),
              background: distinctRows(columnsOf([row(10), row(20), row(30)])),
              explained: columnsOf([row(40)]),
            };
            const room = mixedMatrix(table, { ...byMatrix.encoded, predict }, module);
            let at = 0;
            for (const { other, from, take } of pieces) {
              room.put({ block: { row: 0, other, slots }, from, take, at });
              at += take;
            }
            await room.answers(at);
            return seen;
          };
          const byKernel = await matrixOf(kernel("mixing")!);
          expect(byKernel.length).toBe(width * pieces.reduce((sum, { take }) => sum + take, 0));
          expect(byKernel).toEqual(await matrixOf(null));
        },
      ),
      { numRuns: 200 },
    ));
});
