import { oneLine } from "../core/visible.js";

/** Enough for any text of a message; longer ones are cut, and the record has them whole. */
const longestText = 4000;

/** A text from a file on one line of well-formed Unicode, without characters and commands that a terminal or a build service acts on. */
export const shownText = (text: string, longest = longestText): string => oneLine(text.toWellFormed(), longest);
