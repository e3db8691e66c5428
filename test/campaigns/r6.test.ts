import { describe, expect, it } from "vitest";
import { campaign, summary } from "./r6.js";

/** The whole campaign is `tsx test/campaigns/r6.ts`. */
const times = Number(process.env.R6_TIMES ?? 1);

describe("campaign R6: many processes that write into one archive", () => {
  it("loses no entry when five of twenty are killed", { timeout: 120_000 * times }, async () => {
    const found = await campaign(times);
    console.log(summary(found));
    expect(found.broken).toEqual([]);
    expect(found.entries).toBeGreaterThanOrEqual(150 * times);
  });
});
