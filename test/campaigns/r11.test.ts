import { describe, expect, it } from "vitest";
import { campaign, summary } from "./r11.js";

/** The whole campaign, 10,000 data sets, is `tsx test/campaigns/r11.ts`; another seed shows others. */
const count = Number(process.env.R11_COUNT ?? 100);
const seed = Number(process.env.SEED ?? 1);

describe("campaign R11: generated data sets against every law", () => {
  it(`finds no crash and no violation in ${count} data sets of seed ${seed}`, {
    timeout: 60_000 + count * 1000,
  }, () => {
    const outcome = campaign(count, seed);
    console.log(summary(outcome));
    expect(outcome.run).toBe(count);
    expect(outcome.broken).toEqual([]);
  });
});
