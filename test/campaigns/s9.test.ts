import { describe, expect, it } from "vitest";
import { campaign, summary } from "./s9.js";

/** The whole campaign, 3,000 changes, is `tsx test/campaigns/s9.ts`; another seed makes others. */
const count = Number(process.env.S9_COUNT ?? 300);
const seed = Number(process.env.SEED ?? 1);

describe("campaign S9: archives that were changed", () => {
  it(`finds each of ${count} changes of seed ${seed}, and names the file`, {
    timeout: 60_000 + count * 500,
  }, async () => {
    const found = await campaign({ count, seed });
    console.log(summary(found));
    expect(found.missed).toEqual([]);
  });
});
