import path from "node:path";
import { describe, expect, it } from "vitest";
import { glob, isPattern } from "../../src/sources/glob.js";
import { temporaryFolder, written } from "../runner/measure-suite.js";

const folder = temporaryFolder();
for (const name of [
  "a1.csv",
  "a2.csv",
  "a10.csv",
  "b1.tsv",
  ".a3.csv",
  "x/a1.csv",
  "x/y/a1.csv",
  "x/.h/a1.csv",
  "a+b(1).csv",
  "é.csv",
])
  written(folder, name, "");

const matches = async (pattern: string): Promise<string[]> =>
  (await glob(path.join(folder, pattern))).map((file) => path.relative(folder, file));

describe("glob(pattern)", () => {
  it.each<[string, string[]]>([
    ["*.csv", ["a+b(1).csv", "a1.csv", "a10.csv", "a2.csv", "é.csv"]],
    ["a?.csv", ["a1.csv", "a2.csv"]],
    ["a[2-9].csv", ["a2.csv"]],
    ["[!a]*.tsv", ["b1.tsv"]],
    [".*.csv", [".a3.csv"]],
    ["**/a1.csv", ["a1.csv", "x/a1.csv", "x/y/a1.csv"]],
    ["*/a1.csv", ["x/a1.csv"]],
    ["x/**/*.csv", ["x/a1.csv", "x/y/a1.csv"]],
    ["a+b(?).csv", ["a+b(1).csv"]],
    ["?.csv", ["é.csv"]],
    ["nothing/*.csv", []],
    ["*.parquet", []],
  ])("%s: %j", async (pattern, expected) => {
    expect(await matches(pattern)).toEqual(expected);
  });
});

describe("isPattern(text)", () => {
  it("knows the characters that match others", () => {
    expect(["a*.csv", "a?.csv", "a[1].csv", "a.csv", "a(1).csv"].map(isPattern)).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
  });
});
