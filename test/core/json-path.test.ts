import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { branchesOf, followJsonPath, jsonKind, parseJsonPath } from "../../src/core/json-path.js";

const follow = (value: unknown, path: string) => followJsonPath(value, parseJsonPath(path)!);

describe("followJsonPath(value, path)", () => {
  const value = { predictions: [{ p: [0.9, 0.1] }, { p: [0.2, 0.8] }], "a b": { "c.d": 7 }, list: [[1], [2, 3]] };
  it.each([
    ["predictions[*].p[1]", [0.1, 0.8]],
    [
      "$.predictions[*].p",
      [
        [0.9, 0.1],
        [0.2, 0.8],
      ],
    ],
    ["predictions[0].p[0]", [0.9]],
    ['["a b"]["c.d"]', [7]],
    ["list[*][*]", [1, 2, 3]],
    ["$", [value]],
    ["", [value]],
  ])("%s", (path, values) => {
    expect(follow(value, path)).toEqual({ values });
  });

  it.each([
    ["predictions[*].q", { at: "$.predictions[*]", wanted: 'a map with "q"', found: "a map" }],
    ["predictions.p", { at: "$.predictions", wanted: 'a map with "p"', found: "a list of 2" }],
    ["predictions[2]", { at: "$.predictions", wanted: "a list of more than 2", found: "a list of 2" }],
    ["list[*][1]", { at: "$.list[*]", wanted: "a list of more than 1", found: "a list of 1" }],
    ['["a b"][*]', { at: '$["a b"]', wanted: "a list", found: "a map" }],
    ["toString", { at: "$", wanted: 'a map with "toString"', found: "a map" }],
  ])("%s ends on the way, and says where without saying what", (path, end) => {
    expect(follow(value, path)).toEqual(end);
  });

  it("finds what stands at any path of any JSON value", () =>
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), fc.nat(5)), { maxLength: 6 }), fc.jsonValue(), (steps, leaf) => {
        const inside = steps.reduceRight<unknown>((value, step) => {
          if (typeof step === "string") return Object.fromEntries([[step, value]]);
          return [...new Array<null>(step).fill(null), value];
        }, leaf);
        const path = steps.map((step) => `[${JSON.stringify(step)}]`).join("");
        expect(follow(inside, path)).toEqual({ values: [leaf] });
      }),
    ));
});

describe("parseJsonPath(text)", () => {
  it.each(["a..b", "[", "[-1]", "[x]", '["a]', "a b", "[*", "a.", "[1.5]", '["\\x"]'])("%s is none", (text) => {
    expect(parseJsonPath(text)).toBeNull();
  });

  it("counts the steps into all entries", () => {
    expect(branchesOf(parseJsonPath("a[*].b[0][*]")!)).toBe(2);
  });
});

describe("jsonKind(value)", () => {
  it.each([
    [null, "null"],
    [undefined, "nothing"],
    [[1, 2], "a list of 2"],
    [{}, "a map"],
    ["canary", "a text"],
    [12, "a number"],
    [true, "true or false"],
  ])("of %j is %s", (value, kind) => {
    expect(jsonKind(value)).toBe(kind);
  });
});
