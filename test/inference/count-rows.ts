import type { Cells, ModelCounts, Scores, UnitProfiles } from "../../src/core/cells.js";
import { compareGroups } from "../../src/core/groups.js";

/** One row of a made-up audit. Labels and predictions are class indices. */
export interface Row {
  readonly groups: readonly string[];
  readonly strata?: readonly string[];
  readonly label?: number;
  readonly prediction?: number;
  readonly score?: number;
  readonly weight?: number;
  readonly unit?: number;
  /** How often the row occurs; default 1. */
  readonly times?: number;
}

export interface Columns {
  readonly attributes: readonly string[];
  readonly strata?: readonly string[];
  readonly classes?: readonly string[];
}

/** Counts rows the slow and obvious way, for tests. */
export function countRows(
  rows: readonly Row[],
  { attributes, strata = [], classes = ["0", "1"] }: Columns,
): ModelCounts {
  const levels = attributes.map((_, a) => [...new Set(rows.map((row) => row.groups[a] as string))].sort(compareGroups));
  const stratumLevels = strata.map((_, s) => [...new Set(rows.map((row) => row.strata?.[s] as string))].sort());
  const keyOf = (row: Row) => JSON.stringify([row.groups, row.strata ?? [], row.label ?? -1, row.prediction ?? -1]);
  const keys = [...new Set(rows.map(keyOf))];
  const cellOf = new Map(keys.map((key, i) => [key, i]));
  const first = keys.map((key) => rows.find((row) => keyOf(row) === key) as Row);
  const sum = (of: (row: Row) => number) => {
    const sums = new Float64Array(keys.length);
    for (const row of rows) sums[cellOf.get(keyOf(row)) as number]! += of(row) * (row.times ?? 1);
    return sums;
  };
  const [weight, score] = [(row: Row) => row.weight ?? 1, (row: Row) => row.score ?? 0];
  const cells: Cells = {
    attributes,
    tagged: attributes.map(() => false),
    levels,
    strata,
    stratumLevels,
    classes,
    level: levels.map((names, a) => Int32Array.from(first, (row) => names.indexOf(row.groups[a] as string))),
    stratumLevel: stratumLevels.map((names, s) =>
      Int32Array.from(first, (row) => names.indexOf(row.strata?.[s] as string)),
    ),
    label: Int32Array.from(first, (row) => row.label ?? -1),
    prediction: Int32Array.from(first, (row) => row.prediction ?? -1),
    abstained: null,
    rank: null,
    n: sum(() => 1),
    w: sum(weight),
    w2: sum((row) => weight(row) ** 2),
    ws: sum((row) => weight(row) * score(row)),
    ws2: sum((row) => weight(row) * score(row) ** 2),
    w2s: sum((row) => weight(row) ** 2 * score(row)),
    w2s2: sum((row) => (weight(row) * score(row)) ** 2),
  };
  const scored = rows.some((row) => row.score !== undefined);
  return {
    cells,
    units: rows.some((row) => row.unit !== undefined)
      ? profilesOf(rows, (row) => cellOf.get(keyOf(row)) as number)
      : null,
    scores: scored ? scoresOf(rows, levels, stratumLevels) : null,
    classScores: null,
    confidences: null,
    values: null,
  };
}

function profilesOf(rows: readonly Row[], cellOf: (row: Row) => number): UnitProfiles {
  const units = new Map<number, Map<number, [number, number, number]>>();
  for (const row of rows) {
    const profile = units.get(row.unit as number) ?? new Map();
    units.set(row.unit as number, profile);
    const entry = profile.get(cellOf(row)) ?? [0, 0, 0];
    const [times, weight] = [row.times ?? 1, row.weight ?? 1];
    profile.set(cellOf(row), [
      entry[0] + times,
      entry[1] + times * weight,
      entry[2] + times * weight * (row.score ?? 0),
    ]);
  }
  const equal = new Map<string, number>();
  for (const profile of units.values()) {
    const key = JSON.stringify([...profile].sort(([a], [b]) => a - b));
    equal.set(key, (equal.get(key) ?? 0) + 1);
  }
  const profiles = [...equal]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, count]) => ({ count, entries: JSON.parse(key) as [number, [number, number, number]][] }));
  const entries = profiles.flatMap((profile) => profile.entries);
  const start = [0];
  for (const profile of profiles) start.push((start.at(-1) as number) + profile.entries.length);
  return {
    units: Float64Array.from(profiles, ({ count }) => count),
    start: Int32Array.from(start),
    cell: Int32Array.from(entries, ([cell]) => cell),
    n: Float64Array.from(entries, ([, [n]]) => n),
    w: Float64Array.from(entries, ([, [, w]]) => w),
    ws: Float64Array.from(entries, ([, [, , ws]]) => ws),
  };
}

function scoresOf(
  rows: readonly Row[],
  levels: readonly (readonly string[])[],
  stratumLevels: readonly (readonly string[])[],
): Scores {
  return {
    level: levels.map((names, a) => Int32Array.from(rows, (row) => names.indexOf(row.groups[a] as string))),
    stratumLevel: stratumLevels.map((names, s) =>
      Int32Array.from(rows, (row) => names.indexOf(row.strata?.[s] as string)),
    ),
    label: Float64Array.from(rows, (row) => row.label ?? -1),
    score: Float64Array.from(rows, (row) => row.score ?? 0),
    n: Float64Array.from(rows, (row) => row.times ?? 1),
    w: Float64Array.from(rows, (row) => (row.weight ?? 1) * (row.times ?? 1)),
    bins: null,
    units: null,
  };
}
