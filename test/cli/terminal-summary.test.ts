import { describe, expect, it } from "vitest";
import { terminalSummary } from "../../src/cli/terminal-summary.js";
import { checkWords } from "../../src/report/wording.js";
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
});
