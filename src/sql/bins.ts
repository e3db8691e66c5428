import { outsideBins } from "../core/attribute-groups.js";
import { type Column, numberSql } from "./column.js";
import { literal } from "./quote.js";

/** The index of the bin that holds a value, as in `binOf` of core; NULL where it is missing or no number. */
export function binSql(column: Column, edges: readonly number[]): string {
  const number = column.kind === "integer" ? column.sql : numberSql(column);
  const missing =
    column.kind === "integer" || column.kind === "decimal"
      ? `${number} IS NULL`
      : `${number} IS NULL OR isnan(${number})`;
  const last = edges.length - 1;
  const chain = [
    `WHEN ${missing} THEN NULL`,
    `WHEN ${number} < ${literal(edges[0]!)} THEN ${outsideBins}`,
    ...edges.slice(1, last).map((edge, index) => `WHEN ${number} < ${literal(edge)} THEN ${index}`),
    `WHEN ${number} <= ${literal(edges[last]!)} THEN ${last - 1}`,
  ];
  return `CAST(CASE ${chain.join(" ")} ELSE ${outsideBins} END AS INTEGER)`;
}
