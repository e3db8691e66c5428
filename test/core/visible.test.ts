import { describe, expect, it } from "vitest";
import { visibleJson } from "../../src/core/visible.js";

describe("visibleJson", () => {
  it("says the same without a character that a terminal acts on", () => {
    const value = { "\u009b31m": ["\u202ertl", "\u{e0041}", "\ufeffmark", "\u001b[2J", "\u007f", "é × 😀 \u200d"] };
    const json = visibleJson(JSON.stringify(value));
    expect(JSON.parse(json)).toEqual(value);
    expect(json).toContain('"\\u009b31m":["\\u202ertl","\\udb40\\udc41","\\ufeffmark"');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
    expect(json).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e\ufeff]/);
    expect(json).toContain("é × 😀 \u200d");
  });
});
