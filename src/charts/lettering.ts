/**
 * Widths of text without a text measurer: per letter, in parts of the font size, after DejaVu Sans, the widest of the fonts
 * a reader is likely to have. Estimates err on the wide side, so that no text runs into the next column.
 */
const narrow = /[iljI.,:;|!'’()[\]\s]/u;
const wide =
  /[mwMW@%&—]|\p{Emoji_Presentation}|\p{Script=Han}|\p{Script=Hangul}|\p{Script=Hiragana}|\p{Script=Katakana}/u;
const capital = /\p{Lu}/u;
const unseen = /^[\p{Mn}\p{Cf}]$/u;
const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });

const ascii = /^[ -~]*$/;

const lettersOf = (text: string): string[] =>
  ascii.test(text) ? text.split("") : Array.from(segmenter.segment(text), ({ segment }) => segment);

function letterWidth(letter: string): number {
  if (unseen.test(letter)) return 0;
  if (wide.test(letter)) return 1;
  if (capital.test(letter)) return 0.72;
  return narrow.test(letter) ? 0.36 : 0.63;
}

/** Estimated width in pixels; bold letters are a tenth wider. */
export const textWidth = (text: string, size: number, bold = false): number =>
  lettersOf(text).reduce((sum, letter) => sum + letterWidth(letter), 0) * size * (bold ? 1.1 : 1);

/** Where a text is cut: whole words while they fit, letters where one word is longer than the line. */
function cut(text: string, size: number, width: number, bold: boolean): [string, string] {
  const letters = lettersOf(text);
  let end = 0;
  for (let used = 0; end < letters.length; end++) {
    used += textWidth(letters[end] ?? "", size, bold);
    if (used > width) break;
  }
  if (end === letters.length) return [text, ""];
  const space = letters.slice(0, end + 1).lastIndexOf(" ");
  const at = space > 0 ? space : Math.max(1, end);
  return [letters.slice(0, at).join("").trimEnd(), letters.slice(at).join("").trimStart()];
}

/** The beginning and the end of a text that is too long for its line, as names often differ in their end alone. */
function shortened(text: string, size: number, width: number, bold: boolean): string {
  const letters = lettersOf(text);
  const room = width - size;
  let end = letters.length;
  for (let used = 0; end > 1; end--) {
    used += textWidth(letters[end - 1] ?? "", size, bold);
    if (used > room / 3) break;
  }
  // From a word on, where one begins early enough.
  const space = letters.indexOf(" ", end);
  if (space >= 0 && space - end < (letters.length - end) / 2) end = space;
  const tail = letters.slice(end).join("").trimStart();
  const [start] = cut(letters.slice(0, end).join(""), size, room - textWidth(tail, size, bold), bold);
  return `${start}…${tail}`;
}

/** A text in at most `lines` lines of `width` pixels; of what does not fit the last line, "…" takes the middle (its full form stands in the table of numbers). */
export function wrapped(
  text: string,
  options: { size: number; width: number; lines: number; bold?: boolean },
): string[] {
  const { size, width, lines, bold = false } = options;
  const result: string[] = [];
  let rest = text;
  while (rest !== "" && result.length < lines) {
    if (result.length === lines - 1 && textWidth(rest, size, bold) > width)
      return [...result, shortened(rest, size, width, bold)];
    const [line, left] = cut(rest, size, width, bold);
    result.push(line);
    rest = left;
  }
  return result.length > 0 ? result : [""];
}

// Hebrew, Arabic, Syriac, Thaana, N'Ko and their presentation forms; the supplementary right-to-left blocks.
const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** A name that cannot change the order of the text around it: FIRST STRONG ISOLATE … POP, where it has a right-to-left letter. For SVG and attributes, where `<bdi>` cannot stand. */
export const isolated = (name: string): string => (rightToLeft.test(name) ? `\u2068${name}\u2069` : name);
