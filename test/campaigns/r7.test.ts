import { describe, expect, it } from "vitest";
import { campaign, summary } from "./r7.js";

/** The whole campaign is `tsx test/campaigns/r7.ts`; another seed draws another order. */
const variants = Number(process.env.R7_VARIANTS ?? 2);
const seed = Number(process.env.SEED ?? 1);

describe("campaign R7: threads, time zones, locales and the order of rows", () => {
  it("change no byte of a record, and no number of it", { timeout: 600_000 }, async () => {
    const found = await campaign({ variants, orders: 1, suites: 1, seed });
    console.log(summary(found));
    expect(found.broken).toEqual([]);
    expect([found.variants, found.orders]).toEqual([variants, 1]);
  });
});
