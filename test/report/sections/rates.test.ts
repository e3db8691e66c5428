import { describe, expect, it } from "vitest";
import { reportOf, sectionOf, sectionText } from "../report.js";

describe("outcome and error gaps", () => {
  it("titles each figure with its takeaway", async () => {
    expect(await sectionText("typical", "errors")).toContain(
      "Leavers reached: 57.9% for English-speaking customers, 68.1% for Danish-speaking customers. The gap is over the limit of 5 points.",
    );
    expect(await sectionText("typical", "errors")).toContain(
      "Needless offers: no gap above its limit was found – 0.5 points by gender (limit 3 points), 0.4 points by age band (limit 5 points).",
    );
    expect(await sectionText("typical", "outcomes")).toContain(
      "Customers offered: no gap above its limit was found – ratio 0.92 by age band (limit at least 0.80).",
    );
    expect(await sectionText("noGates", "errors")).toContain(
      "Leavers reached: 57.9% for English-speaking customers, 68.1% for Danish-speaking customers. No limit was set.",
    );
  });

  it("has the numbers of each figure in a table, with interval, counts and difference to the reference", async () => {
    expect(await sectionText("typical", "errors")).toContain(
      "English-speaking customers 57.9% 54.3% to 61.3% 438 of 757 −10.3 points (−14.4 to −6.2 points)",
    );
    expect(await sectionText("typical", "errors")).toContain(
      "Danish-speaking customers 68.1% 65.9% to 70.2% 1,220 of 1,791 reference",
    );
  });

  it("describes each figure for those who do not see it", async () => {
    const html = sectionOf(await reportOf("typical"), "errors");
    expect(html).toContain(
      'role="img" aria-label="Leavers reached: 57.9% for English-speaking customers, 68.1% for Danish-speaking customers. The gap is over the limit of 5\u00a0points. Language: from 57.9% (English-speaking customers) to 68.1% (Danish-speaking customers).',
    );
  });

  it("gives a reason for each group without a value", async () => {
    expect(await sectionText("weighted", "errors")).toContain("not measurable: nobody labelled positive in the group");
    expect(await sectionText("weighted", "errors")).toContain("only 21: too few to judge (minimum 30)");
    expect(await sectionText("suppressed", "errors")).toContain(
      "Positives found, by language: no gap could be measured (fewer than two groups can be compared).",
    );
  });

  it("draws the ends of many groups and says where the others are", async () => {
    const text = await sectionText("large", "errors");
    expect(text).toMatch(/\d+ more groups between the lowest and the highest: see section A/);
    expect(text).toMatch(/Without a figure: .+\. Their values by group are in section A\./);
  });

  it("names measures without a label as not part of the audit", async () => {
    expect(await sectionText("noLabel", "errors")).toContain("Not part of this audit: the data hold no label");
  });
});
