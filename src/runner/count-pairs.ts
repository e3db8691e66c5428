import type { KeySpec } from "../aggregates/key-table.js";
import { mappedRows } from "../aggregates/mapped-keys.js";
import type { UnitProfiles } from "../core/cells.js";
import { type PairFrame, type PairTally, pairedGroups } from "../core/pair-tally.js";
import type { PairedModels } from "../core/paired.js";
import type { Duckdb } from "../engines/duckdb.js";
import { unitsRepeat } from "../inference/unit-sums.js";
import type { ColumnKind } from "../sql/column.js";
import { codes, rowColumns } from "../sql/row-query.js";
import { countKeys, streamUnits, tables } from "./count-model.js";

/** Class that a value stands for; null: it is of none. */
type NameOf = (value: string | null) => string | null;

export interface PairRequest {
  readonly engine: Duckdb;
  /** Keys with `before`: groups, label, and what both models said. */
  readonly spec: KeySpec;
  readonly rows: string;
  readonly frame: PairFrame;
  /** Names of classes, which both models and the label share. */
  readonly names: { readonly label: NameOf; readonly before: NameOf; readonly now: NameOf };
  /** Kind of the unit's column; null: no two rows share a unit. */
  readonly unit: ColumnKind | null;
}

/**
 * Counts rows by what two models say of them: one scan, and with units a second one in their order. The tables of keys are made anew.
 * @returns null where units and cells make too much to hand over
 * @throws Failure
 */
export async function countPairs(request: PairRequest): Promise<Pick<PairedModels, "groups" | "unitsAcross"> | null> {
  const { engine, spec, rows, names, unit } = request;
  const { keys } = await countKeys(engine, spec, rows);
  const kept = keys.flatMap((key, id) => (key.code === codes.kept && key.n > 0 ? [{ key, id }] : []));
  const tallies = kept.map(({ key: { groups, label, prediction, abstained, before, n } }): PairTally => {
    const now = abstained ? null : names.now(prediction);
    const then = before === null || before.abstained ? null : names.before(before.prediction);
    return { groups, label: names.label(label), then, now, n };
  });
  const profiles = unit === null ? null : await readUnits(request, tallies, unit);
  return pairedGroups(tallies, profiles, request.frame);
}

/** Units by their rows of each tally; null: no two rows share a unit. */
async function readUnits(
  { engine, spec, rows }: PairRequest,
  tallies: readonly PairTally[],
  unit: ColumnKind,
): Promise<UnitProfiles | null> {
  const kept = `${rowColumns.code} = ${codes.kept} AND rows > 0`;
  const place = "CAST(row_number() OVER (ORDER BY id) - 1 AS INTEGER)";
  await engine.run(
    `CREATE OR REPLACE TABLE ${tables.mapping} AS SELECT id, ${place} AS cell, ${place} AS tuple FROM ${tables.keys} WHERE ${kept}`,
  );
  const expected = tallies.reduce((sum, { n }) => sum + n, 0);
  const mapped = mappedRows(spec, rows, tables, [rowColumns.unit]);
  const parts = { isWeighted: false, hasScore: false };
  const { profiles } = await streamUnits(engine, { mapped, cells: tallies.length, unit, expected, ...parts });
  return unitsRepeat(profiles) ? profiles : null;
}
