import { describe, expect, it } from "vitest";
import { campaign, summary } from "./s8.js";

describe.skipIf(process.platform === "win32")("campaign S8: paths that lead elsewhere", () => {
  it("are refused wherever a foreign file names one, and nothing outside is read or written", {
    timeout: 120_000,
  }, async () => {
    const found = await campaign();
    console.log(summary(found));
    expect(found.broken).toEqual([]);
    expect(Object.values(found.made).reduce((sum, count) => sum + count, 0)).toBeGreaterThan(300);
  });
});
