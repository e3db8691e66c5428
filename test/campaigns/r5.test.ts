import { describe, expect, it } from "vitest";
import { campaign, summary } from "./r5.js";

/** The whole campaign is `tsx test/campaigns/r5.ts`; another seed draws other sizes. */
const count = Number(process.env.R5_COUNT ?? 10);
const seed = Number(process.env.SEED ?? 1);

describe("campaign R5: inputs that need more memory than they may have", () => {
  it(`are refused with the name of the limit, ${count} with seed ${seed}`, { timeout: 600_000 }, async () => {
    const found = await campaign({ count, seed });
    console.log(summary(found));
    expect(found.broken).toEqual([]);
    expect(Object.values(found.kinds).reduce((sum, times) => sum + times, 0)).toBe(count);
  });
});
