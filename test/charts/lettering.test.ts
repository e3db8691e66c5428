import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isolated, textWidth, wrapped } from "../../src/charts/lettering.js";

const text = fc.string({ unit: "grapheme", maxLength: 120 });

describe("wrapped", () => {
  it("never makes a line wider than asked for, if one letter fits", () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 40, max: 400 }), fc.integer({ min: 1, max: 3 }), (words, width, lines) => {
        const found = wrapped(words, { size: 13, width, lines });
        expect(found.length).toBeGreaterThanOrEqual(1);
        expect(found.length).toBeLessThanOrEqual(lines);
        // One letter of slack: a single letter is never cut, however narrow the line.
        for (const line of found) expect(textWidth(line, 13)).toBeLessThanOrEqual(width + 26);
      }),
    );
  });

  it("keeps every word that fits, and of a name that is too long its beginning and its end", () => {
    expect(wrapped("Norwegian (bokmål)", { size: 13, width: 90, lines: 2 })).toEqual(["Norwegian", "(bokmål)"]);
    expect(wrapped("one two three four five six seven", { size: 13, width: 60, lines: 2 })).toEqual([
      "one two",
      "thre…n",
    ]);
    const names = ["north", "south"].map((end) => `district of the ${"very ".repeat(30)}far ${end}`);
    const shown = names.map((name) => wrapped(name, { size: 13, width: 200, lines: 1 })[0]);
    expect(shown[0]).toMatch(/^district of .*…north$/);
    expect(shown[0]).not.toBe(shown[1]);
    expect(wrapped("short", { size: 13, width: 200, lines: 1 })).toEqual(["short"]);
  });

  it("does not cut through a letter of several code points", () => {
    const family = "👩‍👩‍👧‍👦".repeat(10);
    const [line] = wrapped(family, { size: 13, width: 50, lines: 1 });
    expect((line ?? "").replace("…", "").length % "👩‍👩‍👧‍👦".length).toBe(0);
  });
});

describe("isolated", () => {
  it("wraps right-to-left names and leaves others as they are", () => {
    expect(isolated("عربي (1)")).toBe("\u2068عربي (1)\u2069");
    expect(isolated("Ærø 30–44")).toBe("Ærø 30–44");
  });
});
