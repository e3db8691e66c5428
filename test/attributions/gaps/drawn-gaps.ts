import type { Attributions } from "../../../src/attributions/attributions.js";
import type { GapInput } from "../../../src/attributions/gaps/gap-input.js";
import { type Random, random } from "../../../src/core/random.js";
import { normalQuantile } from "../../../src/stats/index.js";

/** Explained rows to draw. */
export interface Drawn {
  readonly seed: number;
  /** Units in each group. */
  readonly units: readonly number[];
  readonly players?: number;
  /** Units that stand in the first two groups at once. */
  readonly both?: number;
  /** Mean of φ of each player in a group. */
  readonly mean?: (player: number, group: number) => number;
  readonly sizeOf?: (next: Random) => number;
  readonly weighted?: boolean;
}

export const normal = (next: Random): number => normalQuantile(next() + 2 ** -54);

/** Attributions of rows in units, half of whose variance lies between units; output = base + Σφ. */
export function drawGaps({
  seed,
  units,
  players = 3,
  both = 0,
  mean = () => 0,
  sizeOf = (next) => 1 + Math.floor(3 * next()),
  weighted = false,
}: Drawn): GapInput {
  const next = random(seed, "drawn gaps");
  const values: number[][] = Array.from({ length: players }, () => []);
  const [code, unit, weight]: [number[], number[], number[]] = [[], [], []];
  let id = 0;
  const addUnit = (groups: readonly number[]) => {
    const own = values.map(() => normal(next));
    for (const group of groups) {
      for (let row = sizeOf(next); row > 0; row--) {
        unit.push(id);
        code.push(group);
        weight.push(weighted ? Math.exp(normal(next)) : 1);
        for (const [j, phi] of values.entries()) phi.push(mean(j, group) + 0.7 * own[j]! + 0.7 * normal(next));
      }
    }
    id++;
  };
  for (const [group, count] of units.entries()) for (let k = 0; k < count; k++) addUnit([group]);
  for (let k = 0; k < both; k++) addUnit([0, 1]);
  const attributions = attributionsOf(values);
  return {
    attributions,
    noisy: null,
    attributes: [
      {
        name: "gender",
        groups: units.map((_, group) => `g${group}`),
        code: Int32Array.from(code),
        reference: 0,
        players: [],
      },
    ],
    unit: Int32Array.from(unit),
    weight: weighted ? Float64Array.from(weight) : null,
    columns: [],
  };
}

/** Attributions whose output is base 0.25 + Σφ. */
export function attributionsOf(values: readonly (readonly number[])[]): Attributions {
  const rows = values[0]?.length ?? 0;
  return {
    players: values.map((_, j) => `f${j}`),
    rows,
    values: values.map((phi) => Float64Array.from(phi)),
    errors: null,
    base: 0.25,
    output: Float64Array.from({ length: rows }, (_, row) => values.reduce((sum, phi) => sum + phi[row]!, 0.25)),
    scale: "margin",
  };
}

/** The same input with its rows in another order and its units numbered otherwise. */
export function shuffled(input: GapInput, seed: number): GapInput {
  const next = random(seed, "shuffled");
  const { rows } = input.attributions;
  const order = Int32Array.from({ length: rows }, (_, row) => row);
  for (let i = rows - 1; i > 0; i--) {
    const j = Math.floor(next() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return taken(input, order, (unit) => 7919 - 3 * unit);
}

/** Some rows, in the order given. */
export function taken(
  input: GapInput,
  order: Int32Array,
  renumber: (unit: number) => number = (unit) => unit,
): GapInput {
  const numbers = (values: Float64Array) => Float64Array.from(order, (row) => values[row]!);
  const of = (each: Attributions): Attributions => ({
    ...each,
    rows: order.length,
    values: each.values.map(numbers),
    output: numbers(each.output),
  });
  return {
    attributions: of(input.attributions),
    noisy: input.noisy === null ? null : of(input.noisy),
    attributes: input.attributes.map((each) => ({ ...each, code: order.map((row) => each.code[row]!) })),
    unit: input.unit === null ? null : order.map((row) => renumber(input.unit![row]!)),
    weight: input.weight === null ? null : numbers(input.weight),
    columns: input.columns.map(({ values, ...rest }) => ({
      ...rest,
      values: values instanceof Float64Array ? numbers(values) : Array.from(order, (row) => values[row] ?? null),
    })),
  };
}
