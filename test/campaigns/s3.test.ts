import { describe, expect, it } from "vitest";
import { campaign, summary } from "./s3.js";

/** The whole campaign, 10,000 damaged suites, is `tsx test/campaigns/s3.ts`; another seed shows others. */
const count = Number(process.env.S3_COUNT ?? 1000);
const seed = Number(process.env.SEED ?? 1);

describe("campaign S3: damaged suites, bombs, and other people's YAML and JSON", () => {
  it(`takes or refuses each of ${count} damaged suites of seed ${seed}, with a place and in time`, {
    timeout: 60_000 + count * 500,
  }, () => {
    const found = campaign({ count, seed });
    console.log(summary(found));
    expect(found.broken).toEqual([]);
    expect(Math.min(found.accepted, found.refused)).toBeGreaterThan(count / 50);
  });
});
