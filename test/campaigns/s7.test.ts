import { describe, expect, it } from "vitest";
import { campaign, summary } from "./s7.js";

/** The whole campaign, 5,000 texts, is `tsx test/campaigns/s7.ts`; another seed draws others. */
const count = Number(process.env.S7_COUNT ?? 500);
const seed = Number(process.env.SEED ?? 1);

describe("campaign S7: cells that a spreadsheet would calculate", () => {
  it(`are texts in CSV, and come back whole: ${count} texts of seed ${seed}`, {
    timeout: 60_000 + count * 20,
  }, async () => {
    const found = await campaign({ count, seed });
    console.log(summary(found));
    expect(found.texts).toBe(count);
    expect(found.broken).toEqual([]);
  });
});
