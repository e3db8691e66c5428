/** Cells of each record of a CSV text, or why it is none. */
export type Records = readonly (readonly string[])[] | { readonly fault: string };

/**
 * Reads CSV character by character as RFC 4180 has it: a second opinion on what a hostile file says. A quote inside a cell that does
 * not begin with one is a character like others; any of LF, CRLF and CR ends a record; an empty line is a record of one empty cell.
 * Departures that DuckDB makes and that lose nothing: blanks around a cell in quotes are left out, and so is one blank after a lone CR
 * that ends a record among others that end with CRLF.
 */
export function recordsOf(bytes: Buffer, delimiter: string): Records {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return { fault: "not UTF-8" };
  }
  const lineEnd = text.includes("\r\n") ? /^\r[\n ]/ : /^\r\n/;
  const records: string[][] = [];
  let record: string[] = [];
  for (let at = 0; at < text.length || record.length > 0; ) {
    let cell = "";
    const opening = afterBlanks(text, at);
    if (text[opening] === '"') {
      const end = endOfQuoted(text, opening);
      if (end === null) return { fault: "a quote is not closed" };
      cell = text.slice(opening + 1, end).replaceAll('""', '"');
      at = afterBlanks(text, end + 1);
      if (at < text.length && text[at] !== delimiter && !isBreak(text[at])) return { fault: "text behind a quote" };
    } else {
      const start = at;
      while (at < text.length && text[at] !== delimiter && !isBreak(text[at])) at++;
      cell = text.slice(start, at);
    }
    record.push(cell);
    if (text[at] === delimiter) {
      at++;
      continue;
    }
    at += lineEnd.test(text.slice(at, at + 2)) ? 2 : 1;
    records.push(record);
    record = [];
  }
  return records;
}

function afterBlanks(text: string, start: number): number {
  let at = start;
  while (text[at] === " ") at++;
  return at;
}

const isBreak = (character: string | undefined): boolean => character === "\n" || character === "\r";

/** Place of the quote that closes the one at `start`; null: none does. */
function endOfQuoted(text: string, start: number): number | null {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] !== '"') continue;
    if (text[at + 1] !== '"') return at;
    at++;
  }
  return null;
}
