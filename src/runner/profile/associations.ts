import type { Association, ColumnProfile } from "../../core/data-profile.js";
import type { Duckdb } from "../../engines/duckdb.js";
import type { Value } from "../../engines/duckdb-values.js";
import { type Column, numberSql, textSql } from "../../sql/column.js";
import { textAnswer } from "../../sql/text-answer.js";
import { cramersVCorrected } from "../../stats/index.js";

/** Rows that are looked at: V of a table of ten by ten is then known to about 0.02. */
const sampleRows = 10_000;
/** Columns whose pairs are looked at, first ones first: sixty have 1,770 pairs. */
const mostColumns = 60;
/** Numbers of more different values than this are cut into tenths. */
const mostLevels = 20;
/** Texts of more different values than this say nothing of others in so few rows. */
const mostTexts = 1000;
/** Cells of a table that so few rows can fill at all. */
const mostCells = 20_000;
/** Weaker associations are not told. */
const least = 0.1;
const tenths = 10;

const missing = -1;

/** A column as small whole numbers, one for each row of the sample; -1: missing. */
interface Coded {
  readonly place: number;
  readonly codes: Int32Array;
  readonly levels: number;
}

/** How strongly each two columns go together, in a fixed choice of the rows. */
export async function associationsOf(
  engine: Duckdb,
  table: string,
  columns: readonly Column[],
  profiles: readonly ColumnProfile[],
): Promise<Association[]> {
  const places = profiles.flatMap((profile, place) => (canBeGrouped(profile) ? [place] : [])).slice(0, mostColumns);
  if (places.length < 2) return [];
  const wanted = places.map((place) => (isCut(profiles[place]!) ? numberSql : asText)(columns[place]!));
  const rows = await engine.query(
    `SELECT ${wanted.join(", ")} FROM ${table} WHERE rowid IN (SELECT rowid FROM ${table} ORDER BY hash(rowid), rowid LIMIT ${sampleRows})`,
  );
  const coded = places.map((place, at) =>
    codedColumn(
      place,
      rows.map((row) => row[at] ?? null),
      isCut(profiles[place]!),
    ),
  );
  return coded.flatMap((a, at) => coded.slice(at + 1).flatMap((b) => associationOf(a, b)));
}

const asText = (column: Column): string => textAnswer(textSql(column));

function canBeGrouped({ content, distinct }: ColumnProfile): boolean {
  if (distinct < 2 || content === "nested" || content === "none" || content === "time") return false;
  return content === "integer" || content === "number" || distinct <= mostTexts;
}

const isCut = ({ content, distinct }: ColumnProfile): boolean =>
  (content === "integer" || content === "number") && distinct > mostLevels;

function codedColumn(place: number, values: readonly Value[], cut: boolean): Coded {
  if (cut) return { place, codes: tenthsOf(values), levels: tenths };
  const known = new Map<Value, number>();
  const codes = Int32Array.from(values, (value) => {
    if (value === null) return missing;
    if (!known.has(value)) known.set(value, known.size);
    return known.get(value)!;
  });
  return { place, codes, levels: known.size };
}

/** Numbers by the tenth of the sample that they fall into; equal ones fall into the same. */
function tenthsOf(values: readonly Value[]): Int32Array {
  const sorted = Float64Array.from(values.filter(isNumber)).sort();
  const edges = Array.from(
    { length: tenths - 1 },
    (_, i) => sorted[Math.floor(((i + 1) * sorted.length) / tenths)] ?? Infinity,
  );
  return Int32Array.from(values, (value) => (isNumber(value) ? edges.filter((edge) => edge <= value).length : missing));
}

const isNumber = (value: Value): value is number => typeof value === "number" && Number.isFinite(value);

function associationOf(a: Coded, b: Coded): Association[] {
  if (a.levels * b.levels > mostCells) return [];
  const table = Array.from({ length: a.levels }, () => new Float64Array(b.levels));
  for (let row = 0; row < a.codes.length; row++) {
    const [i, j] = [a.codes[row]!, b.codes[row]!];
    if (i !== missing && j !== missing) table[i]![j]! += 1;
  }
  const strength = cramersVCorrected(table) ?? 0;
  return strength >= least ? [{ columns: [a.place, b.place], strength: Math.min(1, strength) }] : [];
}
