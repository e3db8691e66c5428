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

  it("has values drawn towards all beside those as counted", async () => {
    const text = await sectionText("typical", "intersections");
    expect(text).toContain("Difference to reference Drawn towards all (95% interval) Gender and age band");
    expect(text).toContain("Women × 60+ 61.5% 56.9% to 66.0% 267 of 434 – 64.4% (61.3% to 67.5%)");
    expect(text).toContain("Unknown × 60+ 71% 50% to 86% 15 of 21 – 12 combinations");
    expect(text).toContain(
      "they run from 64.4% (Women × 60+) to 65.9% (Men × 30–44); as counted, from 61.5% to 67.3%. Verdicts rest on values as counted.",
    );
  });

  it("is there when nobody asked for combinations", async () => {
    expect(await sectionText("noLabel", "intersections")).toContain(
      "Not part of this audit: the suite asks for no combination of attributes.",
    );
  });
});
