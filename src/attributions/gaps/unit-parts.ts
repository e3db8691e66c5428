/**
 * The rows of an attribute's groups by unit. A part is what one unit has in one group: a unit that stands in two groups has two.
 * Parts are in the order in which their units come.
 */
export interface UnitParts {
  /** Part of each row; -1: the row's group is not known. */
  readonly ofRow: Int32Array;
  readonly unit: Int32Array;
  readonly group: Int32Array;
  /** Rows of each part. */
  readonly rows: Float64Array;
  /** Sums of the rows' weights. */
  readonly weight: Float64Array;
}

/** Deals rows to parts. `unit` and `code` have an entry per row; `code` is -1 where the group is not known. */
export function unitParts(code: Int32Array, unit: Int32Array, weight: Float64Array | null): UnitParts {
  const ofRow = new Int32Array(code.length).fill(-1);
  const [units, groups]: [number[], number[]] = [[], []];
  const places = new Map<string, number>();
  for (let row = 0; row < code.length; row++) {
    if (code[row]! < 0) continue;
    const key = `${unit[row]} ${code[row]}`;
    let part = places.get(key);
    if (part === undefined) {
      part = units.push(unit[row]!) - 1;
      groups.push(code[row]!);
      places.set(key, part);
    }
    ofRow[row] = part;
  }
  const ones = new Float64Array(code.length).fill(1);
  const shape = { ofRow, unit: Int32Array.from(units), group: Int32Array.from(groups) };
  return { ...shape, rows: partSums(shape, ones, null), weight: partSums(shape, ones, weight) };
}

/** Σ weight · value over the rows of each part. */
export function partSums(
  { ofRow, unit }: Pick<UnitParts, "ofRow" | "unit">,
  values: Float64Array,
  weight: Float64Array | null,
): Float64Array {
  const sums = new Float64Array(unit.length);
  for (let row = 0; row < ofRow.length; row++) {
    const part = ofRow[row]!;
    if (part >= 0) sums[part]! += weight === null ? values[row]! : weight[row]! * values[row]!;
  }
  return sums;
}

/** A figure of a group: Σ numerator / Σ denominator over its parts. */
export interface Ratio {
  readonly numerator: Float64Array;
  readonly denominator: Float64Array;
}

/** A set of groups compared with another that has none of them, unit by unit. */
export interface UnitPair {
  /** Units with rows on either side. */
  readonly size: number;
  /** Per part: 2 · place of its unit + side (0 or 1); -1: on neither side. */
  readonly slot: Int32Array;
  /** Rows by unit of either side. */
  readonly rows: readonly [Float64Array, Float64Array];
}

/** Which side a group is on: 0, 1, or -1 for neither. */
export type SideOf = (group: number) => 0 | 1 | -1;

export function unitPair(parts: UnitParts, sideOf: SideOf): UnitPair {
  const slot = new Int32Array(parts.unit.length).fill(-1);
  const places = new Map<number, number>();
  for (let part = 0; part < slot.length; part++) {
    const side = sideOf(parts.group[part]!);
    if (side < 0) continue;
    const unit = parts.unit[part]!;
    if (!places.has(unit)) places.set(unit, places.size);
    slot[part] = 2 * places.get(unit)! + side;
  }
  const pair = { size: places.size, slot };
  return { ...pair, rows: sidesOf(pair, parts.rows) };
}

/** Sums over parts, by unit on either side. */
export function sidesOf(
  { size, slot }: Pick<UnitPair, "size" | "slot">,
  ofParts: Float64Array,
): readonly [Float64Array, Float64Array] {
  const sides = [new Float64Array(size), new Float64Array(size)] as const;
  for (let part = 0; part < slot.length; part++) {
    const at = slot[part]!;
    if (at >= 0) sides[at & 1]![at >> 1]! += ofParts[part]!;
  }
  return sides;
}
