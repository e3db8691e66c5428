import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { renderReport } from "../../src/report/render.js";
import { projectRoot } from "../fixtures.js";
import { reportFixtures } from "./fixtures.js";
import { recordOf, reportOf, sectionOf, seen } from "./report.js";

const names = Object.keys(reportFixtures);
const sectionIds = [
  "verdict",
  "findings",
  "scope",
  "data",
  "detection",
  "outcomes",
  "errors",
  "intersections",
  "explanations",
  "counterfactuals",
  "thresholds",
  "change",
  "trend",
  "drift",
  "method",
  "reproduce",
  "signoff",
  "numbers",
];

describe.each(names)("renderReport(%s)", (name) => {
  it("has every section, in order, and in the list of sections", async () => {
    const html = await reportOf(name);
    expect(Array.from(html.matchAll(/<section id="([a-z]+)"/g), ([, id]) => id)).toEqual(sectionIds);
    expect(Array.from(html.matchAll(/<li><a href="#([a-z]+)"><span class="number">/g), ([, id]) => id)).toEqual(
      sectionIds,
    );
  });

  it("runs and loads nothing: no script, no handler, no inline style, no address", async () => {
    const html = await reportOf(name);
    const scripts = Array.from(html.matchAll(/<script\b[^>]*>/g), ([tag]) => tag);
    expect(scripts).toEqual(['<script type="application/json" id="numbers-json">']);
    const tags = Array.from(
      html.replace(/<(style|script)[\s\S]*?<\/\1>/g, "").matchAll(/<[a-z][^>]*>/gi),
      ([tag]) => tag,
    );
    expect(tags.length).toBeGreaterThan(100);
    expect(
      tags.filter((tag) =>
        /\s(?:on\w+|style|src|srcset|action|formaction|data|poster|ping)\s*=/i.test(tag.replace(/"[^"]*"/g, '""')),
      ),
    ).toEqual([]);
    expect(tags.filter((tag) => /=[^"]/.test(tag.replace(/"[^"]*"/g, '"')))).toEqual([]);
    expect(
      tags.filter((tag) =>
        /<(?:iframe|object|embed|link|base|form|img|image|foreignObject|animate|set|a\s[^>]*href="[^#])/i.test(tag),
      ),
    ).toEqual([]);
  });

  it("admits its own style sheet and nothing else", async () => {
    const html = await reportOf(name);
    const css = /<style>([\s\S]*?)<\/style>/.exec(html)?.[1] ?? "";
    const hash = createHash("sha256").update(css).digest("base64");
    expect(html).toContain(
      `content="default-src 'none'; style-src 'sha256-${hash}'; img-src data:; base-uri 'none'; form-action 'none'"`,
    );
    expect(css).not.toMatch(/url\(|@import|expression\(|<\//i);
  });

  it("has ids once, and links only to them", async () => {
    const html = await reportOf(name);
    const ids = Array.from(html.matchAll(/ id="([^"]*)"/g), ([, id]) => id);
    expect(ids).toEqual([...new Set(ids)]);
    const targets = Array.from(html.matchAll(/ href="#([^"]*)"/g), ([, id]) => id);
    expect(targets.filter((target) => !ids.includes(target))).toEqual([]);
  });

  it("says what it says in words that are allowed", async () => {
    const words = seen(await reportOf(name));
    if (name === "hostile") return expect(words.length).toBeGreaterThan(1000);
    expect(words).not.toMatch(
      /\b(?:fair|unfair|unbiased|no bias|proves?|significant|caused|compliant|NaN|undefined|null|Infinity|\[object)\b/,
    );
    return expect(words).not.toMatch(/[{}]|[+−]0(?:\.0+)?\s(?:points|percentage)/);
  });

  it("has in its JSON what it has in its tables", async () => {
    const json = /<script type="application\/json"[^>]*>([\s\S]*?)<\/script>/.exec(await reportOf(name))?.[1] ?? "";
    expect(json).not.toMatch(/[<>&]/);
    const numbers = JSON.parse(json) as { verdict: string; groups: { value: unknown } };
    expect(numbers.verdict).toBe(recordOf(name).verdict);
  });

  it("gives the same bytes again", async () => {
    expect(await renderReport(recordOf(name))).toBe(await reportOf(name));
  });
});

describe("renderReport", () => {
  it("gives the same bytes in another time zone and locale, in another process", async () => {
    const script =
      'import("./test/report/report.ts").then(async ({ reportOf }) => process.stdout.write(await reportOf("typical")))';
    const env = { ...process.env, TZ: "Pacific/Kiritimati", LANG: "ar_EG.UTF-8", LC_ALL: "ar_EG.UTF-8" };
    const other = execFileSync(process.execPath, ["--import", "tsx", "-e", script], {
      cwd: projectRoot,
      env,
      encoding: "utf8",
      maxBuffer: 1e8,
    });
    expect(other).toBe(await reportOf("typical"));
  });

  it.each([
    ["medium", 500],
    ["large", 500],
  ])("%s is at most %i kB", async (name, kilobytes) => {
    expect(Buffer.byteLength(await reportOf(name))).toBeLessThanOrEqual(kilobytes * 1000);
  });

  it("renders 60 groups by 20 metrics in 2 s of processor time", async () => {
    const record = recordOf("large");
    await renderReport(record);
    const before = process.cpuUsage();
    await renderReport(record);
    const { user, system } = process.cpuUsage(before);
    // The second time, without loading modules, and by the processor: a busy machine must not fail this.
    expect((user + system) / 1e6).toBeLessThanOrEqual(2);
  });

  it("names a section that it does not have, with the reason", async () => {
    const html = await reportOf("typical");
    for (const id of ["explanations", "counterfactuals", "thresholds", "change", "signoff"])
      expect(seen(sectionOf(html, id))).toContain("Not part of this audit:");
  });

  it("sets the language, one first heading and one heading a section", async () => {
    const html = await reportOf("typical");
    expect(html).toMatch(/^<!DOCTYPE html>\n<html lang="en">/);
    expect(html.match(/<h1\b/g)).toHaveLength(1);
    expect(html.match(/<h2\b/g)).toHaveLength(sectionIds.length);
  });
});
