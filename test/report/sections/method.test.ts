import { describe, expect, it } from "vitest";
import { renderReport } from "../../../src/report/render.js";
import { buildRecord, group } from "../record-builder.js";
import { recordOf, sectionOf, sectionText, seen } from "../report.js";

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

  it("tells from the record what makes an input a stand-in, and 0.6 of records that do not say", async () => {
    const record = recordOf("explained");
    const explanations = record.explanations?.map((row) => ({ ...row, proxy_area: 0.75 }));
    const told = async (of: typeof record) => seen(sectionOf(await renderReport(of), "method"));
    expect(await told({ ...record, explanations })).toContain("whose lower bound is above 0.75.");
    expect(await told({ ...record, explanations: explanations?.map(({ proxy_area: _, ...row }) => row) })).toContain(
      "whose lower bound is above 0.60.",
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
