// C0 and C1 controls, DEL, line separators, bidirectional overrides and zero-width characters: what can move a cursor, hide text or reorder it.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const invisible = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/** A text from a data or suite file made safe for a terminal or log: control characters as `\u{1b}`; line breaks and tabs stay. */
export const visible = (text: string): string =>
  text.replace(invisible, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
