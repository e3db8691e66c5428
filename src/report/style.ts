import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

/** A text as a CSS string that no text can end: everything but plain letters and digits as a code point. */
const cssString = (text: string): string =>
  `"${Array.from(text, (character) => (/[a-zA-Z0-9 ._-]/.test(character) ? character : `\\${(character.codePointAt(0) ?? 0).toString(16)} `)).join("")}"`;

/** Comments and indentation say nothing to a browser. */
const squeezed = (css: string): string =>
  css
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .replace(/\s*\n\s*/g, " ")
    .replace(/\s*([{};])\s*/g, "$1")
    .replace(/;}/g, "}")
    .trim();

export interface Style {
  readonly css: string;
  /** For the content security policy, which then admits this style sheet and no other. Without the closing "=". */
  readonly hash: string;
}

/**
 * The style sheet of one report: the common one, where the limit stands on the common axis, and the foot of printed pages.
 * @param limit share of the width of a verdict line at which the limit lies
 * @param extra another style sheet, for this page only
 */
export function styleOf(footer: string, limit: number, extra = ""): Style {
  const common = squeezed(readFileSync(new URL("../report/templates/report.css", import.meta.url), "utf8"));
  const margin = (place: string, content: string) => `@${place}{content:${content};font:8pt sans-serif;color:#4c5966}`;
  const foot = `@page{${margin("bottom-left", cssString(footer))}${margin("bottom-right", 'counter(page) " / " counter(pages)')}}`;
  const css = `${common}${squeezed(extra)}:root{--limit:${Math.round(limit * 1e4) / 1e4}}${foot}`;
  return { css, hash: createHash("sha256").update(css).digest("base64").replace(/=$/, "") };
}
