/** A name as a quoted identifier. No character of it can end the identifier. */
export const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** A value as a literal. Numbers keep every bit: a text that is cast, as bare decimals would become fixed-point numbers. */
export function literal(value: string | number | boolean): string {
  if (typeof value === "string") return textLiteral(value);
  if (typeof value === "boolean") return value ? "true" : "false";
  if (Number.isSafeInteger(value)) return Object.is(value, -0) ? "0" : String(value);
  return `'${String(value).replace("Infinity", "inf")}'::DOUBLE`;
}

/** The parser ends its input at NUL, so such a text is put together around `chr(0)`. */
function textLiteral(value: string): string {
  const quoted = value.split("\0").map((part) => `'${part.replaceAll("'", "''")}'`);
  return quoted.length === 1 ? quoted[0]! : `(${quoted.join(" || chr(0) || ")})`;
}
