import { shownText } from "./shown-text.js";

const longest = 160;

/**
 * A text from a file as Markdown code in a table's cell: shown as it is, whatever stands in it. In code there is no HTML, no link, no
 * image, no @mention and no #reference; the fence is longer than any run of backticks inside (CommonMark 0.31, 6.1).
 */
export function codeSpan(text: string): string {
  const shown = shownText(text, longest);
  const fence = "`".repeat(Math.max(0, ...(shown.match(/`+/g) ?? []).map((run) => run.length)) + 1);
  // A space on either side is taken off again, and keeps backticks and spaces at the ends apart from the fence.
  const padded = /^[` ]|[` ]$/.test(shown) || shown === "" ? ` ${shown} ` : shown;
  return `${fence}${padded}${fence}`.replaceAll("|", "\\|");
}
