import { describe, expect, it } from "vitest";
import { sectionText } from "../report.js";

describe("detection limits", () => {
  it("says how many comparisons could have missed a gap as large as the limit", async () => {
    const text = await sectionText("weighted", "detection");
    expect(text).toMatch(/In \d of \d comparisons, a gap as large as the limit could have been missed\./);
    expect(text).toContain("would have been found");
    expect(text).toContain("could have been missed");
  });

  it("hides the counts of hidden groups", async () => {
    expect(await sectionText("typical", "detection")).toContain("fi – fewer than 5 people –");
  });

  it("says why there is nothing to say", async () => {
    expect(await sectionText("noGates", "detection")).toContain(
      "The suite sets no limit, so there is none to hold a smallest visible gap against.",
    );
    expect(await sectionText("suppressed", "detection")).toContain(
      "No smallest visible gap could be worked out for these checks.",
    );
  });
});
