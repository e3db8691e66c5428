import { describe, expect, it } from "vitest";
import { languages } from "../../src/core/languages.js";
import type { Content } from "../../src/report/interactive/content.js";
import { renderReport } from "../../src/report/render.js";
import { runtime } from "../../src/report/runtime.js";
import { recordOf, reportOf, sectionOf, seen } from "./report.js";

const liveOf = (name: string, language: (typeof languages)[number] = "en") =>
  renderReport(recordOf(name), { language, interactive: true });

const contentOf = (html: string): Content =>
  JSON.parse(/<script type="application\/json" id="interactive-json">([^<]*)<\/script>/.exec(html)?.[1] ?? "null");

describe("renderReport(record, {interactive: true})", () => {
  it("adds a runtime, its policy and its texts, and changes nothing that stands in the page", async () => {
    const [still, live] = [await reportOf("typical"), await liveOf("typical")];
    expect(still).not.toMatch(/script-src|interactive|<template/);
    const without = live
      .replace(/ script-src 'sha256-[^;]*;/, "")
      .replace(
        /<script type="application\/json" id="interactive-json">[\s\S]*?<\/script>\n<script>[\s\S]*?<\/script>\n/,
        "",
      )
      .replace(/\n<template class="measures">[\s\S]*?<\/template>/g, "");
    const style = /<style>[\s\S]*?<\/style>|style-src 'sha256-[^']*'/g;
    expect(without.replace(style, "")).toBe(still.replace(style, ""));
  });

  it("gives the same bytes for the same record", async () => {
    expect(await liveOf("explained")).toBe(await liveOf("explained"));
  });

  it.each(languages)("has all its words in %s, with every place to fill", async (language) => {
    const { words } = contentOf(await liveOf("noLabel", language));
    const places = Object.fromEntries(
      Object.entries(words).map(([key, text]) => [key, (text.match(/\{\w+\}/g) ?? []).toSorted()]),
    );
    expect(places).toEqual({
      ...{ measure: [], measure_of: ["{figure}"], filter: [], filter_of: ["{table}"], no_rows: [], step: ["{figure}"] },
      ...{ rows: ["{all}", "{n}"], at: ["{all}", "{n}"] },
    });
    expect(Object.values(words).join()).not.toContain("[en]");
  });

  it("tells of each row what the tables say of it", async () => {
    const html = await liveOf("explained");
    const { figures } = contentOf(html);
    expect(Object.keys(figures).length).toBeGreaterThan(5);
    const all = seen(sectionOf(html, "numbers"));
    for (const [id, { tips, wide, narrow }] of Object.entries(figures)) {
      const from = html.indexOf(`<figure id="${id}">`);
      // Combinations stand in a table of their own with fewer columns, and in section A with all of them.
      const figure = `${seen(html.slice(from, html.indexOf("</figure>", from)))} ${all}`;
      expect([wide.spots.length, narrow.spots.length]).toEqual([tips.length, tips.length]);
      for (const { name, facts } of tips) {
        const values = facts.slice(0, -1).map(([, value]) => value);
        for (const text of [name, ...values])
          expect(figure).toContain(text.replace(/[\u2060\u2068\u2069]/g, "").replace(/[\s\u00a0]+/g, " "));
      }
    }
  });

  it("keeps what drawings share once, and rows in their order from top to bottom", async () => {
    const { shapes, figures } = contentOf(await liveOf("large"));
    const drawings = Object.values(figures).flatMap(({ wide, narrow }) => [wide, narrow]);
    expect(shapes.length).toBeLessThan(drawings.length / 4);
    for (const { shape, rows, spots, height } of drawings) {
      const wanted = shapes[shape]?.data.filter(({ values }) => values !== undefined).length;
      expect(rows.length).toBe(wanted);
      expect(rows.at(-1)?.map(([top = 0]) => top)).toEqual(spots.map(([top]) => top));
      for (const [index, [top, bottom]] of spots.entries()) {
        expect(top).toBeGreaterThanOrEqual(spots[index - 1]?.[1] ?? 0);
        expect(bottom).toBeLessThanOrEqual(height);
      }
    }
  });

  it("offers the measures of a section, those that have no figure too", async () => {
    const html = await liveOf("large");
    const { measures, figures } = contentOf(html);
    expect(measures.flat().length).toBeGreaterThan(10);
    for (const { id } of measures.flat()) expect(figures).toHaveProperty(id);
    const waiting = measures.flat().filter(({ id }) => id.startsWith("measure-"));
    expect(waiting.length).toBeGreaterThan(3);
    for (const { id } of waiting)
      expect(sectionOf(html, "errors") + sectionOf(html, "outcomes")).toContain(`id="${id}"`);
  });
});

describe("runtime()", () => {
  it("is under 400 kB, cannot end its element, and carries the licences of what it is made of", () => {
    const { code, css } = runtime();
    expect(Buffer.byteLength(code)).toBeLessThan(400_000);
    expect(code).not.toMatch(/<\/script|<!--/i);
    expect(code).toMatch(/^\/\*! .*Permission to use, copy, modify[\s\S]*Redistributions in binary form/);
    expect(code).not.toMatch(/\bimportScripts\b|\beval\(/);
    expect(css).not.toMatch(/url\(|@import/);
  });
});
