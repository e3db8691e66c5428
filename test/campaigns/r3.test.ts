import { describe, expect, it } from "vitest";
import { campaign, summary } from "./r3.js";

/** The whole campaign is `tsx test/campaigns/r3.ts`. */
const sizes = Number(process.env.R3_SIZES ?? 2);

describe("campaign R3: no room to write", () => {
  it("refuses in one line, harms no sealed run and leaves nothing behind", { timeout: 600_000 }, async () => {
    const found = await campaign({ sizes, share: sizes < 20 ? 0.3 : 1 });
    console.log(summary(found));
    expect(found.broken).toEqual([]);
    expect(found.refused).toBeGreaterThan(sizes);
  });
});
