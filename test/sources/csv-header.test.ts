import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseCsvHeader } from "../../src/sources/csv-header.js";

describe("parseCsvHeader(text, delimiter)", () => {
  it.each<[string, string, string[]]>([
    ["a,b,c", ",", ["a", "b", "c"]],
    ["a;b;c", ";", ["a", "b", "c"]],
    ["a\tb", "\t", ["a", "b"]],
    ["a|b", "|", ["a", "b"]],
    ["a", ",", ["a"]],
    ['"age";"job, title";"y"', ";", ["age", "job, title", "y"]],
    ['"a ""x""",b', ",", ['a "x"', "b"]],
    ['"a\nb",c', ",", ["a\nb", "c"]],
    ["\ufeffa,b", ",", ["a", "b"]],
    ["a,b,", ",", ["a", "b", ""]],
    [",a,,b", ",", ["", "a", "", "b"]],
    ["a,b;c", ",", ["a", "b;c"]],
    [" a , b", ",", [" a ", " b"]],
  ])("%j: delimiter %j, names %j", (text, delimiter, names) => {
    expect(parseCsvHeader(text, null)).toEqual({ delimiter, names });
  });

  it.each([
    ["", { fault: "empty" }],
    ["  ", { fault: "empty" }],
    ['"a', { fault: "unterminated" }],
    ['"a"b,c', { fault: "stray quote" }],
    ["a,b,a", { fault: "duplicate", columns: [1, 3] }],
  ])("%j: %j", (text, fault) => {
    expect(parseCsvHeader(text, null)).toEqual(fault);
  });

  it("keeps a given delimiter although another would give more names", () => {
    expect(parseCsvHeader("a,b,c;d", ";")).toEqual({ delimiter: ";", names: ["a,b,c", "d"] });
  });

  it("reads back every list of names that was quoted by the rules", () => {
    const names = fc.uniqueArray(
      fc.string({ unit: "binary" }).filter((name) => name.trim() !== "" && !name.startsWith("\ufeff")),
      { minLength: 2, maxLength: 6 },
    );
    fc.assert(
      fc.property(names, fc.constantFrom(",", ";", "\t", "|"), (list, delimiter) => {
        const text = list.map((name) => `"${name.replaceAll('"', '""')}"`).join(delimiter);
        expect(parseCsvHeader(text, null)).toEqual({ delimiter, names: list });
      }),
    );
  });
});
