import { describe, expect, it } from "vitest";
import { terminalSummary } from "../../src/cli/terminal-summary.js";
import { checkWords } from "../../src/report/wording.js";
import { nordic } from "../report/nordic.js";
import { recordOf } from "../report/report.js";

const style = { colour: false, unicode: true, terminal: false, columns: 80 };

describe("terminalSummary(record, written, style, options)", () => {
  it.each(["typical", "longNames"])(
    "of %s, whose gaps are wide, leaves two spaces between the longest title and its figures",
    (name) => {
      const known = recordOf(name);
      const record = { ...known, gates: known.gates.map((gate) => ({ ...gate, value: -12_345.6 })) };
      const lines = terminalSummary(record, { kind: "report", path: "report.html" }, style, {
        quiet: false,
        strict: false,
      }).split("\n");
      for (const gate of record.gates) {
        const { title, gap } = checkWords(record, gate);
        expect(
          lines.some((line) => line.includes(`${title}  `) && line.includes(gap)),
          title,
        ).toBe(true);
      }
    },
  );

  const summaryIn = (language: "en" | "da" | "nb"): string =>
    terminalSummary(nordic(recordOf("typical")), { kind: "report", path: "report.html" }, style, {
      ...{ quiet: false, strict: false, language },
    });

  it("is in the language that is asked for, numbers too", () => {
    const danish = summaryIn("da");
    expect(danish).toContain("IKKE BESTÅET   1 af 6 kontroller over sin grænse, 1 uafklaret og 4 inden for");
    expect(danish).toMatch(/■ over {7}Nåede kunder, efter sprog +10,3 pp {2}5,02–13,7 {3}højst 5/);
    expect(danish).toContain("Engelsktalende kunder mod dansktalende kunder: 57,9 % af 757, 68,1 % af 1.791");
    expect(summaryIn("nb")).toContain("IKKE BESTÅTT   1 av 6 kontroller over grensen sin, 1 uavklart og 4 innenfor");
  });

  it("is in English otherwise", () => {
    expect(summaryIn("en")).toContain("FAILED   1 of 6 checks over its limit, 1 undecided, 4 within");
    expect(summaryIn("en")).toContain("Not shown:  2 groups with fewer than 5 people, or to protect them");
  });
});
