import { oneLine } from "../core/visible.js";

/** Words of a foreign file or runtime, made safe to print: one line of at most 500 characters. */
export const printable = (text: string): string => oneLine(text, 500);
