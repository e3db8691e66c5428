import { describe, expect, it } from "vitest";
import { sectionText } from "../report.js";

describe("findings", () => {
  it("says who, what, how much, compared with whom, counts, uncertainty, limit, verdict – in this order", async () => {
    expect(await sectionText("typical", "findings")).toContain(
      "Among customers who left, English-speaking customers had been offered a deal 10.3 percentage points less often than Danish-speaking customers (57.9% of 757 against 68.1% of 1,791). Uncertainty (lower bound at 99.2% after adjusting for 6 checks, upper at 95%): 5.02 to 13.7 points; agreed limit: 5 points. Over the limit.",
    );
  });

  it("tells an undecided check apart, and what would settle it", async () => {
    const text = await sectionText("typical", "findings");
    expect(text).toContain(
      "Undecided – the data cannot settle whether the limit is exceeded. To settle it at today’s gap takes about 1,600 customers who left in each group (now 434 and 596).",
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
