import { describe, expect, it } from "vitest";
import { sectionText } from "../report.js";

describe("all numbers", () => {
  it("has every check with level, limit and p", async () => {
    expect(await sectionText("typical", "numbers")).toContain(
      "Leavers reached, by language widest gap English-speaking customers against Danish-speaking customers 10.3 points 5.02 to 13.7 points 99.2% 5 points < 0.001 0.003 Over the limit",
    );
  });

  it("has everybody and every group of every measure, also those without a figure", async () => {
    const text = await sectionText("large", "numbers");
    expect(text).toContain("Agreement with the label (matthews correlation) · Region");
    for (const name of ["region 01", "region 30", "region 60"])
      expect(text.split(name).length - 1).toBeGreaterThanOrEqual(20);
    expect(await sectionText("typical", "numbers")).toContain("Everybody 65.5% 64.0% to 67.0% 2,561 of 3,908");
  });
});
