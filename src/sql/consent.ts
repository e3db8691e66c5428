import { type Column, valueSql } from "./column.js";
import { literal } from "./quote.js";

/**
 * Whether a row's consents name a purpose; never NULL, as a missing value consents to nothing. The column holds a list, a boolean
 * (true: consents), or a text: purposes between , ; or |, a list in JSON, or "true".
 */
export function consentSql(column: Column, purpose: string): string {
  const value = valueSql(column);
  if (column.kind === "boolean") return `coalesce(${value}, false)`;
  if (column.kind === "list") return `coalesce(list_contains(CAST(${value} AS VARCHAR[]), ${literal(purpose)}), false)`;
  const parts = `list_transform(string_split_regex(${value}, '[,;|]'), lambda part: trim(part))`;
  const isJson = `starts_with(ltrim(${value}), '[') AND json_valid(${value})`;
  return `coalesce(CASE WHEN ${isJson} THEN list_contains(json_extract_string(${value}, '$[*]'), ${literal(purpose)}) ELSE list_contains(${parts}, ${literal(purpose)}) OR lower(trim(${value})) = 'true' END, false)`;
}
