import { describe, expect, it } from "vitest";
import { renderReport } from "../../src/report/render.js";
import type { Row } from "../inference/count-rows.js";
import { auditOf } from "../runner/audit.js";

const rows: Row[] = [
  { groups: ["f"], label: 1, prediction: 1, times: 40 },
  { groups: ["f"], label: 0, prediction: 0, times: 60 },
  { groups: ["m"], label: 0, prediction: 1, times: 30 },
  { groups: ["m"], label: 0, prediction: 0, times: 70 },
];

/** The page as text. */
async function textOf(compatibility: readonly string[]): Promise<string> {
  const record = auditOf(rows, { attributes: ["gender"], suite: { compatibility } });
  const page = await renderReport(record);
  return page.replace(/<[^>]*>/g, " ").replace(/\s+/g, " ");
}

const caption = "Figures by the conventions of other libraries";

describe("figures of other libraries in the report", () => {
  it("stand with value or reason, and what each of them is, where they are asked for", async () => {
    const text = await textOf(["clarify.dpl", "aif360.equal_opportunity_difference"]);
    expect(text).toContain(`${caption}: reproduced to be compared with theirs, without interval, never judged`);
    expect(text).toContain("clarify.dpl Gender · f −0.4000 –");
    expect(text).toContain("clarify.dpl Gender · m 0.4000 –");
    expect(text).toContain("– NaN in AIF360: a denominator is 0, or nothing is compared");
    expect(text).toContain("The rest minus the facet: the opposite sign of ours.");
  });
  it("are not spoken of elsewhere", async () => {
    expect(await textOf([])).not.toContain(caption);
  });
});
