import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { colours } from "../../src/charts/theme.js";
import { projectRoot } from "../fixtures.js";

const css = readFileSync(path.join(projectRoot, "src", "report", "templates", "report.css"), "utf8");

/** The colours that a block of the style sheet sets. */
const tokensIn = (block: string): Record<string, string> =>
  Object.fromEntries(
    Array.from(block.matchAll(/--([a-z0-9-]+):\s*(#[0-9a-f]{6});/g), ([, name, colour]) => [name ?? "", colour ?? ""]),
  );

const light = tokensIn(/^:root \{[\s\S]*?^\}/m.exec(css)?.[0] ?? "");
const dark = { ...light, ...tokensIn(/prefers-color-scheme: dark\) \{[\s\S]*?\n\}/.exec(css)?.[0] ?? "") };

/** WCAG 2.2, relative luminance: https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
function luminance(colour: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [high, low] = [luminance(a), luminance(b)].toSorted((x, y) => y - x) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

describe.each([
  ["light", light],
  ["dark", dark],
])("the %s theme", (_, tokens) => {
  const of = (name: string): string => {
    const colour = tokens[name];
    if (colour === undefined) throw new Error(`no colour ${name}`);
    return colour;
  };
  const grounds = ["paper", "tint"];

  it.each(
    ["ink", "ink2", "link", "fail-text", "pass-text"].flatMap((text) =>
      grounds.map((ground) => [text, ground] as const),
    ),
  )("has text %s at 4.5:1 or more on %s", (text, ground) => {
    expect(contrast(of(text), of(ground))).toBeGreaterThanOrEqual(4.5);
  });

  it.each([
    ["ink", "fail-ground"],
    ["ink2", "fail-ground"],
    ["fail-text", "fail-ground"],
    ["ink", "pass-ground"],
    ["ink2", "pass-ground"],
    ["pass-text", "pass-ground"],
  ])("has text %s at 4.5:1 or more on %s", (text, ground) => {
    expect(contrast(of(text), of(ground))).toBeGreaterThanOrEqual(4.5);
  });

  it.each(
    ["ink", "ink2", "faint", "fail-mark", "pass-mark"].flatMap((mark) =>
      grounds.map((ground) => [mark, ground] as const),
    ),
  )("has marks in %s at 3:1 or more on %s", (mark, ground) => {
    expect(contrast(of(mark), of(ground))).toBeGreaterThanOrEqual(3);
  });
});

describe("colours of the charts", () => {
  it("are those of the page, with the light value behind each", () => {
    for (const colour of Object.values(colours)) {
      const [, name = "", value] = /^var\(--([a-z0-9-]+),(#[0-9a-f]{6})\)$/.exec(colour) ?? [];
      expect(light[name]).toBe(value);
    }
  });

  it("use the faint colour for marks only, never for text", () => {
    expect(css).not.toMatch(/^\s*color: var\(--(?:faint|rule|grid)\);\n\s*font/m);
  });
});
