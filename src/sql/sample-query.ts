import { literal } from "./quote.js";
import { codes, rowColumns } from "./row-query.js";

/** What parts values and stands for missing ones in the text that a row's place is worked out from. */
const [between, absent] = ["\u001f", "\u001e"];

/**
 * Numbers (`row`, a rowid) of `size` kept rows and their order (`place`): a random choice that depends on the rows' content and the salt alone: neither on their order
 * nor on threads. Each row has the same chance; of rows that hold the same, any may stand for the others.
 * @param columns of the table, all that tell one row from another
 */
export function sampleSql(rows: string, columns: readonly string[], salt: string, size: number): string {
  const parts = columns.map((column) => `coalesce(CAST(${column} AS VARCHAR), ${literal(absent)})`);
  const content = `SELECT rowid AS row, md5_number_lower(${parts.join(` || ${literal(between)} || `)}) AS content FROM ${rows} WHERE ${rowColumns.code} = ${codes.kept}`;
  const copies = `SELECT row, content, row_number() OVER (PARTITION BY content) AS copy FROM (${content})`;
  const place = `md5(${literal(`${salt}:`)} || CAST(content AS VARCHAR) || ':' || CAST(copy AS VARCHAR))`;
  return `SELECT row, ${place} AS place FROM (${copies}) ORDER BY place LIMIT ${size}`;
}
