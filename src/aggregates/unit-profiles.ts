import type { UnitProfiles } from "../core/cells.js";
import { ExactSums } from "../core/exact-sums.js";
import { fixedPointScale } from "../core/fixed-point.js";
import { type ProfileParts, ProfileTable } from "../core/profile-table.js";
import type { ColumnKind } from "../sql/column.js";
import { rowColumns } from "../sql/row-query.js";

/** Values of some kept rows, column by column as {@link unitRowsSql} names them. */
export interface UnitRows {
  readonly rows: number;
  /** Two 64-bit hashes of the unit, in halves: rows of one unit stand together, those of another differ in one of the halves. */
  readonly unit: readonly ArrayLike<number>[];
  readonly cell: ArrayLike<number>;
  /** w and w·s as integers of 2^-40; null: 1 and 0. */
  readonly weight: ArrayLike<number> | null;
  readonly weightedScore: ArrayLike<number> | null;
}

/** Number of leading columns of {@link unitRowsSql} that tell units apart. */
export const unitColumns = 4;

/**
 * Kept rows sorted by unit: hashes, cell, and w and w·s where asked for. Sorting by hashes costs the same for numbers and
 * for long texts; two units are taken for one only if both 64-bit hashes agree.
 */
export function unitRowsSql(mapped: string, unit: ColumnKind, { isWeighted, hasScore }: ProfileParts): string {
  const text = unit === "text" ? rowColumns.unit : `CAST(${rowColumns.unit} AS VARCHAR)`;
  const halves = ["a", "b"].flatMap((hash) => [
    `CAST(${hash} >> 32 AS UINTEGER)`,
    `CAST(${hash} & 4294967295 AS UINTEGER)`,
  ]);
  const weight = isWeighted ? "w" : "1";
  const sums = [
    ...(isWeighted ? [`round(w * ${fixedPointScale})`] : []),
    ...(hasScore ? [`round(${weight} * q * ${fixedPointScale})`] : []),
  ];
  // A hash of whole numbers has no collisions, so their second hash need not be another.
  const second = unit === "integer" ? `hash(${rowColumns.unit})` : `hash(concat('.', ${text}))`;
  return `SELECT ${[...halves, "cell", ...sums].join(", ")} FROM (SELECT hash(${rowColumns.unit}) AS a, ${second} AS b, * FROM (${mapped})) ORDER BY a, b`;
}

/** Turns rows sorted by unit into profiles, batch by batch. */
export class UnitProfileReader {
  readonly #table: ProfileTable;
  readonly #parts: ProfileParts;
  readonly #n: Float64Array;
  readonly #w: ExactSums;
  readonly #ws: ExactSums;
  readonly #touched: number[] = [];
  /** Hashes of the unit at hand; at first those of none. */
  readonly #unit = new Float64Array(unitColumns).fill(-1);
  units = 0;

  constructor(cells: number, parts: ProfileParts) {
    this.#table = new ProfileTable(parts);
    this.#parts = parts;
    this.#n = new Float64Array(cells);
    this.#w = new ExactSums(cells);
    this.#ws = new ExactSums(cells);
  }

  read({ rows, unit, cell, weight, weightedScore }: UnitRows): void {
    const [a, b, c, d] = unit as [ArrayLike<number>, ArrayLike<number>, ArrayLike<number>, ArrayLike<number>];
    const last = this.#unit;
    for (let row = 0; row < rows; row++) {
      if (a[row] !== last[0] || b[row] !== last[1] || c[row] !== last[2] || d[row] !== last[3]) {
        this.#endUnit();
        last[0] = a[row]!;
        last[1] = b[row]!;
        last[2] = c[row]!;
        last[3] = d[row]!;
      }
      const at = cell[row]!;
      if (this.#n[at] === 0) this.#touched.push(at);
      this.#n[at]! += 1;
      if (weight !== null) this.#w.add(at, weight[row]!);
      if (weightedScore !== null) this.#ws.add(at, weightedScore[row]!);
    }
  }

  finish(): UnitProfiles {
    this.#endUnit();
    return this.#table.finish();
  }

  #endUnit(): void {
    if (this.#touched.length === 0) return;
    const { isWeighted, hasScore } = this.#parts;
    if (this.#touched.length > 1) this.#touched.sort((a, b) => a - b);
    for (const cell of this.#touched) {
      const n = this.#n[cell]!;
      this.#table.put(cell, n, isWeighted ? this.#w.real(cell) : n, hasScore ? this.#ws.real(cell) : 0);
      this.#n[cell] = 0;
      if (isWeighted) this.#w.reset(cell);
      if (hasScore) this.#ws.reset(cell);
    }
    this.#table.endUnit();
    this.#touched.length = 0;
    this.units++;
  }
}
