import { Failure, type Problem } from "../core/errors.js";
import { rowsNamed, wrongValuesText } from "../core/wrong-rows.js";
import type { Duckdb } from "../engines/duckdb.js";
import type { HashedFile } from "../sources/input-files.js";
import { rawLines } from "../sources/raw-lines.js";
import type { Source } from "../sources/source.js";
import { type Check, checksOf, codedRows, codes } from "../sql/row-query.js";
import { quoted } from "../suite/quoted.js";
import type { SuitePlan } from "./row-plan.js";

interface WrongRows {
  readonly file: HashedFile;
  /** From 1, the header not counted; the first few. */
  readonly rows: readonly number[];
  /** In all files. */
  readonly total: number;
}

/** A complaint for every column with values that cannot be used: where the first stands and how many there are, never what they hold. */
export async function wrongValues(engine: Duckdb, source: Source, plan: SuitePlan): Promise<Failure> {
  const problems: Problem[] = [];
  const told = new Set<string>();
  for (const check of checksOf(plan.rows)) {
    const found = told.has(check.column.name) ? null : await findWrong(engine, source, plan, check);
    if (found === null) continue;
    told.add(check.column.name);
    problems.push(await problemOf(engine, source, check, found));
  }
  if (problems.length === 0) throw new Error("rows were refused, and no check finds them");
  return new Failure("unusable", problems);
}

async function findWrong(engine: Duckdb, source: Source, plan: SuitePlan, check: Check): Promise<WrongRows | null> {
  let first: HashedFile | null = null;
  const rows: number[] = [];
  let total = 0;
  for (const file of source.files) {
    const wrong = `FROM (${codedRows(plan.rows, source.from(plan.needed, file), check.sql)}) WHERE code >= ${codes.invalid} AND wrong`;
    const [count] = await engine.row(`SELECT count(*)::DOUBLE ${wrong}`);
    if (count === 0) continue;
    total += Number(count);
    if (first === null) {
      first = file;
      rows.push(
        ...(await engine.query(`SELECT row::DOUBLE ${wrong} ORDER BY row LIMIT ${rowsNamed}`)).map(([row]) =>
          Number(row),
        ),
      );
    }
  }
  return first === null ? null : { file: first, rows, total };
}

async function problemOf(
  engine: Duckdb,
  source: Source,
  { column, expected, found }: Check,
  { file, rows, total }: WrongRows,
): Promise<Problem> {
  const line = await lineOf(engine, source, file, rows[0]!);
  const message = wrongValuesText({ column: quoted(column.name), rows, total, expected, found, line });
  const hint =
    found === "text"
      ? 'name the values that mean "missing" (dataset.missing), or leave the rows out with `where`'
      : "correct them, or leave the rows out with `where`";
  return {
    file: file.shown,
    message,
    hint,
  };
}

/** The physical line of a row of CSV, where every row is one line; null where that is not sure, or the file has no header. */
async function lineOf(engine: Duckdb, source: Source, file: HashedFile, row: number): Promise<number | null> {
  if (source.format !== "csv" && source.format !== "tsv") return null;
  const [rows] = await engine.row(`SELECT count(*)::DOUBLE FROM ${source.from([], file)}`);
  const [lines] = await engine.row(`SELECT count(*)::DOUBLE FROM ${rawLines(file.path, "any")}`);
  return lines === Number(rows) + 1 ? row + 1 : null;
}

/** Where rows of the whole data set (from 0) stand: the file of the first, and the row numbers (from 1) of those in it. */
export async function locate(
  engine: Duckdb,
  source: Source,
  plan: SuitePlan,
  rows: readonly number[],
): Promise<{ readonly file: HashedFile; readonly rows: readonly number[] }> {
  let before = 0;
  for (const file of source.files) {
    const [count] = await engine.row(`SELECT count(*)::DOUBLE FROM ${source.from(plan.needed, file)}`);
    const end = before + Number(count);
    if (rows[0]! < end) return { file, rows: rows.filter((row) => row < end).map((row) => row - before + 1) };
    before = end;
  }
  return { file: source.files[0]!, rows: rows.map((row) => row + 1) };
}
