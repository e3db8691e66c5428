import { describe, expect, it } from "vitest";
import { renderReport } from "../../../src/report/render.js";
import { historyOf } from "../history.js";
import { recordOf, sectionOf, sectionText, seen } from "../report.js";

const record = recordOf("typical");
const html = renderReport(record, { history: historyOf(record) });

describe("a report with a history", () => {
  it("shows open findings on the first screen: owner, day, overdue, and both values with their intervals", async () => {
    const screen = seen(sectionOf(await html, "verdict"));
    expect(screen).toContain("Alarm since 5 June 2026.");
    expect(screen).toMatch(/One finding of this suite is open, one is overdue, one is accepted for a while\./);
    expect(screen).toContain("Data team overdue, was 1 November 2026 Over the limit: 9.7 points (4.8 to 13.0)");
    expect(screen).toContain("accepted by A. Berg until 31 December 2026");
  });

  it("has a figure for each of five gates or fewer, or all of them small, with a row for each audit", async () => {
    const section = sectionOf(await html, "trend");
    const few = { ...record, gates: record.gates.slice(0, 3) };
    const figures = sectionOf(await renderReport(few, { history: historyOf(few) }), "trend");
    expect(figures.match(/id="figure-/g)).toHaveLength(3);
    expect(section.match(/class="facet"/g)).toHaveLength(record.gates.length);
    expect(section.match(/<tbody>/g)).toHaveLength(record.gates.length);
  });

  it("says in words where the line is broken, what was counted once, and where no alarm can be raised", async () => {
    const section = seen(sectionOf(await html, "trend"));
    expect(section).toContain("new model, earlier audits are not comparable");
    expect(section).toContain("counted once");
    expect(section).toContain("no alarm can be raised, because the rows have weights");
  });

  it("gives the same bytes again, and without a history says so", async () => {
    expect(await renderReport(record, { history: historyOf(record) })).toBe(await html);
    expect(await sectionText("typical", "trend")).toContain("the archive holds no earlier audit");
  });
});
