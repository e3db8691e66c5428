import { describe, expect, it } from "vitest";
import { codeSpan } from "../../src/exports/code-span.js";
import { marker } from "../../src/exports/md.js";
import { shownText } from "../../src/exports/shown-text.js";
import { withinBudget } from "../../src/exports/within-budget.js";
import { reportFixtures } from "../report/fixtures.js";
import { buildRecord, group } from "../report/record-builder.js";
import { hostileRun, hostileTexts, materialOf, recordNamed, textOf } from "./material.js";

const report = (record = recordNamed("typical")): string => textOf("md", materialOf(record));

/** What is left of a line when its code is taken out, as CommonMark finds it: runs of backticks of equal length. */
const outsideCode = (line: string): string => line.replace(/(?<!`)(`+)(?!`)(.*?[^`])\1(?!`)/g, "·");

/** A run with many failed gates on groups with long names. */
const crowded = (gates: number) =>
  buildRecord({
    attributes: Array.from({ length: gates }, (_, i) => ({
      name: `attribute ${i}`,
      groups: [group(`${"ж".repeat(150)}${i}`, 500, 200, 900, 100), group(`b${i}`, 500, 400, 900, 100)],
    })),
    metrics: ["true_positive_rate"],
    gates: Array.from({ length: gates }, (_, i) => ({
      metric: "true_positive_rate",
      attribute: `attribute ${i}`,
      tolerance: i % 2 === 0 ? 0.01 : 0.9,
      notJudged: [{ group: "small", reason: "fewer than 30", n: 3 }],
    })),
  });

describe("md", () => {
  it("begins with the marker by which a comment is found again", () => {
    const record = recordNamed("typical");
    expect(report().split("\n")[0]).toBe(marker(record.suite.name));
    expect(marker("retention-offers")).toBe("<!-- evenhand retention-offers -->");
    for (const text of hostileTexts()) expect(marker(text)).toMatch(/^<!-- evenhand [^<>]* -->$/);
    expect(marker("a-- -->b")).not.toMatch(/--.*--.*-->/);
  });

  it("lists what is over first, then what is undecided, and folds the rest", () => {
    const text = report();
    const marks = [...text.matchAll(/^\| (■|◇|●)/gm)].map(([, mark]) => mark);
    expect(marks).toEqual([...marks].sort((a = "", b = "") => "■◇●".indexOf(a) - "■◇●".indexOf(b)));
    expect(text.indexOf("<details>")).toBeLessThan(text.indexOf("| ● within"));
    expect(text.match(/<details>/g)?.length).toBe(text.match(/<\/details>/g)?.length);
  });

  it.each([150, 400])("of %i gates stays within 60,000 bytes and says how many rows it left out", (gates) => {
    const text = report(crowded(gates));
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(60_000);
    expect(Buffer.byteLength(text)).toBeGreaterThan(50_000);
    const shown = text.match(/^(\| [■◇●]|- )/gm)?.length ?? 0;
    const left = Number(/^(\d+) more rows are left out/m.exec(text)?.[1]);
    expect(shown + left).toBe(2 * gates);
    expect(text.match(/<details>/g)?.length ?? 0).toBe(text.match(/<\/details>/g)?.length ?? 0);
  });

  it("leaves nothing out where there is room", () => {
    expect(report()).not.toContain("left out");
  });

  it("of hostile texts has them in code alone: no HTML, link, image, mention or reference outside", () => {
    const lines = report(hostileRun())
      .split("\n")
      .slice(1)
      .map(outsideCode)
      .map((line) =>
        line.replace(/^<\/?(details|sub)>|<summary>\d+ within (its limit|their limits)<\/summary>$|<\/sub>$/g, ""),
      );
    for (const line of lines.filter((each) => !each.startsWith("## evenhand ·"))) {
      expect(line).not.toMatch(/[<>@[\]!`]|#\d|https?:|www\./);
    }
  });

  it("of hostile texts has tables whose rows have seven cells", () => {
    for (const line of report(hostileRun()).split("\n"))
      if (line.startsWith("| ")) expect(line.match(/(?<!\\)\|/g), line).toHaveLength(8);
  });

  it.each([...Object.keys(reportFixtures)])("of the record %s calls no model fair, unbiased or compliant", (name) => {
    if (name !== "hostile") expect(report(recordNamed(name))).not.toMatch(/\b(fair|unbiased|compliant)\b/i);
  });
});

describe("codeSpan(text)", () => {
  it("shows the text as it is, whatever stands in it", () => {
    for (const text of hostileTexts()) {
      const span = codeSpan(text);
      const [, fence = "", inside = ""] = /^(`+)(.*?)\1$/.exec(span) ?? [];
      expect(span).not.toMatch(/\n|##\[/);
      expect(inside.match(/`+/g)?.some((run) => run.length === fence.length) ?? false).toBe(false);
      const shown = inside.replaceAll("\\|", "|").replace(/^ (.*) $/s, "$1");
      expect(shown).toBe(shownText(text, 160));
    }
  });
});

describe("withinBudget(blocks, budget)", () => {
  const block = (rows: number) => ({
    head: ["head"],
    rows: Array.from({ length: rows }, (_, i) => `row ${i}`),
    end: ["end"],
  });

  it("takes the first rows of the first blocks", () => {
    const { lines, left } = withinBudget([block(3), block(3)], 5 + 6 + 6 + 4);
    expect(lines).toEqual(["head", "row 0", "row 1", "end"]);
    expect(left).toBe(4);
  });

  it("takes all where there is room, and never more than the budget", () => {
    expect(withinBudget([block(2)], 1000)).toEqual({ lines: ["head", "row 0", "row 1", "end"], left: 0 });
    for (let budget = 0; budget < 60; budget++) {
      const { lines } = withinBudget([block(3), block(2)], budget);
      expect(Buffer.byteLength(lines.map((line) => `${line}\n`).join(""))).toBeLessThanOrEqual(budget);
    }
  });
});
