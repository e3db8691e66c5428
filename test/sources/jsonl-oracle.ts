import type { Rows } from "./read-rows.js";

/** How rows that were read differ from what `JSON.parse` makes of each line; null: they do not. */
export function jsonlDifference(bytes: Buffer, { names, rows }: Rows): string | null {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return "read, although it is not UTF-8";
  }
  const expected: Record<string, unknown>[] = [];
  for (const line of text.split(/\r\n|\n/)) {
    if (line.trim() === "") continue;
    try {
      expected.push(JSON.parse(strict(line)) as Record<string, unknown>);
    } catch {
      return `read, although line ${expected.length + 1} is no JSON`;
    }
  }
  if (expected.length !== rows.length) return `${rows.length} rows for ${expected.length}`;
  for (const [at, row] of expected.entries()) {
    const other = names.findIndex(
      (name, place) => !isSame(rows[at]![place] ?? null, Object.hasOwn(row, name) ? row[name] : null),
    );
    if (other !== -1)
      return `row ${at + 1}, ${JSON.stringify(names[other])}: ${rows[at]![other]} for ${JSON.stringify(row[names[other]!])}`;
    const lacking = Object.keys(row).find((name) => !names.includes(name));
    if (lacking !== undefined) return `row ${at + 1}: no column ${JSON.stringify(lacking)}`;
  }
  return null;
}

/**
 * JSON of what DuckDB takes for JSON beyond RFC 8259, none of which loses anything: numbers that are none, as Python's json module
 * writes them, here as texts, which they are read as; and a comma behind the last part.
 */
const strict = (line: string): string =>
  line.replaceAll(/"(?:[^"\\]|\\.)*"|[+-]?(?:nan|inf(?:inity)?)\b|,(?=\s*[}\]])/gi, (part) =>
    part.startsWith('"') ? part : part === "," ? "" : `"${part}"`,
  );

/** Whether a text that was read says what a value of JSON is. */
function isSame(found: string | null, value: unknown): boolean {
  if (value === null || value === undefined) return found === null;
  if (found === null) return false;
  if (typeof value === "string") return found === value;
  if (typeof value === "number") return Number(found) === value;
  if (typeof value === "boolean") return found === String(value);
  try {
    return JSON.stringify(JSON.parse(strict(found))) === JSON.stringify(value);
  } catch {
    return false;
  }
}
