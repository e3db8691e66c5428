import { describe, expect, it } from "vitest";
import { campaign, summary } from "./s1.js";

/** The whole campaign, 10,000 files, is `tsx test/campaigns/s1.ts`; another seed shows others. */
const count = Number(process.env.S1_COUNT ?? 600);
const seed = Number(process.env.SEED ?? 1);

describe("campaign S1: damaged CSV files", () => {
  it(`reads or refuses each of ${count} files of seed ${seed}, as a second reader would, and none under another's lock`, {
    timeout: 60_000 + count * 500,
  }, async () => {
    const found = await campaign({ count, seed });
    console.log(summary(found));
    expect(found.broken).toEqual([]);
    // Each end occurs: a reader that refuses everything, or nothing, is no reader.
    expect(Math.min(found.counts.refused, found.counts.other)).toBeGreaterThan(count / 20);
  });
});
