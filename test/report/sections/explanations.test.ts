import { describe, expect, it } from "vitest";
import { renderReport } from "../../../src/report/render.js";
import { checkWords } from "../../../src/report/wording.js";
import { recordOf, reportOf, sectionOf, sectionText, seen } from "../report.js";

/** Texts of the drawings in one section, each once. */
const lettering = (html: string): string[] =>
  Array.from(html.matchAll(/<text[^>]*>([^<]*)<\/text>/g), ([, text]) => text ?? "");

describe("explanations", () => {
  it("says on which scale pushes are, whether the attribute is an input, and what stands in for it", async () => {
    const text = await sectionText("explained", "explanations");
    expect(text).toContain(
      "They are in log-odds, on which the model adds up before it turns the sum into a probability",
    );
    expect(text).toContain(
      "No input of the model is language itself. 2 inputs stand in for language: help visits (74% for Danish-speaking customers) and app logins (66% for Danish-speaking customers).",
    );
    expect(text).toContain("The model takes age band itself as an input.");
    expect(text).toMatch(
      /what stands in for language does [\d.]+% for English-speaking customers and [\d.]+% for Danish/,
    );
    expect(text).toContain("No input was found that stands in for gender");
  });

  it("titles each figure with its takeaway, and both with the same differences", async () => {
    const text = await sectionText("explained", "explanations");
    expect(text).toContain(
      "Help visits pushes the score lower for English-speaking customers than for Danish-speaking customers: by 0.260 on the log-odds scale, more than any other input.",
    );
    expect(text).toContain(
      "On average, the score is lower for English-speaking customers than for Danish-speaking customers, by 0.56 on the log-odds scale; help visits, app logins and days since contact make 0.47 of it.",
    );
    expect(text).toContain("which these data cannot tell from chance");
    const html = sectionOf(await reportOf("explained"), "explanations");
    const texts = lettering(html).filter((one) => one === "−0.26");
    // Two drawings of each of the two figures.
    expect(texts).toHaveLength(4);
  });

  it("draws fifteen inputs and the others together, and has all of them in its table", async () => {
    const html = sectionOf(await reportOf("explained"), "explanations");
    expect(lettering(html)).toContain("The other 4 inputs together");
    const text = await sectionText("explained", "explanations");
    for (let input = 1; input <= 11; input++) expect(text).toContain(`Usage ${input} `);
    expect(text).toContain(
      "Help visits (stand-in) 0.100 (0.080 to 0.120) 0.360 (0.340 to 0.380) −0.260 (−0.290 to −0.230)",
    );
  });

  it("colours nothing but what a check found", async () => {
    const html = sectionOf(await reportOf("explained"), "explanations");
    const over = html.split('<figure id="')[1] ?? "";
    expect(over).toContain("var(--fail-mark");
    expect(html.replace(over, "")).not.toContain("var(--fail-mark");
    expect(html).not.toContain("var(--pass-mark");
  });

  it("names groups that are not explained with the reason, once for each reason", async () => {
    expect(await sectionText("explained", "explanations")).toContain(
      "Not explained: fi (fewer than 5 people) and sv (so that fi cannot be worked out).",
    );
  });

  it("tells of a cross-check only where it disagrees", async () => {
    expect(await sectionText("explained", "explanations")).toContain(
      "Cross-check: for English-speaking customers, usage 1 is number 1 of 19 by how much worse the model gets when it is shuffled",
    );
    expect(await sectionText("explainedClasses", "explanations")).not.toContain("Cross-check");
  });

  it("says how it was made, and what it does not show", async () => {
    const text = await sectionText("explained", "explanations");
    expect(text).toContain("2,000 rows were explained, chosen at random of the 18,282 kept.");
    expect(text).toContain("A row’s pushes miss its output by less than 0.000001 on the log-odds scale.");
    expect(text).toContain("They do not show what would happen if an input were removed");
    const sampled = await sectionText("explainedClasses", "explanations");
    expect(sampled).toContain("25 rows stand in for what is not known of a row.");
    expect(sampled).toContain("The standard error of a single push, from sampling, is at most 0.42 percentage points.");
    expect(sampled).toContain("The model was asked for 410,000 rows.");
    expect(await sectionText("explainedNumbers", "explanations")).toContain("Method a_new_method.");
  });

  it("tells classes apart, names models that were not explained, and shows what no input is given", async () => {
    const text = await sectionText("explainedClasses", "explanations");
    expect(text).toContain("By gender: the score of refund");
    expect(text).toContain("By language: the score of bill <b>");
    expect(text).toContain("Model churn-v2.2 was not explained: only its logged predictions are known");
    expect(text).toContain("Given to no input +2.0");
    expect(text).toContain("percentage points");
  });

  it("is named with what it takes where nothing was asked for, and with the reason where nothing could be explained", async () => {
    expect(await sectionText("typical", "explanations")).toContain(
      "no feature attributions were computed. To have them, add the key explain to the suite",
    );
    const text = await sectionText("unexplained", "explanations");
    expect(text).toContain(
      "Model churn-v2.3 was not explained: it takes one input, text: there is nothing to tell apart.",
    );
    expect(text).toContain("Model churn-v2.2 was not explained: only its logged predictions are known");
  });

  it("has a group against everybody else, whose own pushes the record does not hold", async () => {
    const record = recordOf("explained");
    const rest = (record.attribution_gaps ?? []).map((row) => ({ ...row, reference: null }));
    const html = await renderReport({ ...record, gates: [], plan: [], verdict: "none", attribution_gaps: rest });
    expect(seen(sectionOf(html, "explanations"))).toContain("than for everybody else");
  });

  it("says where too few rows were explained", async () => {
    const record = recordOf("explained");
    const attributions = (record.attributions ?? []).map((row) => (row.group === "en" ? { ...row, n: 12 } : row));
    const html = await renderReport({ ...record, attributions });
    expect(seen(sectionOf(html, "explanations"))).toContain(
      "Only 12 rows were explained for English-speaking customers and 860 for Danish-speaking customers: too few to lean on.",
    );
  });
});

