import { visible } from "../core/visible.js";

const longestValue = 60;

/** A text from a file on one line, without characters that a terminal would act on, cut to `longest` characters. */
export function oneLine(text: string, longest: number): string {
  const short = text.length > longest ? `${text.slice(0, longest).replace(/[\ud800-\udbff]$/, "")}…` : text;
  return visible(short.replace(/\n/g, "\\n").replace(/\t/g, "\\t"));
}

/** A value from a file in quotes for a message. */
export const quoted = (value: string): string => `"${oneLine(value, longestValue)}"`;

/** What stands in the file, in words: `5`, `a list`, `"abc"`. */
export function found(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  if (typeof value === "object") return "a map";
  if (typeof value === "string") return value === "" ? "an empty text" : quoted(value);
  return String(value);
}
