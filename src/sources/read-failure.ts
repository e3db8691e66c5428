import { counted } from "../core/counted.js";
import { type Failure, unusable } from "../core/errors.js";
import { firstLine } from "../core/first-line.js";
import type { HashedFile } from "./input-files.js";

/**
 * DuckDB quotes the line at fault, which may hold personal data. Only numbers that stand outside the quotation are taken from its
 * messages: what it found wrong is told by fixed phrases.
 */
const csvPhrases: readonly { readonly phrase: RegExp; readonly say: (numbers: readonly string[]) => string }[] = [
  {
    phrase: /\nExpected Number of Columns: (\d+) Found: (\d+)\n/,
    say: ([expected, found]) => `expected ${expected} ${expected === "1" ? "cell" : "cells"}, found ${found}`,
  },
  {
    phrase: /\nValue with unterminated quote found\./,
    say: () => "a quote is not closed, or text stands behind a closing one",
  },
  {
    phrase: /\nInvalid unicode \(byte sequence mismatch\) detected\./,
    say: () => "the text is not UTF-8; save the file as UTF-8",
  },
  { phrase: /\nMaximum line size of (\d+) bytes exceeded/, say: ([bytes]) => `the line is longer than ${bytes} bytes` },
];

/** An error while DuckDB read CSV, without content; null: of something else. */
export function csvFailure(error: Error, files: readonly HashedFile[]): Failure | null {
  const { message } = error;
  if (isOurs(message)) return null;
  const file = fileIn(message, files);
  const line = /^(?:Invalid Input Error: )?CSV Error on Line: (\d+)\n/.exec(message)?.[1];
  const where = line === undefined ? "" : `line ${counted(Number(line))}: `;
  for (const { phrase, say } of csvPhrases) {
    const found = phrase.exec(message);
    if (found !== null) return unusable(`${where}${say(found.slice(1))}`, { file }, error);
  }
  if (message.includes("reached an invalid state")) {
    return unusable(
      "cannot be read as CSV: a quote is not closed, or its lines end in different ways",
      { file, hint: "write all line ends alike, and quotes inside a cell twice" },
      error,
    );
  }
  return unusable(`${where}cannot be read as CSV`, { file }, error);
}

/** An error of unpacking; null: of something else. */
export function decompressionFailure(error: Error, files: readonly HashedFile[]): Failure | null {
  if (!/GZIP|zstd|frame descriptor|decompress/i.test(firstLine(error.message))) return null;
  return unusable(
    "cannot be unpacked: it is not what its ending says, or is damaged",
    { file: fileIn(error.message, files) },
    error,
  );
}

/** An error while DuckDB read Parquet; its messages quote nothing that helps. */
export function parquetFailure(error: Error, files: readonly HashedFile[]): Failure | null {
  if (isOurs(error.message)) return null;
  return unusable(
    "cannot be read as Parquet: it is damaged, cut off, encrypted or of a kind that is not supported",
    { file: fileIn(error.message, files) },
    error,
  );
}

/** An error while DuckDB read JSON. */
export function jsonFailure(error: Error, files: readonly HashedFile[], line: number | null): Failure | null {
  const { message } = error;
  if (isOurs(message)) return null;
  const file = fileIn(message, files);
  if (message.includes("byte order mark"))
    return unusable("begins with a byte order mark; save the file as UTF-8 without one", { file }, error);
  if (message.includes("invalid UTF-8"))
    return unusable("the text is not UTF-8; save the file as UTF-8", { file }, error);
  const where = line === null ? "" : `line ${counted(line)}: `;
  if (/maximum_object_size/.test(message)) return unusable(`${where}a line is longer than 16 MB`, { file }, error);
  return unusable(`${where}cannot be read as JSON; each line must hold one whole object`, { file }, error);
}

/** Errors of our own SQL are defects, whatever file they name. */
const isOurs = (message: string): boolean => /^(?:Binder|Catalog|Parser|Permission|Syntax) Error/.test(message);

/** The file that a message names last: what comes before may be content. */
export function fileIn(message: string, files: readonly HashedFile[]): string {
  const places = files.map((file) => ({ file, at: message.lastIndexOf(file.path) }));
  const last = places.reduce((a, b) => (b.at > a.at ? b : a));
  return last.file.shown;
}
