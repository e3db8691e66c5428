import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { page } from "../../src/report/templates.js";
import { projectRoot } from "../fixtures.js";

const folder = path.join(projectRoot, "src", "report", "templates");
const templates = readdirSync(folder)
  .filter((name) => name.endsWith(".hbs"))
  .map((name) => [name, readFileSync(path.join(folder, name), "utf8")] as const);

describe("templates", () => {
  it("print unescaped only what this program made: style sheets, scripts, drawings and JSON", () => {
    const raw = templates.flatMap(([, source]) =>
      Array.from(
        source.matchAll(/\{\{\{\s*([^}]*?)\s*\}\}\}|\{\{&\s*([^}]*?)\s*\}\}/g),
        ([, one, other]) => one ?? other,
      ),
    );
    expect([...new Set(raw)].toSorted()).toEqual(["css", "island", "live.code", "live.content", "script", "svg"]);
  });

  it.each(templates)("%s quotes every attribute, and has no handler, inline style or address", (_, source) => {
    const tags = Array.from(source.replace(/\{\{[#/~]?[^}]*\}\}/g, "x").matchAll(/<[a-z][^>]*>/gi), ([tag]) =>
      tag.replace(/"[^"]*"/g, '""'),
    );
    expect(tags.filter((tag) => /=(?!"")/.test(tag))).toEqual([]);
    expect(tags.filter((tag) => /\s(?:on[a-z]+|style|src)=/i.test(tag))).toEqual([]);
    expect(source).not.toMatch(/https?:/);
  });

  it.each(templates)("%s has no words of its own: all of them are in the catalogue", (_, source) => {
    const text = source
      .replace(/<(?:style|script)\b[\s\S]*?<\/(?:style|script)>/g, "")
      .replace(/<!DOCTYPE html>/, "")
      .replace(/\{\{[^}]*\}\}+/g, "")
      .replace(/<[^>]*>/g, "")
      .replace(/&nbsp;|–/g, "");
    expect(text.trim()).toBe("");
  });

  it("refuse a view that lacks what they print, instead of printing nothing", () => {
    expect(() => page({})).toThrow(/not defined/);
  });
});
