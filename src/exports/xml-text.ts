import { shownText } from "./shown-text.js";

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

/** A text on one line as the content of an element or attribute: what XML 1.0 (section 2.2) cannot hold is written out. */
export const xmlText = (text: string): string =>
  shownText(text)
    .replace(/[\ufffe\uffff]/g, (character) => `\\u{${character.charCodeAt(0).toString(16)}}`)
    .replace(/[&<>"']/g, (character) => entities[character] as string);
