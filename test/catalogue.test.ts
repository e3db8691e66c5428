import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { compatibilityNames } from "../src/compatibility/index.js";
import { disparities } from "../src/disparities/index.js";
import { metricByName } from "../src/metrics/index.js";
import { runRecordSchema } from "../src/record/run-record.js";
import * as stats from "../src/stats/index.js";
import { projectRoot } from "./fixtures.js";

const page = readFileSync(path.join(projectRoot, "docs", "catalogue.md"), "utf8");
const rows = page
  .split("\n")
  .filter((line) => line.startsWith("| ") && !line.startsWith("| measure ") && !line.startsWith("| ---"))
  .map((line) => line.split("|").map((cell) => cell.trim()));
const namesIn = (cell = ""): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name!);

/** A star stands for any text, an argument in brackets too. */
const matcher = (pattern: string): RegExp => new RegExp(`^${pattern.replace(/[.()]/g, "\\$&").replaceAll("*", ".*")}$`);
const patterns = rows.flatMap(([, , , theirs]) => namesIn(theirs));

describe("docs/catalogue.md", () => {
  it("has four columns, and for each measure an offer or a reason", () => {
    expect(rows.length).toBeGreaterThan(60);
    for (const [, measure, ours, theirs, reason, ...rest] of rows) {
      expect(rest, measure).toEqual([""]);
      expect(`${ours}${theirs}${reason}`.length, measure).toBeGreaterThan(0);
    }
  });
  it("names metrics, disparities and statistics that exist", () => {
    const neighbours = runRecordSchema.shape.neighbours.unwrap().element.shape.figure.options;
    const known = new Set(["explain", ...neighbours, ...disparities.map(({ name }) => name), ...Object.keys(stats)]);
    const named = rows.flatMap(([, , ours]) => namesIn(ours));
    expect(named.filter((name) => !known.has(name) && metricByName(name) === undefined)).toEqual([]);
  });
  it("names figures of other libraries that exist, and all of them", () => {
    expect(patterns.filter((pattern) => !compatibilityNames.some((name) => matcher(pattern).test(name)))).toEqual([]);
    const matchers = patterns.map(matcher);
    expect(compatibilityNames.filter((name) => !matchers.some((each) => each.test(name)))).toEqual([]);
  });
});
