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
 * @param text the file's first lines; while the answer is "unterminated", a name in quotes may go on in the next one
 */
export function parseCsvHeader(
  text: string,
  delimiter: string | null,
): CsvHeader | { readonly fault: HeaderFault; readonly columns?: readonly [number, number] } {
  const start = text.replace(/^\ufeff/, "");
  if ((start.split("\n", 1)[0] ?? "").trim() === "") return { fault: "empty" };
  const parsed = (delimiter === null ? delimiters : [delimiter]).map((each) => ({
    delimiter: each,
    ...fieldsOf(start, each),
  }));
  const isOpen = parsed.some(({ state }) => state === "open");
  const whole = parsed.filter(({ state }) => state === "done");
  const best = whole.reduce((a, b) => (b.names.length > a.names.length ? b : a), whole[0]!);
  // What looks like one column may be the wrong delimiter for names in quotes that have not ended yet.
  if (best === undefined || (isOpen && best.names.length === 1))
    return { fault: isOpen ? "unterminated" : "stray quote" };
  const twice = duplicate(best.names);
  return twice === null ? { delimiter: best.delimiter, names: best.names } : { fault: "duplicate", columns: twice };
}

/** Names up to the first line break that stands in no quotes. */
function fieldsOf(text: string, delimiter: string): Fields {
  const names: string[] = [];
  let at = 0;
  for (;;) {
    const isQuoted = text[at] === '"';
    const end = isQuoted ? endOfQuoted(text, at) + 1 : endOfBare(text, at, delimiter);
    if (isQuoted && end === 0) return { names, state: "open" };
    names.push(isQuoted ? text.slice(at + 1, end - 1).replaceAll('""', '"') : text.slice(at, end));
    if (end >= text.length || text[end] === "\n") return { names, state: "done" };
    if (!text.startsWith(delimiter, end)) return { names, state: "stray quote" };
    at = end + delimiter.length;
  }
}

const endOfBare = (text: string, start: number, delimiter: string): number =>
  Math.min(...[text.indexOf(delimiter, start), text.indexOf("\n", start), text.length].filter((place) => place >= 0));

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
