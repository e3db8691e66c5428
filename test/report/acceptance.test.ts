import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { languages } from "../../src/core/languages.js";
import { renderReport } from "../../src/report/render.js";
import { projectRoot } from "../fixtures.js";
import { auditedNames, auditedRecord, auditedReport } from "./audited.js";
import { sectionOf, seen } from "./report.js";

const digest = (text: string): string => createHash("sha256").update(text).digest("hex");

/** Drawings of a report with the table that says the same. */
const figuresOf = (html: string): { drawing: string; table: string }[] =>
  Array.from(html.matchAll(/<figure id="figure-\d+">[\s\S]*?<\/figure>/g), ([figure]) => ({
    drawing: /<svg class="wide"[\s\S]*?<\/svg>/.exec(figure)?.[0] ?? "",
    table: /<table[\s\S]*<\/table>/.exec(figure)?.[0] ?? "",
  }));

/** Words that a drawing writes, without the ticks of its axis: they alone are centred. */
const wordsDrawn = (drawing: string): string[] =>
  Array.from(
    drawing
      .replace(/<g [^>]*text-anchor="middle"[^>]*>[\s\S]*?<\/g>/g, "")
      .replace(/<text [^>]*text-anchor="middle"[^>]*>[^<]*<\/text>/g, "")
      .matchAll(/<text[^>]*>([^<]*)</g),
    ([, text]) => seen(text ?? ""),
  );

/** Rows of a table of numbers: their names. */
const rowNames = (table: string): string[] =>
  Array.from(table.matchAll(/<th scope="row">([\s\S]*?)<td>/g), ([, name]) => seen(name ?? ""));

/** Whether a drawing names a row: whole, by its first or last line, or without its middle. */
const isDrawn = (row: string, drawn: readonly string[]): boolean =>
  drawn.some((text) => {
    const [start = "", end] = text.split("…").map((part) => part.trim());
    if (end !== undefined) return row.includes(start) && row.endsWith(end);
    return text !== "" && (row.startsWith(text) || row.endsWith(text));
  });

describe.each(auditedNames)("the report of %s", (name) => {
  it.each(languages)("in %s has nothing untranslated, and a number for every place of one", async (language) => {
    const html = await auditedReport(name, language);
    expect(html).toContain(`<html lang="${language}">`);
    const text = seen(html);
    // "[en]" marks what a language has no words for; braces are left of a message that was given no value.
    expect(text).not.toContain("[en]");
    if (name !== "hostile") expect(text).not.toMatch(/[{}]|\b(?:NaN|undefined|Infinity)\b|\[object/);
    expect(html).not.toMatch(/<(?:link|script src|img|iframe)\b/);
  });

  it("has each number of its drawings in a table", async () => {
    const html = await auditedReport(name, "en");
    const tables = seen(Array.from(html.matchAll(/<table[\s\S]*?<\/table>/g), ([table]) => table).join(" "));
    const numbers = figuresOf(html)
      .flatMap(({ drawing }) => wordsDrawn(drawing))
      .filter((text) => /^−?\d[\d,.]*(?:%| points)?$/.test(text));
    if (name !== "allSuppressed" && name !== "oneGroup") expect(numbers.length).toBeGreaterThan(4);
    expect(numbers.filter((number) => !tables.includes(number.replace(/ points$/, "")))).toEqual([]);
  });

  it("draws every row of the tables beside its figures of rates", async () => {
    const html = await auditedReport(name, "en");
    const figures = ["outcomes", "errors"].flatMap((id) => figuresOf(sectionOf(html, id)));
    for (const { drawing, table } of figures) {
      const drawn = wordsDrawn(drawing);
      expect(rowNames(table).filter((row) => !isDrawn(row, drawn))).toEqual([]);
    }
  });

  it("gives the same bytes again", async () => {
    const record = await auditedRecord(name);
    expect(digest(await renderReport(record))).toBe(digest(await auditedReport(name, "en")));
  });
});

describe("reports of real runs", () => {
  it("give the same bytes in another process, time zone and locale, from data read again", async () => {
    const wanted = auditedNames.filter((name) => name !== "thousandGates" && name !== "sixtyGroups");
    const script = `import("./test/report/audited.ts").then(async ({ auditedRecord }) => {
      const { renderReport } = await import("./src/report/render.ts");
      const { createHash } = await import("node:crypto");
      for (const name of ${JSON.stringify(wanted)})
        for (const language of ["en", "da", "nb"])
          console.log(name, language, createHash("sha256").update(await renderReport(await auditedRecord(name), { language })).digest("hex"));
    })`;
    const env = { ...process.env, TZ: "Pacific/Kiritimati", LANG: "ar_EG.UTF-8", LC_ALL: "ar_EG.UTF-8" };
    const args = ["--import", "tsx", "-e", script];
    const other = execFileSync(process.execPath, args, { cwd: projectRoot, env, encoding: "utf8" });
    const own: string[] = [];
    for (const name of wanted)
      for (const language of languages) own.push(`${name} ${language} ${digest(await auditedReport(name, language))}`);
    expect(other.trim().split("\n")).toEqual(own);
  }, 180_000);

  it.each(languages)("of 60 groups and 20 metrics are at most 500 kB in %s", async (language) => {
    expect(Buffer.byteLength(await auditedReport("sixtyGroups", language))).toBeLessThanOrEqual(500_000);
  });

  it("of a thousand gates spell out forty, and say where the others are", async () => {
    const record = await auditedRecord("thousandGates");
    const html = await auditedReport("thousandGates", "en");
    expect(record.gates).toHaveLength(1000);
    expect(html.match(/<article id="finding-/g)).toHaveLength(40);
    const left = ["fail", "undecided", "pass"].map(
      (verdict) => record.gates.filter((gate) => gate.verdict === verdict).length - (verdict === "fail" ? 40 : 0),
    );
    const [over, undecided, within] = left;
    expect(seen(html)).toContain(
      `960 more checks are in the first table of section A: ${over} are over, ${undecided} are undecided, ${within} are within.`,
    );
    const table = /<section id="numbers"[\s\S]*?<\/table>/.exec(html)?.[0] ?? "";
    expect(rowNames(table)).toHaveLength(1000);
    expect(Buffer.byteLength(html)).toBeLessThanOrEqual(1_500_000);
  });

  it("of names of 200 letters have them whole in the table of groups, and say so", async () => {
    const record = await auditedRecord("longNames");
    const text = seen(await auditedReport("longNames", "en"));
    for (const group of record.attributes[0]?.groups ?? []) expect(text).toContain(group);
    expect(text).toContain("The names stand whole in the table of groups above.");
  });
});

describe("the style sheet", () => {
  it("prints on A4", () => {
    const css = readFileSync(path.join(projectRoot, "src", "report", "templates", "report.css"), "utf8");
    expect(css).toMatch(/@page \{\s*size: A4;/);
  });
});
