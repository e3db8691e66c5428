import { describe, expect, it } from "vitest";
import { campaign, summary } from "./r8.js";

/** The whole campaign is `tsx test/campaigns/r8.ts`; another seed draws other points. */
const count = Number(process.env.R8_COUNT ?? 5);
const seed = Number(process.env.SEED ?? 1);

describe("campaign R8: runs that are interrupted and started again", () => {
  it(`gives the bytes of a run that was not, ${count} times with seed ${seed}`, { timeout: 600_000 }, async () => {
    const found = await campaign({ count, seed });
    console.log(summary(found));
    expect(found.broken).toEqual([]);
    expect(found.interrupted).toBeGreaterThanOrEqual(count);
  });
});
