import { describe, expect, it } from "vitest";
import { visible, visibleJson } from "../../src/core/visible.js";

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

describe("commands of build services", () => {
  it.each(["##[error]no", "a ##vso[task.setvariable]x", "###[group]", "##TeamCity[x]"])(
    "are broken up in %j",
    (text) => {
      expect(visible(text)).not.toMatch(/##[a-z]*\[/i);
      const json = visibleJson(JSON.stringify(text));
      expect(json).not.toMatch(/##[a-z]*\[/i);
      expect(JSON.parse(json)).toBe(text);
    },
  );

  it.each(["::error::x", "a\n::add-mask::x", "  ::stop-commands::y", "\t::x"])(
    "are broken up at the beginning of a line: %j",
    (text) => {
      expect(visible(text)).not.toMatch(/^\s*::/m);
      expect(visible(text).replaceAll("\\u{3a}", ":")).toBe(text);
    },
  );

  it("leave other marks as they are", () => {
    expect(visible("a::b c :: d : e\nf::g")).toBe("a::b c :: d : e\nf::g");

    expect(visible("## title, #[1] C# [x] ## [y]")).toBe("## title, #[1] C# [x] ## [y]");
  });
});
