import { oneLine } from "../core/visible.js";

const longestValue = 60;

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
