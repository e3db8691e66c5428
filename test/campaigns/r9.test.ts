import { describe, expect, it } from "vitest";
import { campaign, summary } from "./r9.js";

/** The whole campaign is `node --expose-gc --import tsx test/campaigns/r9.ts`. */
const count = Number(process.env.R9_COUNT ?? 30);

describe("campaign R9: audit after audit through the scheduler", () => {
  it("misses none, doubles none, and leaves no file open", { timeout: 240_000 + 1000 * count }, async () => {
    const found = await campaign(count);
    console.log(summary(found));
    expect(found.broken).toEqual([]);
    expect(found.audits).toBe(count + 1);
    expect(found.descriptors.late).toBe(found.descriptors.early);
  });
});
