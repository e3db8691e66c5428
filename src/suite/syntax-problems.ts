import { type Document, isCollection, isScalar, visit, type YAMLError } from "yaml";
import { oneLine } from "../core/visible.js";
import { quoted } from "./quoted.js";
import type { TextProblem } from "./suite-document.js";
import type { TextPlaces } from "./text-places.js";

/** After the first few, errors of syntax are mostly echoes. */
const mostShown = 10;

/** A complaint about the text from `start` to `end`. */
interface Fault {
  readonly message: string;
  readonly start: number;
  readonly end?: number;
}

/** What the parser finds wrong with a text, in words for people who do not know the grammar of YAML; one per line, as more are echoes. */
export function syntaxProblems(document: Document.Parsed, text: string, places: TextPlaces): TextProblem[] {
  const errors: YAMLError[] = [...document.errors, ...document.warnings];
  const tabs = errors.filter(({ code }) => code === "TAB_AS_INDENT");
  const nested = new Set(errors.flatMap(({ code, pos }) => (code === "BLOCK_AS_IMPLICIT_KEY" ? pos[0] : [])));
  const own = errors.filter(({ code, pos }) => code !== "MULTILINE_IMPLICIT_KEY" || !nested.has(pos[0]));
  const seen = new Set<number>();
  return (tabs.length > 0 ? tabs : own)
    .map((error) => faultOf(error, document, text))
    .map(({ message, start, end }) => ({ message, ...places.at(start, end) }))
    .filter(({ line }) => !seen.has(line) && seen.add(line))
    .slice(0, mostShown);
}

function faultOf({ code, message, pos: [start, end] }: YAMLError, document: Document.Parsed, text: string): Fault {
  const fault = (words: string): Fault => ({ message: words, start, end });
  switch (code) {
    case "TAB_AS_INDENT":
      return fault("a tab cannot indent YAML; use spaces");
    case "MULTIPLE_DOCS":
      return fault("a suite is one document, found a second one");
    case "NON_STRING_KEY":
      return fault("a key must be a text");
    case "BLOCK_AS_IMPLICIT_KEY":
      return nestedByChance(text, start);
    case "MULTILINE_IMPLICIT_KEY":
      return withoutColon(text, start);
    case "BAD_SCALAR_START":
      return fault(`a text that begins with ${quoted(text.charAt(start))} must be in quotes`);
    case "BAD_ALIAS":
      return fault(`${quoted(text.charAt(start))} alone has a meaning of its own: put it in quotes`);
    case "BAD_DQ_ESCAPE":
      return fault(
        `${quoted(text.slice(start, start + 2))} means nothing in double quotes: use single quotes, or "/" in paths`,
      );
    case "TAG_RESOLVE_FAILED":
      return fault(`tags are not used here: leave out ${quoted(text.slice(start, end))}`);
    default:
      return unclosed(document, text, start, message) ?? fault(otherWords(message));
  }
}

/** A key where a value stands already: after it in the same line, or below it and indented deeper. */
function nestedByChance(text: string, start: number): Fault {
  const end = lineEnd(text, start);
  if (/:(\s|$)/.test(text.slice(start, end)))
    return { message: 'a text with ": " in it must be in quotes', start, end };
  const next = end + 1 + (/^\s*/.exec(text.slice(end + 1))?.[0].length ?? 0);
  return {
    message: "indented deeper than the line above, which has a value already",
    start: next,
    end: lineEnd(text, next),
  };
}

function withoutColon(text: string, start: number): Fault {
  const end = lineEnd(text, start);
  const [, key, value] = /^([\w$.-]+):(\S.*)$/.exec(text.slice(start, end)) ?? [];
  const message =
    key === undefined ? 'expected "key: value"' : `a colon needs a space after it: ${quoted(`${key}: ${value}`)}`;
  return { message, start, end };
}

const lineEnd = (text: string, from: number): number => {
  const end = text.indexOf("\n", from);
  return end === -1 ? text.length : end;
};

/** The quote or bracket that nothing closes, marked where it opens; the parser notices only where the text ends. */
function unclosed(document: Document.Parsed, text: string, at: number, said: string): Fault | null {
  const isBracket = /must be sufficiently indented and end with a [\]}]$/.test(said);
  if (!isBracket && !/^Missing closing ["']quote$/.test(said)) return null;
  let start = -1;
  visit(document, (_, node) => {
    if (!(isBracket ? isCollection(node) && node.flow === true : isScalar(node) && isQuoted(node.type))) return;
    const [from = 0, to = 0] = (node as { range?: [number, number, number] | null }).range ?? [];
    const closing = closingOf[text.charAt(from)];
    const isClosed = to - from > 1 && text.charAt(to - 1) === closing;
    if (from < at && !isClosed) start = from;
  });
  if (start < 0) return null;
  const opening = text.charAt(start);
  const message = isBracket
    ? `the ${opening} that opens here is never closed: ${closingOf[opening]} is missing`
    : `the quote ${opening} that opens here is never closed`;
  return { message, start };
}

const closingOf: Readonly<Record<string, string>> = { "[": "]", "{": "}", '"': '"', "'": "'" };

const isQuoted = (type: string | null | undefined): boolean => type === "QUOTE_DOUBLE" || type === "QUOTE_SINGLE";

function otherWords(message: string): string {
  if (message === "All mapping items must start at the same column")
    return "indented otherwise than the keys beside it, which start in one column";
  if (message === "All sequence items must start at the same column")
    return "indented otherwise than the entries beside it, which start in one column";
  if (/^Unexpected scalar at node end/.test(message))
    return "the text goes on after its closing quote; inside single quotes a quote is written twice, as in 'it''s'";
  return `not valid YAML: ${oneLine(message, 160)}`;
}
