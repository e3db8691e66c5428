import { describe, expect, it } from "vitest";
import { campaign, summary } from "./s11.js";

/** The whole campaign, 2,000 texts, is `tsx test/campaigns/s11.ts`; another seed draws others. */
const count = Number(process.env.S11_COUNT ?? 200);
const seed = Number(process.env.SEED ?? 1);

describe("campaign S11: texts that consoles and build services act on", () => {
  it(`do nothing in anything that is printed: ${count} texts of seed ${seed}`, {
    timeout: 60_000 + count * 100,
  }, () => {
    const found = campaign({ count, seed });
    console.log(summary(found));
    expect(found.texts).toBe(count);
    expect(found.broken).toEqual([]);
  });
});
