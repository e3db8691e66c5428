import type { Context } from "./context.js";
import { code, named, type Rich } from "./rich-text.js";

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

const isObject = (value: Json): value is { readonly [key: string]: Json } =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const listed = (context: Context, value: Json): Rich =>
  context.list(
    (Array.isArray(value) ? value : [value]).map((one: Json) =>
      code(typeof one === "string" ? one : JSON.stringify(one)),
    ),
  );

/** One condition of a filter; null: it has a form that we have no words for. */
function conditionText(context: Context, condition: { readonly [key: string]: Json }): Rich | null {
  const { column, ...tests } = condition;
  if (typeof column !== "string") return null;
  const parts = Object.entries(tests).map(([test, value]) => {
    const key = test === "missing" ? `where.missing_${value === true}` : `where.${test}`;
    return context.has(key)
      ? context.t(key, {
          column: code(column),
          value: listed(context, value),
          n: Array.isArray(value) ? value.length : 1,
        })
      : null;
  });
  return parts.length === 0 || parts.includes(null) ? null : context.list(parts as Rich[]);
}

function partText(context: Context, part: Json): Rich | null {
  if (!isObject(part)) return null;
  const kind = ["all", "any"].find((key) => Array.isArray(part[key]));
  if (kind === undefined) return conditionText(context, part);
  const parts = (part[kind] as readonly Json[]).map((one) => partText(context, one));
  return parts.includes(null) ? null : context.t(`where.${kind}`, { parts: context.clauses(parts as Rich[]) });
}

/** A suite's filter in words; as it was written where it is not the structure that we know. */
export function whereText(context: Context, where: string): Rich {
  try {
    return partText(context, JSON.parse(where) as Json) ?? named(where);
  } catch {
    return named(where);
  }
}
