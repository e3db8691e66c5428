import { describe, expect, it } from "vitest";
import { sectionText } from "../report.js";

describe("intersections", () => {
  it("shows combinations under their group, with how many were left out and why", async () => {
    const text = await sectionText("typical", "intersections");
    expect(text).toContain(
      "Leavers reached: 61.5% for women with age band 60+, 67.3% for men with age band 30–44. The data cannot settle whether the gap is over 10 points.",
    );
    expect(text).toContain("Gender unknown");
    expect(text).toContain("all 65.5%");
    expect(text).toContain("12 combinations of gender and age band; 3 have fewer than 30 and are not judged.");
  });

  it("is there when nobody asked for combinations", async () => {
    expect(await sectionText("noLabel", "intersections")).toContain(
      "Not part of this audit: the suite asks for no combination of attributes.",
    );
  });
});
