import { describe, expect, it } from "vitest";
import { groupName as escaped, joinNames, unknownGroup } from "../../src/core/groups.js";
import { contextOf } from "../../src/report/context.js";
import { attributeHead, groupHeading, groupName, groupPhrase, metricNames } from "../../src/report/names.js";
import { capitalised, named, plain, shown } from "../../src/report/rich-text.js";
import { buildRecord, group } from "./record-builder.js";

const attributes = [
  {
    name: "gender",
    labels: { f: { en: "women", da: "kvinder" } },
    groups: [group("f", 50, 30, 90, 9), group("m", 50, 31, 90, 9)],
  },
  { name: "age_band", title: "age", groups: [group("60+", 50, 30, 90, 9)] },
  { name: "odd", groups: [group(escaped("a × b"), 50, 30, 90, 9), group(escaped("(unknown)"), 50, 30, 90, 9)] },
];
const context = contextOf(buildRecord({ attributes, metrics: ["true_positive_rate"] }), "en");

describe("groups", () => {
  it("are called by their label, else by their value", () => {
    expect(plain(groupName(context, "gender", "f"))).toBe("Women");
    expect(plain(groupName(context, "gender", "m"))).toBe("m");
    expect(plain(groupName(context, "gender", unknownGroup))).toBe("Unknown");
  });

  it("of an attribute that is called by underscores alone: they are its name", () => {
    expect(plain(attributeHead(context, "__"))).toBe("__");
    expect(plain(attributeHead(context, "tenure_band"))).toBe("Tenure band");
  });

  it("are people in a sentence, whether they have a label or not", () => {
    expect(plain(groupPhrase(context, "gender", "f"))).toBe("women");
    expect(plain(groupPhrase(context, "age_band", "60+"))).toBe("those with age 60+");
    expect(plain(groupPhrase(context, "age_band", unknownGroup))).toBe("those with unknown age");
    const both = joinNames(["gender", "age_band"]);
    expect(plain(groupPhrase(context, both, joinNames(["f", "60+"])))).toBe("women with age 60+");
    expect(plain(groupPhrase(context, both, joinNames(["m", "60+"])))).toBe("those with gender m and age 60+");
    expect(plain(groupName(context, both, joinNames(["f", "60+"])))).toBe("Women ×\u00a060+");
  });

  it("say their attribute where they have no label", () => {
    expect(plain(groupHeading(context, "gender", "f"))).toBe("Women");
    expect(plain(groupHeading(context, "age_band", "60+"))).toBe("Age: 60+");
    expect(plain(attributeHead(context, "odd"))).toBe("Odd");
  });

  it("lose the escapes of the record", () => {
    expect(plain(groupName(context, "odd", escaped("a × b")))).toBe("a × b");
    expect(plain(groupName(context, "odd", escaped("(unknown)")))).toBe("(unknown)");
  });
});

describe("metricNames", () => {
  it("has general words, the suite's own before them, and the bare name where there are none", () => {
    const names = (metric: string, words = {}) =>
      metricNames(
        contextOf(buildRecord({ attributes, metrics: [metric], suite: { words, people: "customers" } }), "en"),
        metric,
      );
    expect(plain(names("true_positive_rate").share?.of ?? [])).toBe("customers labelled positive");
    expect(plain(names("true_positive_rate", { true_positive_rate: { en: { name: "Leavers reached" } } }).name)).toBe(
      "Leavers reached",
    );
    expect(plain(names("true_positive_rate", { true_positive_rate: { da: { name: "Nåede" } } }).name)).toBe(
      "Positives found",
    );
    expect(plain(names("refund_rate").name)).toBe("Refund rate");
    expect(names("refund_rate").share).toBeNull();
  });
});

describe("shown", () => {
  it("makes control characters, directions and blank names visible", () => {
    expect(shown("a\u0000b")).toBe("a\\u{0}b");
    expect(shown("a\u202eb")).toBe("a\\u{202e}b");
    expect(shown("tab\tand\nline")).toBe("tab\\u{9}and\\u{a}line");
    expect(shown("\ud800 alone")).toBe("\\u{d800} alone");
    expect(shown("")).toBe("“”");
    expect(shown(" \u00a0")).toBe("\\u{20}\\u{a0}");
  });

  it("leaves letters of every script as they are", () => {
    for (const text of ["Ærø", "עברית", "نساء", "👩‍👩‍👧‍👦", "می‌خواهم"]) expect(shown(text)).toBe(text);
  });

  it("keeps a range on one line", () => {
    expect(shown("30–44")).toBe("30\u2060–\u206044");
  });
});

describe("capitalised", () => {
  it("changes the first letter alone, by the language's rules", () => {
    expect(plain(capitalised(named("ærø"), "da"))).toBe("Ærø");
    expect(plain(capitalised(named("60 and over"), "en"))).toBe("60 and over");
    expect(capitalised([], "en")).toEqual([]);
  });
});
