import { DuckDBInstance } from "@duckdb/node-api";
import fc from "fast-check";
import { expect, test } from "vitest";
import { valueReader } from "../../src/engines/duckdb-values.js";

test("texts of any length, with a mark at their start and missing ones, are as the package reads them", async () => {
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  const text = fc.option(fc.string({ unit: "binary", maxLength: 14 }));
  const marked = fc.string({ unit: "binary", maxLength: 8 }).map((rest) => `\ufeff${rest}`);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(text, marked), { minLength: 1, maxLength: 40 }), async (texts) => {
      const rows = texts.map((_, row) => `($${2 * row + 1}::INTEGER, $${2 * row + 2}::VARCHAR)`).join(", ");
      const values = texts.flatMap((each, row) => [row, each?.replaceAll("\0", "0") ?? null]);
      const result = await connection.run(`SELECT t FROM (VALUES ${rows}) AS v(i, t) ORDER BY i`, values);
      for (const chunk of await result.fetchAllChunks()) {
        const vector = chunk.getColumnVector(0);
        const valueAt = valueReader(vector);
        for (let row = 0; row < chunk.rowCount; row++) expect(valueAt(row)).toBe(vector.getItem(row));
      }
    }),
    { numRuns: 60 },
  );
});

test("numbers and truths are read as they are", async () => {
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  const chunks = await (await connection.run("SELECT 1.5::DOUBLE, true, 7::BIGINT, NULL::DOUBLE")).fetchAllChunks();
  const row = [0, 1, 2, 3].map((column) => valueReader(chunks[0]!.getColumnVector(column))(0));
  expect(row).toEqual([1.5, true, 7n, null]);
});
