import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { groupName, groupValue, unknownGroup } from "../../src/core/groups.js";
import { sharedName } from "../../src/core/shared-classes.js";

describe("sharedName(then, now)", () => {
  it.each([
    ["equal names by name, in whatever order", ["no", "yes"], ["yes", "no"], { no: "no", yes: "yes" }],
    ["two classes without a name in common by place", ["0", "1"], ["false", "true"], { 0: "false", 1: "true" }],
    ["more classes by name", ["a", "b"], ["c", "d", "e"], { a: "a", b: "b" }],
    ["names in part the same by name", ["a", "b"], ["b", "c"], { a: "a", b: "b" }],
  ])("%s", (_, before, now, expected) => {
    const shared = sharedName(before, now);
    expect(Object.fromEntries(before.map((name) => [name, shared(name)]))).toEqual(expected);
    expect(shared(null)).toBeNull();
  });
});

describe("groupValue(name)", () => {
  it("is the inverse of groupName", () => {
    const texts = fc.oneof(fc.string(), fc.constantFrom(unknownGroup, `\\${unknownGroup}`, "×", "\\", "\\\\×"));
    fc.assert(fc.property(fc.option(texts), (value) => groupValue(groupName(value)) === value));
  });
});