describe("checks of what inputs do", () => {
  it("are told with both pushes, the limit in the scale's own words", async () => {
    const text = await sectionText("explained", "findings");
    expect(text).toContain(
      "On average, help visits pushes the score lower for English-speaking customers than for Danish-speaking customers, by 0.26 on the log-odds scale (+0.10 against +0.36; 316 and 860 rows explained). Uncertainty (lower bound at 99% after adjusting for 9 checks, upper at 95%): 0.19 to 0.30; agreed limit: 0.15. Over the limit.",
    );
    expect(text).toContain("28.0% is done by language itself or what stands in for it: help visits and app logins.");
    expect(text).toContain("the agreement between women and men is 0.980, where 1 is the same order.");
    expect(await sectionText("explainedClasses", "findings")).toContain("by 0.1 percentage points");
  });

  it("stand on the first screen with their unit", async () => {
    const text = await sectionText("explained", "verdict");
    expect(text).toContain(
      "Push of one input, by language English-speaking customers against Danish-speaking customers, by help visits 0.26 log-odds 0.19 to 0.30 Limit 0.15",
    );
    expect(text).toContain(
      "Weight of the attribute, by language most for Danish-speaking customers 28.0% 26.0 to 31.0 Limit 30%",
    );
    expect(text).toContain("Agreement on inputs, by gender Women against men 0.980 0.970 to 0.990 Limit at least 0.80");
  });

  it("lead the first screen where they are worst", async () => {
    const record = recordOf("explained");
    for (const [disparity, words] of [
      [
        "attribution_gap",
        "On average, help visits pushes the score lower for this group than for Danish-speaking customers.",
      ],
      ["proxy_share", "28.0% is done by language itself or what stands in for it."],
      ["attribution_rank_agreement", "Agreement at least 0.970"],
    ] as const) {
      const gates = record.gates.filter((gate) => gate.disparity === disparity);
      const html = await renderReport({ ...record, gates, plan: [], verdict: gates[0]?.verdict ?? "none" });
      expect(seen(sectionOf(html, "verdict"))).toContain(words);
    }
  });

  it("have words for the terminal", () => {
    const record = recordOf("explained");
    const words = record.gates.filter(({ metric }) => metric === null).map((gate) => checkWords(record, gate));
    expect(words[0]).toMatchObject({
      title: "Push of one input, by language",
      gap: "0.26",
      interval: "0.19–0.30",
      limit: "max 0.15",
      detail: "English-speaking customers against Danish-speaking customers, by help visits: +0.10 against +0.36",
    });
    expect(words[1]).toMatchObject({ title: "Weight of the attribute, by language", gap: "28.0%", limit: "max 30" });
    expect(words[2]).toMatchObject({ title: "Agreement on inputs, by gender", gap: "0.980", limit: "min 0.80" });
  });

  it("have no smallest gap, and the section on detection says so", async () => {
    expect(await sectionText("explained", "detection")).toContain("3 checks are of what inputs do.");
    expect(await sectionText("typical", "detection")).not.toContain("of what inputs do");
  });
});

describe("all numbers of what inputs do", () => {
  it("has every table", async () => {
    const text = await sectionText("explained", "numbers");
    for (const caption of [
      "Pushes by input and group",
      "Pushes over everybody, largest first",
      "What inputs do, by group",
      "Agreement on which inputs matter",
      "Inputs that could stand in for an attribute",
      "Growth of the loss when an input is shuffled within a group",
    ])
      expect(text).toContain(caption);
    expect(text).toContain("Language · Help visits help_visits Danish-speaking customers 0.74 0.72 0.04 yes");
    expect(await sectionText("typical", "numbers")).not.toContain("Pushes by input");
  });

  it("counts what it leaves out, and has the figures for machines", async () => {
    const record = recordOf("explained");
    const proxies = Array.from({ length: 10 }, () => record.proxies ?? []).flat();
    const html = await renderReport({ ...record, proxies });
    expect(seen(sectionOf(html, "numbers"))).toContain(`${proxies.length - 400} further rows are in run.json`);
    const json =
      /<script type="application\/json"[^>]*>([\s\S]*?)<\/script>/.exec(await reportOf("explained"))?.[1] ?? "";
    expect(Object.keys(JSON.parse(json))).toEqual(
      expect.arrayContaining(["attributions", "attribution_gaps", "proxies"]),
    );
  });
});
