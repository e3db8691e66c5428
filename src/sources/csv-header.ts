const delimiters = [",", ";", "\t", "|"] as const;

/** The names in a header and what stands between them. */
export interface CsvHeader {
  readonly delimiter: string;
  readonly names: readonly string[];
}

export type HeaderFault = "empty" | "unterminated" | "stray quote" | "duplicate";

interface Fields {
  readonly names: string[];
  readonly state: "done" | "open" | "stray quote";
}

/**
 * Reads a header as RFC 4180 has it. Without a delimiter, the one of , ; tab | that gives most names is taken, the first of equals.
 * @param text the header's line; while it answers "unterminated", a name in quotes goes on in the next line
 */
export function parseCsvHeader(text: string, delimiter: string | null): CsvHeader | { readonly fault: HeaderFault; readonly columns?: readonly [number, number] } {
  const line = text.replace(/^\ufeff/, "");
  if (line.trim() === "") return { fault: "empty" };
  const parsed = (delimiter === null ? delimiters : [delimiter]).map((each) => ({ delimiter: each, ...fieldsOf(line, each) }));
  const whole = parsed.filter(({ state }) => state === "done");
  if (whole.length === 0) return { fault: parsed.some(({ state }) => state === "open") ? "unterminated" : "stray quote" };
  const best = whole.reduce((a, b) => (b.names.length > a.names.length ? b : a));
  const twice = duplicate(best.names);
  return twice === null ? { delimiter: best.delimiter, names: best.names } : { fault: "duplicate", columns: twice };
}

function fieldsOf(line: string, delimiter: string): Fields {
  const names: string[] = [];
  let at = 0;
  for (;;) {
    if (line[at] === '"') {
      const end = endOfQuoted(line, at);
      if (end === -1) return { names, state: "open" };
      names.push(line.slice(at + 1, end).replaceAll('""', '"'));
      at = end + 1;
      if (at < line.length && line[at] !== delimiter) return { names, state: "stray quote" };
    } else {
      const end = line.indexOf(delimiter, at);
      names.push(line.slice(at, end === -1 ? undefined : end));
      at = end === -1 ? line.length : end;
    }
    if (at >= line.length) return { names, state: "done" };
    at += delimiter.length;
    if (at === line.length) return { names: [...names, ""], state: "done" };
  }
}

/** Place of the quote that ends the name which begins at `start`; -1: none. */
function endOfQuoted(line: string, start: number): number {
  for (let at = start + 1; at < line.length; at++) {
    if (line[at] !== '"') continue;
    if (line[at + 1] !== '"') return at;
    at++;
  }
  return -1;
}

/** Places (from 1) of two columns of one name. Columns without a name are no columns one can mean, so they may repeat. */
function duplicate(names: readonly string[]): readonly [number, number] | null {
  const seen = new Map<string, number>();
  for (const [place, name] of names.entries()) {
    const before = seen.get(name);
    if (before !== undefined && name !== "") return [before + 1, place + 1];
    seen.set(name, place);
  }
  return null;
}
