import { describe, expect, it } from "vitest";
import { binGroups, binNames, binOf, groupFault, groupOf, outsideBins } from "../../src/core/attribute-groups.js";
import { splitTags } from "../../src/core/groups.js";

describe("binNames(edges)", () => {
  it.each([
    [
      [0, 30, 45, 60, 120],
      ["0–29", "30–44", "45–59", "60–120"],
    ],
    [
      [0, 1, 5],
      ["0", "1–5"],
    ],
    [
      [-10, 0, 10],
      ["-10–-1", "0–10"],
    ],
    [
      [0.5, 1.5, 2],
      ["[0.5, 1.5)", "[1.5, 2]"],
    ],
  ])("%j: %j", (edges, names) => {
    expect(binNames(edges)).toEqual(names);
  });
});

describe("binOf(value, edges)", () => {
  it("takes the lower edge into each bin, and both into the last", () => {
    const place = (value: number) => binOf(value, [0, 30, 45]);
    expect([0, 29.9, 30, 45].map(place)).toEqual([0, 0, 1, 1]);
    expect([-0.1, 45.1, Number.NaN, Number.POSITIVE_INFINITY].map(place)).toEqual([
      outsideBins,
      outsideBins,
      outsideBins,
      outsideBins,
    ]);
  });
});

describe("groupOf(value, rule)", () => {
  it("escapes what joins names, and tells a value called (unknown) from a missing one", () => {
    expect(groupOf(null, { name: "a" })).toBe("(unknown)");
    expect(groupOf("(unknown)", { name: "a" })).toBe("\\(unknown)");
    expect(groupOf("a × b\\", { name: "a" })).toBe("a \\× b\\\\");
  });

  it("maps values and keeps the others, deaf to what objects inherit", () => {
    const rule = { name: "a", map: { dk: "domestic", na: "(unknown)" } };
    expect(["dk", "se", "na", "toString", "__proto__"].map((value) => groupOf(value, rule))).toEqual([
      "domestic",
      "se",
      "(unknown)",
      "toString",
      "__proto__",
    ]);
  });
});

describe("binGroups(rule)", () => {
  it("maps the names of bins", () => {
    expect(binGroups({ name: "age", bins: [0, 30, 60], map: { "0–29": "young" } })).toEqual(["young", "30–60"]);
  });
});

describe("groupFault(attribute, groups)", () => {
  it("is null for two known groups, and counts the unknown one for none", () => {
    expect(groupFault("gender", ["f", "m"], false)).toBeNull();
    expect(groupFault("gender", ["f", "f", "(unknown)"], false)).toBe("attribute gender has one group only");
    expect(groupFault("gender", ["(unknown)"], false)).toBe("attribute gender has no value in any row");
  });
});

describe("groupOf(value, rule with a separator)", () => {
  const rule = { name: "tags", separator: "|", map: { wheel: "wheelchair", "?": "(unknown)" } };

  it("is one level per set of tags, whatever their order, spaces and repetitions", () => {
    expect(splitTags(groupOf(" deaf|wheel | deaf|", rule))).toEqual(["deaf", "wheelchair"]);
    expect(groupOf("wheel|deaf", rule)).toBe(groupOf("deaf|wheelchair", rule));
  });

  it("tells no tags from unknown ones", () => {
    expect(groupOf("|", rule)).toBe("");
    expect(splitTags(groupOf("|", rule))).toEqual([]);
    expect(groupOf(null, rule)).toBe("(unknown)");
    expect(groupOf("?", rule)).toBe("(unknown)");
    expect(splitTags(groupOf("?|deaf", rule))).toEqual(["deaf"]);
  });
});
