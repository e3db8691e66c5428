import { oneLine } from "../core/visible.js";

/** Enough for any text of a message; longer ones are cut, and the record has them whole. */
const longestText = 4000;

/**
 * A text from a file on one line of well-formed Unicode, without characters that a terminal acts on, and without what a build service
 * takes for a command when a log prints it: GitHub's "##[", Azure's "##vso[" and TeamCity's "##teamcity[" act wherever they stand in a
 * line. "::error::" acts at the beginning of a line only, where no format puts data.
 */
export const shownText = (text: string, longest = longestText): string =>
  withoutCommands(oneLine(text.toWellFormed(), longest));

/** Breaks up the commands that act anywhere, by the sign for hidden characters, `\u{23}`. */
export const withoutCommands = (text: string): string => text.replace(/##(?=[a-z]*\[)/gi, "#\\u{23}");
