import { describe, expect, it } from "vitest";
import { cellText, rowValue } from "../../src/runner/row-value.js";

describe("cellText(column, written)", () => {
  it.each([
    ["number", "1.0", "1"],
    ["number", " 1e2 ", "100"],
    ["integer", "+7", "7"],
    ["float", "0.50", "0.5"],
    ["decimal", "2.10", "2.1"],
    ["number", "many", "many"],
    ["boolean", "TRUE", "true"],
    ["text", "1.0", "1.0"],
    ["text", "TRUE", "TRUE"],
  ] as const)("of a column of kind %s, %j is the text %j", (kind, written, text) => {
    expect(cellText({ kind }, written)).toBe(text);
  });
});

describe("rowValue(column, row)", () => {
  it("is null where a number or text is missing", () => {
    expect(rowValue(Float64Array.of(1, Number.NaN), 1)).toBeNull();
    expect(rowValue(["a", null], 1)).toBeNull();
    expect(rowValue(Float64Array.of(0))).toBe(0);
    expect(rowValue(["a"])).toBe("a");
  });
});
