import { describe, expect, it } from "vitest";
import { shownText } from "../../src/exports/shown-text.js";
import { reportFixtures } from "../report/fixtures.js";
import { hostileRun, materialOf, recordNamed, textOf } from "./material.js";
import { type Element, parseXml } from "./xml.js";

const suitesOf = (record = recordNamed("typical"), strict = false): Element =>
  parseXml(textOf("junit", materialOf(record, { strict })));
const casesOf = (root: Element): Element[] =>
  root.children.flatMap(({ children }) => children.filter(({ name }) => name === "testcase"));

describe("junit", () => {
  it.each([...Object.keys(reportFixtures)])(
    "of the record %s is well-formed, with a case per gate and counts that add up",
    (name) => {
      const record = recordNamed(name);
      const root = suitesOf(record);
      const cases = casesOf(root);
      expect(cases.length).toBe(Math.max(1, record.gates.length));
      expect(Number(root.attributes.tests)).toBe(cases.length);
      for (const [attribute, element] of [
        ["failures", "failure"],
        ["errors", "error"],
      ] as const) {
        const count = cases.filter(({ children }) => children.some((child) => child.name === element)).length;
        expect(Number(root.attributes[attribute])).toBe(count);
        const bySuite = root.children.reduce((sum, suite) => sum + Number(suite.attributes[attribute]), 0);
        expect(bySuite).toBe(count);
      }
    },
  );

  it("makes a failure of a failed gate, an error of a broken one, a skipped case of an undecided one", () => {
    const outcome = (verdict: string, strict: boolean) => {
      const record = recordNamed("errors");
      const gates = record.gates.map((gate) => ({ ...gate, verdict: verdict as "fail" }));
      return casesOf(suitesOf({ ...record, gates }, strict))[0]?.children[0]?.name;
    };
    expect(["fail", "error", "undecided", "pass"].map((verdict) => outcome(verdict, false))).toEqual([
      "failure",
      "error",
      "skipped",
      "system-out",
    ]);
    expect(outcome("undecided", true)).toBe("failure");
  });

  it("has a suite per model and attribute, and one skipped case where there are no gates", () => {
    const record = recordNamed("typical");
    const wanted = new Set(record.gates.map(({ model, attribute }) => `${model} ${attribute}`));
    expect(new Set(suitesOf().children.map(({ attributes }) => attributes.name))).toEqual(wanted);
    const none = suitesOf(recordNamed("noGates"));
    expect(none.children[0]?.attributes.skipped).toBe("1");
    expect(casesOf(none)[0]?.children[0]?.name).toBe("skipped");
  });

  it("names neither clock nor host", () => {
    expect(textOf("junit", materialOf(recordNamed("typical")))).not.toMatch(/timestamp|hostname/);
  });

  it("gives hostile names back as they are told on one line", () => {
    const record = hostileRun();
    const names = casesOf(suitesOf(record)).map(({ attributes }) => attributes.name);
    const told = (text: string) =>
      shownText(text).replace(/[\ufffe\uffff]/g, (c) => `\\u{${c.charCodeAt(0).toString(16)}}`);
    expect(new Set(names)).toEqual(new Set(record.gates.map(({ id }) => told(id))));
  });
});
