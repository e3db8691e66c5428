import { describe, expect, it } from "vitest";
import { campaign, formats, summary } from "./s2.js";

/** The whole campaign, 10,000 files of each format, is `tsx test/campaigns/s2.ts`; another seed shows others. */
const count = Number(process.env.S2_COUNT ?? 300);
const seed = Number(process.env.SEED ?? 1);

describe.each(formats)("campaign S2: damaged %s files", (format) => {
  it(`reads or refuses each of ${count} files of seed ${seed}, in time, and none under another's lock`, {
    timeout: 60_000 + count * 500,
  }, async () => {
    const found = await campaign(format, { count, seed });
    console.log(summary(format, found));
    expect(found.broken).toEqual([]);
    expect(Math.min(found.counts.refused, found.counts.read)).toBeGreaterThan(count / 50);
  });
});
