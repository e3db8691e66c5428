import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { columnText, pathScalar, textScalar, valueScalar } from "../../src/proposals/yaml-text.js";
import { readDocument } from "../../src/suite/read-document.js";

const read = (yaml: string): unknown => (readDocument(`x: ${yaml}\nlist: [${yaml}]\n`).data as { x: unknown })?.x;

// A lone half of a surrogate pair is no character, and no file in UTF-8 can hold one.
const text = fc.string({ unit: "grapheme", maxLength: 40 });

describe("textScalar", () => {
  it("is read back as the same text, alone and in a list", () =>
    fc.assert(fc.property(text, (each) => void expect(read(textScalar(each))).toBe(each))));

  it.each([
    "true",
    "No",
    "null",
    "~",
    "1.0",
    "012",
    "2026-01-01",
    "a: b",
    "a # b",
    "- a",
    "[",
    "'",
    '"',
    "\n",
    "\u2028",
    "\u0085",
    "ø",
    "",
  ])("reads back %j", (each) => expect(read(textScalar(each))).toBe(each));
});

describe("pathScalar", () => {
  it.each(["data.csv", "../a/b.csv", "2026.csv", "1.5", "a b/c.csv", "true", "./x", "- a.csv", "å/ø.jsonl.gz"])(
    "reads back %s",
    (each) => expect(read(pathScalar(each))).toBe(each),
  );

  it("leaves what is usual plain", () => expect(pathScalar("../data/people-2026.csv")).toBe("../data/people-2026.csv"));
});

describe("valueScalar", () => {
  it("leaves true, false and whole numbers plain", () => {
    expect(["true", "0", "-3", "12"].map(valueScalar)).toEqual(["true", "0", "-3", "12"]);
    expect(["True", "1.0", "007", ">50K"].map((each) => read(valueScalar(each)))).toEqual([
      "True",
      "1.0",
      "007",
      ">50K",
    ]);
  });
});

describe("columnText", () => {
  it("is one line without anything that a terminal or a comment acts on", () =>
    fc.assert(
      fc.property(text, (each) => {
        const shown = columnText(each);
        expect(shown).not.toBe("");
        for (const acting of ["\n", "\r", "\u0085", "\u2028", "\u2029", "\u001b"]) expect(shown).not.toContain(acting);
      }),
    ));
});
