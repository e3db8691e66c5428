// Controls but tab and line feed, DEL, halves of surrogate pairs, line separators, and format characters without a shape (bidirectional overrides, zero widths, tags):
// what can move a cursor, hide text or reorder it. Joiners (U+200C, U+200D) stay: words and emoji are made with them.
const invisible =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\u{e0001}\u{e0020}-\u{e007f}]/gu;

// The second mark of what build services take for a command wherever it stands in a line of a log: GitHub's "##[", Azure's "##vso[" and
// TeamCity's "##teamcity[".
const commandMark = /(?<=#)#(?=[a-z]*\[)/gi;

// GitHub's "::error::", which acts at the beginning of a line only, behind spaces too.
const lineCommand = /(?<=^[^\S\n]*):(?=:)/gm;

/**
 * A text from a data or suite file with a shape for every character: controls, and the mark of a build service's command, as `\u{1b}`;
 * line breaks and tabs stay. For pages and cells; {@link visible} is for what is printed.
 */
export const withShape = (text: string): string => text.replace(invisible, named).replace(commandMark, named);

/** The same made safe to stand at the beginning of a line on a terminal or in a log, where more is taken for a command. */
export const visible = (text: string): string => withShape(text).replace(lineCommand, named);

const named = (character: string): string => `\\u{${character.codePointAt(0)?.toString(16)}}`;

/** A text from a file on one line, without characters that a terminal would act on, cut to `longest` characters. */
export function oneLine(text: string, longest: number): string {
  const short = text.length > longest ? `${text.slice(0, longest).replace(/[\ud800-\udbff]$/, "")}…` : text;
  return withShape(short.replace(/\n/g, "\\n").replace(/\t/g, "\\t"));
}

/** JSON of any value with the same characters as escapes of JSON: it says the same, and nothing in it acts on a terminal. */
export const visibleJson = (json: string): string => json.replace(invisible, escaped).replace(commandMark, escaped);

const escaped = (characters: string): string =>
  Array.from(
    { length: characters.length },
    (_, at) => `\\u${characters.charCodeAt(at).toString(16).padStart(4, "0")}`,
  ).join("");
