import { isolated } from "../charts/index.js";
import { withShape } from "../core/visible.js";

/** A piece of text and how it is set. */
export interface Segment {
  readonly text: string;
  readonly bold: boolean;
  readonly code: boolean;
  /** From a data or suite file: set in isolation, so that its direction cannot reorder the words around it. */
  readonly name: boolean;
  /** Language, where it is known to be another than the page's. */
  readonly lang: string | null;
}

/** Text ready for a template: pieces in order. Nothing in it is markup, so templates escape every piece. */
export type Rich = readonly Segment[];

const base: Segment = { text: "", bold: false, code: false, name: false, lang: null };

/** Words of our own. */
export const words = (text: string): Rich => (text === "" ? [] : [{ ...base, text }]);

// Halves of a surrogate pair alone cannot be written as UTF-8; tabs and line breaks would collapse to a space in a page.
const unwritable = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]|[\t\n]/g;

const written = (character: string): string => `\\u{${character.codePointAt(0)?.toString(16)}}`;

/** A text from a file as it may be shown: control characters and blank names become visible, and a range such as 30–44 stays on one line. */
export function shown(text: string): string {
  if (text === "") return "“”";
  if (text.trim() === "") return Array.from(text, written).join("");
  return withShape(text)
    .replace(unwritable, written)
    .replace(/(\d)–(?=\d)/g, "$1\u2060–\u2060");
}

/** A name, or other text of a data or suite file. */
export const named = (text: string): Rich => [{ ...base, text: shown(text), name: true }];

export const code = (text: string): Rich => [{ ...base, text: shown(text), code: true }];

export const bold = (rich: Rich): Rich => rich.map((segment) => ({ ...segment, bold: true }));

/** The same as a quotation in another language than the page's. */
export const inLanguage = (rich: Rich, lang: string): Rich => rich.map((segment) => ({ ...segment, lang }));

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

function briefText(text: string, most: number): string {
  if (text.length <= most) return text;
  const letters = Array.from(graphemes.segment(text), ({ segment }) => segment);
  if (letters.length <= most) return text;
  const end = Math.floor(most / 3);
  return `${letters
    .slice(0, most - end - 1)
    .join("")
    .trimEnd()}…${letters.slice(-end).join("").trimStart()}`;
}

/** Names of more than `most` letters by their beginning and their end, of which one at least tells them from others. */
export const brief = (rich: Rich, most: number): Rich =>
  rich.map((segment) => (segment.name ? { ...segment, text: briefText(segment.text, most) } : segment));

/** As plain text, for attributes and drawings. */
export const plain = (rich: Rich): string => rich.map(({ text, name }) => (name ? isolated(text) : text)).join("");

/** The first letter as a capital, in words of a suite that stand at the start of a line. */
export function capitalised(rich: Rich, language: string): Rich {
  const [first, ...rest] = rich;
  if (first === undefined) return rich;
  const letter = String.fromCodePoint(first.text.codePointAt(0) ?? 0x20);
  return [{ ...first, text: letter.toLocaleUpperCase(language) + first.text.slice(letter.length) }, ...rest];
}
