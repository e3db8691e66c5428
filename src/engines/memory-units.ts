import type { UnitProfiles } from "../core/cells.js";
import { ExactSums } from "../core/exact-sums.js";
import { toFixedPoint } from "../core/fixed-point.js";
import { ProfileTable } from "../core/profile-table.js";

export interface UnitColumns {
  /** By row: which unit. */
  readonly unit: Int32Array;
  readonly kept: Int32Array;
  /** By kept row: its cell. */
  readonly cellOf: Int32Array;
  readonly cells: number;
  /** By row; null: 1 and 0. */
  readonly weight: Float64Array | null;
  readonly score: Float64Array | null;
}

/** Profiles of the units among the rows kept, and how many units there are. */
export function countUnits({ unit, kept, cellOf, cells, weight, score }: UnitColumns): {
  readonly profiles: UnitProfiles;
  readonly units: number;
} {
  const parts = { isWeighted: weight !== null, hasScore: score !== null };
  const table = new ProfileTable(parts);
  const n = new Float64Array(cells);
  const w = new ExactSums(cells);
  const ws = new ExactSums(cells);
  let units = 0;
  for (const places of byUnit(unit, kept)) {
    const touched: number[] = [];
    for (const place of places) {
      const cell = cellOf[place]!;
      const row = kept[place]!;
      if (n[cell] === 0) touched.push(cell);
      n[cell]! += 1;
      if (weight !== null) w.add(cell, toFixedPoint(weight[row]!));
      if (score !== null) ws.add(cell, toFixedPoint((weight?.[row] ?? 1) * score[row]!));
    }
    for (const cell of touched.sort((a, b) => a - b)) {
      table.put(cell, n[cell]!, weight === null ? n[cell]! : w.real(cell), score === null ? 0 : ws.real(cell));
      n[cell] = 0;
      w.reset(cell);
      ws.reset(cell);
    }
    table.endUnit();
    units++;
  }
  return { profiles: table.finish(), units };
}

/** Places among the kept rows, unit by unit. */
function* byUnit(unit: Int32Array, kept: Int32Array): Generator<Int32Array> {
  const units = kept.reduce((most, row) => Math.max(most, unit[row]! + 1), 0);
  const start = new Int32Array(units + 1);
  for (const row of kept) start[unit[row]! + 1]! += 1;
  for (let each = 0; each < units; each++) start[each + 1]! += start[each]!;
  const next = start.slice();
  const places = new Int32Array(kept.length);
  kept.forEach((row, place) => {
    places[next[unit[row]!]!++] = place;
  });
  for (let each = 0; each < units; each++)
    if (start[each + 1]! > start[each]!) yield places.subarray(start[each], start[each + 1]);
}
