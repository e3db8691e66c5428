import { visibleJson } from "../core/visible.js";

/** What JSON can say. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/**
 * JSON with sorted keys and without spaces: the same value gives the same bytes, so that a hash of the text is one of the value.
 * Characters that a terminal acts on are escaped.
 * @throws RangeError at a number that JSON cannot say
 */
export const canonicalJson = (value: Json): string => visibleJson(textOf(value));

function textOf(value: Json): string {
  if (typeof value === "number" && !Number.isFinite(value)) throw new RangeError(`not a finite number: ${value}`);
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(textOf).join(",")}]`;
  const members = Object.entries(value as { readonly [key: string]: Json }).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([key, each]) => `${JSON.stringify(key)}:${textOf(each)}`).join(",")}}`;
}
