import { idFaultsSql } from "../aggregates/kept-rows.js";
import { counted } from "../core/counted.js";
import { Failure } from "../core/errors.js";
import type { Workshop } from "./workshop.js";

/** @throws Failure (unusable) where rows that are kept have no id, or that of another row */
export async function checkIds({ engine, suite }: Workshop, rows: string): Promise<void> {
  const [missing = 0, repeated = 0] = (await engine.row(idFaultsSql(rows))).map(Number);
  const at = ["dataset", "id"];
  const hint = "name a column with one value per row, or keep no predictions";
  const column = `column ${JSON.stringify(suite.dataset.id)}, which names the rows that are kept,`;
  const problems = [
    ...(missing > 0 ? [{ message: `${column} has no value in ${rowsOf(missing)}`, at, hint }] : []),
    ...(repeated > 0 ? [{ message: `${column} has the value of another row in ${rowsOf(repeated)}`, at, hint }] : []),
  ];
  if (problems.length > 0) throw new Failure("unusable", problems);
}

const rowsOf = (count: number): string => `${counted(count)} ${count === 1 ? "row" : "rows"}`;
