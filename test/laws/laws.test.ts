import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { laws } from "./laws.js";
import { audit, tables } from "./table.js";

/** `SEED=7 npm test -- test/laws` draws other tables, and shrinks what fails; the campaign R11 draws many. */
const seed = Number(process.env.SEED ?? 1);

describe("evaluateTable(columns, spec), for any table", () => {
  it.each(laws)("$name", (law) => {
    fc.assert(
      fc.property(tables, (table) => {
        expect(law.broken(table, audit(table))).toBeNull();
      }),
      { numRuns: 15, seed },
    );
  });
});
