import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { binOf } from "../../src/core/attribute-groups.js";
import { binSql } from "../../src/sql/bins.js";
import type { Column } from "../../src/sql/column.js";
import { literal } from "../../src/sql/quote.js";
import { database } from "./database.js";

const { rows } = database();

const edges = fc
  .uniqueArray(fc.oneof(fc.integer({ min: -100, max: 100 }), fc.double({ min: -100, max: 100, noNaN: true })), {
    minLength: 2,
    maxLength: 6,
  })
  .map((list) => list.sort((a, b) => a - b));

describe("binSql(column, edges)", () => {
  it("puts every double, edges and infinities included, where binOf puts it", async () => {
    await fc.assert(
      fc.asyncProperty(edges, fc.array(fc.double({ noNaN: true })), async (bins, values) => {
        const column: Column = { name: "x", sql: "x", kind: "number", type: "DOUBLE", missing: [] };
        const all = [...values, ...bins, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY].map((value) => value + 0);
        const found = await rows(
          `SELECT ${binSql(column, bins)} FROM (VALUES ${all.map((value, place) => `(${place}, CAST(${literal(value)} AS DOUBLE))`).join(", ")}) t(i, x) ORDER BY i`,
        );
        expect(found.map(([bin]) => bin)).toEqual(all.map((value) => binOf(value, bins)));
      }),
      { numRuns: 100 },
    );
  });

  it("is NULL where a double is NaN or a text is missing or no number", async () => {
    const number: Column = { name: "x", sql: "x", kind: "number", type: "DOUBLE", missing: [] };
    const text: Column = { name: "x", sql: "x", kind: "text", type: "VARCHAR", missing: ["-"] };
    expect(await rows(`SELECT ${binSql(number, [0, 1])} FROM (VALUES ('nan'::DOUBLE), (NULL)) t(x)`)).toEqual([
      [null],
      [null],
    ]);
    expect(
      await rows(`SELECT ${binSql(text, [0, 1])} FROM (VALUES ('-'), ('x'), (''), ('0.5'), ('1_0')) t(x)`),
    ).toEqual([[null], [null], [null], [0], [null]]);
  });
});
