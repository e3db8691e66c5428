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

describe("findings", () => {
  it("says who, what, how much, compared with whom, counts, uncertainty, limit, verdict – in this order", async () => {
    expect(await sectionText("typical", "findings")).toContain(
      "Among customers who left, English-speaking customers had been offered a deal 10.3 percentage points less often than Danish-speaking customers (57.9% of 757 against 68.1% of 1,791). Uncertainty (lower bound at 99.2% after adjusting for 6 checks, upper at 95%): 5.02 to 13.7 points; agreed limit: 5 points. Over the limit.",
    );
  });

  it("tells an undecided check apart, and what would settle it", async () => {
    const text = await sectionText("typical", "findings");
    expect(text).toContain(
      "Undecided – the data cannot settle whether the limit is exceeded. To settle it at today’s gap takes about 1,600 customers who left in each of the two groups (now 434 and 596).",
    );
  });

  it("puts both shares beside a ratio", async () => {
    expect(await sectionText("typical", "findings")).toContain(
      "those with age band 60+ got an offer 0.92 times as often as those with age band 18–29 (22.5% of 4,147 against 24.5% of 3,428). Uncertainty (95%): 0.86 to 1.00; agreed limit: at least 0.80.",
    );
  });

  it("has a quiet form, without calling anything equal", async () => {
    const text = await sectionText("allPass", "findings");
    expect(text).toContain("No gap above its limit was found. How small a gap could have been found is in section 4.");
    expect(text).not.toMatch(/no difference|equally|no gap was found/i);
  });

  it("says why groups are not judged", async () => {
    expect(await sectionText("listed", "findings")).toContain(
      "Not judged: fi (12: fewer than 30) and sv (41: too few to settle this limit). The verdict says nothing about them.",
    );
    expect(await sectionText("weighted", "findings")).toContain("(none) (nobody labelled positive in the group)");
  });

  it("has words for values that are no shares", async () => {
    expect(await sectionText("weighted", "findings")).toContain(
      "Ranking is 0.008 lower for women than for men (0.826 against 0.835; 9,057 and 8,952 counted).",
    );
  });

  it("neither passes nor fails a check without data", async () => {
    expect(await sectionText("errors", "findings")).toContain(
      "there is no gap to judge (no data match this check). Not measured – this check neither passes nor fails.",
    );
  });

  it("names class and stratum", async () => {
    const text = await sectionText("classes", "findings");
    expect(text).toContain("true_positive_rate · language · max_difference");
    expect(await sectionText("classes", "verdict")).toContain("Leavers reached of refund, by language");
    expect(await sectionText("classes", "verdict")).toContain(
      "Needless offers of bill <b> within broadband, by gender",
    );
  });

  it("shows the same comparisons of models that are not judged", async () => {
    expect(await sectionText("models", "findings")).toContain(
      "Check churn-v2.3 churn-v2.2 Leavers reached, by language 10.3 points 10.3 points",
    );
  });
});

describe("scope", () => {
  it("says what was examined and, as plainly, what was not", async () => {
    const text = await sectionText("typical", "scope");
    expect(text).toContain("System Churn score that decides who is offered a deal");
    expect(text).toContain("Model churn-v2.3 (onnx), 17 features; predicted positive when score ≥ 0.5");
    expect(text).toContain("Period From 1 April 2026 to 30 September 2026");
    expect(text).toContain(
      "Not examined Business customers, and customers who joined after scoring Language: fi and sv (fewer than 5, or hidden to protect such a group). 2 measures have no limit and were not judged.",
    );
    expect(text).toContain("Causes: the figures say what differs, not why.");
  });

  it("says that errors were not examined where there is no label", async () => {
    expect(await sectionText("noLabel", "scope")).toContain("Errors: the data hold no label");
  });
});

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

  it.each([
    ["typical", "Hash and row count match the suite"],
    ["noGates", "Data not pinned"],
    ["typical", "Legal basis: GDPR 6(1)(f), DPIA 2026-14. Compared with Danish-speaking customers, the largest group."],
    ["typical", "Compared with those with age band 30–44, named in the suite."],
    ["weighted", "Column survey_weight: shares are of weights, people are counted unweighted"],
    ["weighted", "customers by column customer_id; rows of one are not taken as independent"],
    ["noLabel", "Label None"],
    ["suppressed", "3 groups are not shown: 3 have fewer than 5 people. All of them are in every total."],
  ])("%s: %s", async (name, words) => {
    expect(await sectionText(name, "data")).toContain(words);
  });
});

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

describe("method", () => {
  it("says what was adjusted, compared and planned", async () => {
    const text = await sectionText("typical", "method");
    expect(text).toContain("levels are adjusted by Holm’s method over all checks of the suite (one moved)");
    expect(text).toContain("All 6 checks were judged as the suite set them down before the data were read.");
    expect(text).toContain(
      "Single groups are compared with: Danish-speaking customers by language (the largest group), men by gender (the largest group), those with age band 30–44 by age band (named in the suite).",
    );
    expect(text).toContain("14 rows hold a category of column contract that no feature of model churn-v2.3 names.");
  });

  it("tells a check that is not as planned", async () => {
    const record = buildRecord({
      attributes: [{ name: "g", groups: [group("a", 90, 60, 200, 20), group("b", 90, 61, 200, 21)] }],
      metrics: ["accuracy"],
      gates: [{ metric: "accuracy", attribute: "g", tolerance: 0.1 }],
    });
    const moved = { ...record, gates: record.gates.map((gate) => ({ ...gate, tolerance: 0.3 })) };
    expect(seen(sectionOf(await renderReport(moved), "method"))).toContain(
      "One check differs from what the suite set down before the data were read: accuracy.g.max_difference-0.",
    );
  });

  it("shows a caution that it has no words for", async () => {
    const attributes = [{ name: "g", groups: [group("a", 90, 60, 200, 20)] }];
    const record = buildRecord({
      attributes,
      metrics: ["accuracy"],
      warnings: [{ code: "new_caution", values: { column: "x", rows: 3 } }],
    });
    expect(seen(sectionOf(await renderReport(record), "method"))).toContain("new_caution: column x, rows 3.");
  });
});

describe("reproduce and verify", () => {
  it("has the command, versions and full hashes, and no path", async () => {
    const text = await sectionText("typical", "reproduce");
    expect(text).toContain("evenhand run retention-offers.yaml --seed 1");
    expect(text).toContain(`interactions.parquet 1,204,331 ${"9f".repeat(32)}`);
    expect(text).toContain("Runtime of churn-v2.3 onnxruntime 1.30.0 (cpu)");
    expect(text).toContain("The time of the run, its host and all dependency versions stand in manifest.json");
    expect(text).not.toMatch(/\s\/(?:home|work|tmp|root|Users)\//);
  });
});

describe("all numbers", () => {
  it("has every check with level, limit and p", async () => {
    expect(await sectionText("typical", "numbers")).toContain(
      "Leavers reached, by language widest gap 10.3 points 5.02 to 13.7 points 99.2% 5 points < 0.001 0.003 Over the limit",
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
