import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Arguments, formatMessage, parseMessage } from "../../src/report/message.js";
import { numbersOf } from "../../src/report/numbers.js";
import { named, plain } from "../../src/report/rich-text.js";

const english = numbersOf("en");
const say = (source: string, values: Arguments = {}): string =>
  plain(formatMessage(parseMessage(source), values, english));

describe("formatMessage", () => {
  it("puts values in their places, numbers as the language writes them", () => {
    expect(say("{n} {people} of {all}", { n: 1204, people: "customers", all: 18_412 })).toBe(
      "1,204 customers of 18,412",
    );
  });

  it("chooses the plural form by what the reader sees", () => {
    const source = "{n, plural, =0 {none} one {# point} other {# points}}";
    expect(say(source, { n: 0 })).toBe("none");
    expect(say(source, { n: 1 })).toBe("1 point");
    expect(say(source, { n: { value: 1, digits: 0, text: "1" } })).toBe("1 point");
    expect(say(source, { n: { value: 1, digits: 1, text: "1.0" } })).toBe("1.0 points");
  });

  it("selects by a word, and falls back on other", () => {
    const source = "{how, select, less {less often} more {more often} other {as it is}}";
    expect(say(source, { how: "less" })).toBe("less often");
    expect(say(source, { how: "constructor" })).toBe("as it is");
  });

  it("keeps a value out of the markup: only the message has tags", () => {
    const parts = formatMessage(
      parseMessage("<b>{gap} points</b> of {who}"),
      { gap: "<b>5</b>", who: named("{n} # <code>") },
      english,
    );
    expect(parts.filter(({ bold }) => bold).map(({ text }) => text)).toEqual(["<b>5</b>", " points"]);
    expect(parts.at(-1)).toMatchObject({ text: "{n} # <code>", name: true, bold: false });
  });

  it("reads nested forms and a sign that is no tag", () => {
    expect(
      say("p < {p}; {n, plural, one {a {k, select, x {X} other {Y}}} other {#}}", { p: "0.01", n: 1, k: "x" }),
    ).toBe("p < 0.01; a X");
  });

  it("refuses a missing value, a missing form and a broken message", () => {
    expect(() => say("{n}")).toThrow("no value");
    expect(() => say("{toString}")).toThrow("no value");
    expect(() => say("{n, plural, other {#}}", { n: "three" })).toThrow("no number");
    expect(() => parseMessage("{n, plural, one {x}}")).toThrow("other");
    expect(() => parseMessage("<b>open")).toThrow("</b>");
    expect(() => parseMessage("{n")).toThrow(SyntaxError);
  });

  it("gives any text back as it was given", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme-ascii" }), (text) => {
        expect(say("{text}", { text })).toBe(text);
      }),
    );
  });
});
