import { describe, expect, it } from "vitest";
import { sectionText } from "../report.js";

describe("data", () => {
  it("counts rows down from those read to those kept", async () => {
    expect(await sectionText("typical", "data")).toContain(
      "Read 20,366 No consent to this purpose −1,243 19,123 Left out by the suite’s filter −841 18,282",
    );
  });

  it("shows n per group, the unknown group and the hidden ones", async () => {
    const text = await sectionText("typical", "data");
    expect(text).toContain(
      "English-speaking customers 3,161 757 23.9% fi not shown sv not shown Unknown 585 137 23.4%",
    );
    expect(text).toContain("Unknown for some customers: language (585, 3.2%) and gender (403, 2.2%).");
    expect(text).toContain(
      "2 groups are not shown: one has fewer than 5 people, and one is hidden so that the small number cannot be worked out from the totals.",
    );
  });

  it("draws what is missing even where nothing is", async () => {
    expect(await sectionText("longNames", "data")).toContain("Everybody’s group is known in every attribute.");
  });

  it("says what gaps could be whatever groups the unknown belong to", async () => {
    const text = await sectionText("typical", "data");
    // Two languages are hidden. Gender: 1,246 of 1,934 women and 1,259 of 1,898 men were reached, and 69 of 95 more: at the most
    // men get the 69 and women the other 26, 1,328/1,967 − 1,246/1,960 = 3.94 points.
    expect(text).toContain(
      "Leavers reached, by language: the widest gap between groups that are shown is 10.3 points among those whose group is known. Depending on where the 137 unknown belong, it is 4.0 to 15.1 points, sampling error not counted; agreed limit: 5 points.",
    );
    expect(text).toContain(
      "Leavers reached, by gender: the widest gap is 1.9 points among those whose group is known. Depending on where the 95 unknown belong, it is 0.0 to 3.9 points, sampling error not counted; agreed limit: 5 points.",
    );
    expect(text).toContain("Show what the unknown could change");
    expect(text).toContain("Leavers reached 95 1.9 points 0.0 to 3.9 points 0.97 0.94 to 1.00");
    expect(await sectionText("noGates", "data")).toContain(
      "0.0 to 3.9 points, sampling error not counted; no limit was set.",
    );
    expect(await sectionText("weighted", "data")).toContain("Depending on where the 403 unknown belong");
    expect(await sectionText("longNames", "data")).not.toContain("Show what the unknown could change");
  });

  it.each([
    ["typical", "Hash and row count match the suite"],
    ["noGates", "Data not pinned"],
    ["typical", "Legal basis: GDPR 6(1)(f), DPIA 2026-14. Compared with Danish-speaking customers, the largest group."],
    ["typical", "Compared with those with age band 30–44, named in the suite."],
    ["weighted", "Column survey_weight: shares are of weights, people are counted unweighted"],
    ["weighted", "Customers by column customer_id; rows of one are not taken as independent"],
    ["noLabel", "Label None"],
    ["suppressed", "3 groups are not shown: 3 have fewer than 5 people. All of them are in every total."],
  ])("%s: %s", async (name, words) => {
    expect(await sectionText(name, "data")).toContain(words);
  });
});
