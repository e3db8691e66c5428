import { describe, expect, it } from "vitest";
import { campaign, canBeNobody, summary } from "./r4.js";

describe("campaign R4: folders that may only be read", () => {
  it.skipIf(!canBeNobody())(
    "are read, and refused where something is to be written",
    { timeout: 300_000 },
    async () => {
      const found = await campaign();
      console.log(summary(found));
      expect(found.broken).toEqual([]);
      expect(found.refused).toBeGreaterThan(10);
    },
  );
});
