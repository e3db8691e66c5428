import { type Failure, unusable } from "../core/errors.js";
import type { Duckdb } from "../engines/duckdb.js";
import { EngineError } from "../engines/duckdb-failure.js";
import type { Column } from "../sql/column.js";
import { literal } from "../sql/quote.js";
import { type CsvHeader, parseCsvHeader } from "./csv-header.js";
import type { HashedFile } from "./input-files.js";
import { rawLines } from "./raw-lines.js";
import { csvFailure, decompressionFailure } from "./read-failure.js";
import { sameColumns } from "./same-columns.js";
import type { Source, SourceRequest } from "./source.js";

/** A name in quotes may hold line breaks; a header of more lines than this is no header. */
const mostHeaderLines = 200;

/** Opens comma-separated files: the header is read and understood here, so that DuckDB has nothing to guess. */
export async function openCsv({ engine, files, format, delimiter, missing }: SourceRequest): Promise<Source> {
  const explain = async (error: Error): Promise<Failure | null> =>
    decompressionFailure(error, files) ?? csvFailure(error, files);
  const given = delimiter ?? (format === "tsv" ? "\t" : null);
  const headers: CsvHeader[] = [];
  for (const file of files) headers.push(await readHeader(engine, file, given));
  const header = headers[0]!;
  sameColumns(
    files,
    headers.map(({ names }) => names.map((name) => ({ name, type: "text" }))),
  );
  const other = headers.findIndex((each) => each.delimiter !== header.delimiter);
  if (other > 0) throw unusable(`has another delimiter than ${files[0]!.shown}`, { file: files[other]!.shown });
  const columns = header.names.map(
    (name, place): Column => ({ name, sql: `c${place}`, kind: "text", type: "VARCHAR", missing }),
  );
  const from = (_needed: readonly Column[], file?: HashedFile): string =>
    readCsv(file === undefined ? files : [file], columns, header.delimiter);
  return { format, files, columns, from, explain };
}

function readCsv(files: readonly HashedFile[], columns: readonly Column[], delimiter: string): string {
  const paths = files.map(({ path }) => literal(path)).join(", ");
  const types = columns.map(({ sql }) => `'${sql}': 'VARCHAR'`).join(", ");
  const options = `auto_detect=false, header=true, delim=${literal(delimiter)}, quote='"', escape='"', strict_mode=true, null_padding=false, ignore_errors=false, hive_partitioning=false`;
  return `read_csv([${paths}], columns={${types}}, ${options})`;
}

async function readHeader(engine: Duckdb, file: HashedFile, delimiter: string | null): Promise<CsvHeader> {
  let lines = 1;
  for (;;) {
    const found = await firstLines(engine, file, lines);
    const parsed = parseCsvHeader(found.join("\n"), delimiter);
    if ("names" in parsed) return parsed;
    if (parsed.fault === "unterminated" && found.length === lines && lines < mostHeaderLines)
      lines = Math.min(lines * 4, mostHeaderLines);
    else throw headerFailure(file, parsed.fault, parsed.columns, found.length);
  }
}

async function firstLines(engine: Duckdb, file: HashedFile, count: number): Promise<string[]> {
  // DuckDB takes a line break inside the header for the one that ends rows too: where they differ, it finds no rows and says nothing.
  const lineEnds = count === 1 ? "any" : "alike";
  try {
    const rows = await engine.query(`SELECT line FROM ${rawLines(file.path, lineEnds)} LIMIT ${count}`);
    return rows.map(([line]) => String(line ?? ""));
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    throw decompressionFailure(error, [file]) ?? csvFailure(error, [file]) ?? error;
  }
}

function headerFailure(
  { shown }: HashedFile,
  fault: string,
  columns: readonly [number, number] | undefined,
  lines: number,
): Failure {
  if (fault === "duplicate")
    return unusable(`columns ${columns?.[0]} and ${columns?.[1]} of the header have the same name`, { file: shown });
  if (fault === "empty")
    return unusable(
      lines === 0 ? "holds no header and no rows" : "the first line is empty; it must hold the names of the columns",
      { file: shown },
    );
  const what =
    fault === "unterminated"
      ? "a quote that is opened in the header is not closed"
      : "a name in the header has characters after its closing quote";
  return unusable(what, { file: shown });
}
