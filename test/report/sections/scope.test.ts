import { describe, expect, it } from "vitest";
import { renderReport } from "../../../src/report/render.js";
import { buildRecord, group } from "../record-builder.js";
import { sectionOf, sectionText, seen } from "../report.js";

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

  it.each([
    ['{"column":"channel","not_in":["test"]}', "Rows kept where channel is not test"],
    [
      '{"all":[{"column":"a","in":["x","y"]},{"any":[{"column":"b","at_least":3,"below":9},{"column":"c","missing":false}]}]}',
      "Rows kept where all of: a is one of x and y, any of: b is at least 3 and b is below 9, c is not missing",
    ],
    ["channel is free text", "Rows kept where channel is free text"],
    ['{"column":"a","like":"%x%"}', 'Rows kept where {"column":"a","like":"%x%"}'],
  ])("says the filter %s in words, or as it was written", async (where, words) => {
    const record = buildRecord({
      attributes: [{ name: "g", groups: [group("a", 90, 60, 200, 20)] }],
      metrics: ["accuracy"],
      suite: { where },
    });
    expect(seen(sectionOf(await renderReport(record), "scope"))).toContain(words);
  });
});
