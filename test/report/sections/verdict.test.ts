import { describe, expect, it } from "vitest";
import { renderReport } from "../../../src/report/render.js";
import { buildRecord, group } from "../record-builder.js";
import { reportOf, sectionOf, sectionText, seen } from "../report.js";

describe("verdict", () => {
  it("counts the checks, names who is most affected and says how sure", async () => {
    const text = await sectionText("typical", "verdict");
    expect(text).toContain("Failed 1 of 6 checks is over its limit, 1 is undecided, 4 are within.");
    expect(text).toContain(
      "Most affected English-speaking customers Of this group’s customers who left, 57.9% had been offered a deal; for Danish-speaking customers it was 68.1%. Gap: 10.3 points.",
    );
    expect(text).toContain(
      "At least 5.02 points The gap is 5.02 to 13.7 points; the limit is 5 points. Lower bound at 99.2% after adjusting for 6 checks, upper at 95%.",
    );
    expect(text).toContain("Not judged: fi and sv. Not compared: 585 customers whose language is unknown.");
  });

  it("lists the checks worst first, ratios beside points", async () => {
    const text = await sectionText("typical", "verdict");
    const order = [
      "Leavers reached, by language",
      "Leavers reached, by gender and age band",
      "Leavers reached, by gender Women",
      "Customers offered, by age band",
      "Needless offers, by gender",
      "Needless offers, by age band",
    ];
    const places = order.map((title) => text.indexOf(title));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(places[0]).toBeGreaterThan(0);
    expect(text).toContain("ratio 0.92 0.86 to 1.00 Limit at least 0.80");
  });

  it("says the measure in plain words, then the field's term", async () => {
    expect(await sectionText("typical", "verdict")).toContain(
      "Leavers reached (true positive rate): how often customers who left had been offered a deal.",
    );
  });

  it.each([
    ["allPass", "Passed All 4 checks are within their limits. Closest to its limit Women", "At most 4.4 points"],
    ["listed", "Passed The one check is within its limit.", "Not judged: fi (12) and sv (41)."],
    [
      "undecided",
      "Undecided 2 of 2 checks are undecided. Most affected English-speaking customers",
      "The data cannot tell The gap is at least 5.4 points (95%); the limit is 12 points.",
    ],
    ["noGates", "Not judged No gates: nothing was judged.", "Widest gap, not judged English-speaking customers"],
    [
      "noGates",
      "Not judged",
      "This is the gap’s 95% interval, not adjusted for the 70 comparisons looked at. No limit was set.",
    ],
    [
      "errors",
      "Error 1 of 3 checks could not be measured, 1 is undecided, 1 is within.",
      "No gap could be measured: no data match this check.",
    ],
    [
      "suppressed",
      "Undecided The one check is undecided.",
      "No gap could be measured: fewer than two groups can be compared.",
    ],
    ["noLabel", "Passed The one check is within its limit. Closest to its limit Men", "Ratio at least 0.90"],
    [
      "weighted",
      "Undecided 1 of 2 checks is undecided, 1 is within. Most affected Age band: 90+",
      "The gap is 0 to 35 points (95%); the limit is 10 points.",
    ],
    ["rightToLeft", "Failed 1 of 2 checks is over its limit", "المتحدثون بالعربية (1)"],
  ])("%s answers verdict, worst group and how sure", async (name, ...wanted) => {
    const text = await sectionText(name, "verdict");
    for (const words of wanted) expect(text).toContain(words);
  });

  it("carries the groups that a pass does not speak for in the check's own row", async () => {
    expect(await sectionText("listed", "verdict")).toContain("not judged: fi (12) and sv (41)");
  });

  it("draws a line for each check with a gap, and none without", async () => {
    const lines = async (name: string) =>
      (sectionOf(await reportOf(name), "verdict").match(/class="gauge"/g) ?? []).length;
    expect(await lines("typical")).toBe(6);
    expect(await lines("errors")).toBe(2);
    expect(await lines("noGates")).toBe(0);
  });

  it("counts checks within their limits where there are more than a screen holds", async () => {
    const metrics = ["selection_rate", "true_positive_rate", "false_positive_rate", "accuracy"];
    const groups = [group("a", 900, 600, 2000, 200), group("b", 900, 601, 2000, 201)];
    const attributes = ["one", "two", "three", "four"].map((name) => ({ name, groups }));
    const gates = attributes.flatMap(({ name }) =>
      metrics.map((metric) => ({ metric, attribute: name, tolerance: 0.2 })),
    );
    const text = seen(sectionOf(await renderReport(buildRecord({ attributes, metrics, gates })), "verdict"));
    expect(text).toContain("4 more checks, all within their limits, are in section 1.");
  });
});
