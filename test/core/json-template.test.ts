import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fillTemplate, isOneRow, type Placeholder, templateFault } from "../../src/core/json-template.js";

const as = (name: string): string => `\${${name}}`;
const texts: Readonly<Record<Placeholder, string>> = {
  rows: '[{"a":1}]',
  values: "[[1]]",
  columns: '{"a":[1]}',
  row: '{"a":1}',
  names: '["a"]',
};
const filled = (template: unknown) => JSON.parse(fillTemplate(template, (placeholder) => texts[placeholder]));

describe("fillTemplate(template, texts)", () => {
  it.each([
    [{ rows: as("rows") }, { rows: [{ a: 1 }] }],
    [as("values"), [[1]]],
    [
      { x: { names: as("names"), data: as("values") }, params: { mode: "fast", n: [1, null, true] } },
      { x: { names: ["a"], data: [[1]] }, params: { mode: "fast", n: [1, null, true] } },
    ],
    [[as("columns")], [{ a: [1] }]],
  ])("%j", (template, body) => {
    expect(filled(template)).toEqual(body);
  });

  it("leaves every JSON value without placeholders as it is", () =>
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        fc.pre(!JSON.stringify(value).includes("$"));
        expect(filled(value)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    ));
});

describe("templateFault(template)", () => {
  it.each([
    [{ rows: as("rows") }],
    [as("values")],
    [{ names: as("names"), data: as("columns") }],
    [{ a: as("row"), cost: "$5" }],
  ])("%j has none", (template) => {
    expect(templateFault(template)).toBeNull();
  });

  it.each([
    [{}, /needs the rows exactly once, found 0 times/],
    [null, /found 0 times/],
    [{ a: as("rows"), b: as("values") }, /found 2 times/],
    [{ a: `rows: ${as("rows")}` }, /placeholder that is none/],
    [{ a: as("lines") }, /placeholder that is none/],
    [{ [as("rows")]: 1 }, /placeholder that is none/],
    [{ a: as("rows"), key: as("env:TOKEN") }, /environment variables are read in url and headers only/],
  ])("%j", (template, fault) => {
    expect(templateFault(template)).toMatch(fault);
  });
});

describe("isOneRow(template)", () => {
  it("tells templates that take one row at a time", () => {
    expect(isOneRow({ instance: as("row") })).toBe(true);
    expect(isOneRow({ instances: as("rows") })).toBe(false);
  });
});
