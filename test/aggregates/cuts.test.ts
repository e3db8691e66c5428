import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cutTableSql, tiesSql } from "../../src/aggregates/cuts.js";
import { capacityOf, cutAt } from "../../src/core/decision.js";
import { database } from "../sql/database.js";

const { rows } = database();

const threshold = fc.oneof(
  fc.record({ top: fc.integer({ min: 1, max: 20 }) }),
  fc.record({ top_share: fc.constantFrom(0.01, 0.1, 0.29, 0.5, 1) }),
);

describe("cutTableSql(table, rows, options)", () => {
  it("ends each period's capacity where cutAt ends it", async () => {
    const scores = fc.array(
      fc.record({ month: fc.constantFrom("2024-01-15", "2024-02-29"), score: fc.integer({ min: 0, max: 12 }) }),
      { minLength: 1, maxLength: 40 },
    );
    await fc.assert(
      fc.asyncProperty(scores, threshold, async (given, limit) => {
        const values = given.map(({ month, score }) => `(0, TIMESTAMP '${month}', ${score}::DOUBLE)`);
        const from = `(SELECT * FROM (VALUES ${values.join(", ")}, (1, TIMESTAMP '2024-01-01', 99::DOUBLE)) v(code, t, q))`;
        await rows(cutTableSql("cuts", from, { score: "q", period: "month", threshold: limit, isCounted: false }));
        const found = await rows("SELECT strftime(period, '%Y-%m'), cut, ties::INTEGER FROM cuts ORDER BY period");
        const expected = ["2024-01", "2024-02"].flatMap((period) => {
          const own = given.filter(({ month }) => month.startsWith(period)).map(({ score }) => score);
          if (own.length === 0) return [];
          const counts = [...new Set(own)]
            .sort((a, b) => b - a)
            .map((score) => ({ score, rows: own.filter((each) => each === score).length }));
          const cut = cutAt(counts, capacityOf(limit, own.length));
          return [[period, cut.from, cut.ties]];
        });
        expect(found).toEqual(expected);
        expect(await rows(tiesSql("cuts"))).toEqual([[expected.reduce((sum, [, , ties]) => sum + Number(ties), 0)]]);
      }),
      { numRuns: 60 },
    );
  });
});
