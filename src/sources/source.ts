import type { Failure } from "../core/errors.js";
import type { Duckdb } from "../engines/duckdb.js";
import type { Column } from "../sql/column.js";
import type { HashedFile } from "./input-files.js";

export type Format = "csv" | "tsv" | "jsonl" | "parquet";

/** What a reader gets. */
export interface SourceRequest {
  readonly engine: Duckdb;
  readonly files: readonly HashedFile[];
  readonly format: Format;
  /** csv: between cells; null: found in the header. */
  readonly delimiter: string | null;
  /** Texts that mean "missing" beside the empty one. */
  readonly missing: readonly string[];
}

/** A data set that was opened: its columns are known, its rows were not read. */
export interface Source {
  readonly format: Format;
  readonly files: readonly HashedFile[];
  readonly columns: readonly Column[];
  /** What stands behind FROM, with the expressions of the needed columns; of all files, or of one. */
  from(needed: readonly Column[], file?: HashedFile): string;
  /** An error of the engine while it read, in plain words and without content; null: it is not of the files. */
  explain(error: Error): Promise<Failure | null>;
}

export type OpenSource = (request: SourceRequest) => Promise<Source>;
