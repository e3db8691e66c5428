import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { exactQuantileCoverage } from "../../bench/calibration/means.js";
import { exactCoverage, rates, sizes } from "../../bench/calibration/one-proportion.js";
import { sections } from "../../bench/calibration/sections.js";
import { clopperPearson } from "../../src/stats/clopper-pearson.js";
import { jeffreys } from "../../src/stats/jeffreys.js";
import { wilson } from "../../src/stats/wilson.js";
import { projectRoot } from "../fixtures.js";

const page = readFileSync(path.join(projectRoot, "docs", "calibration.md"), "utf8");

const writtenIn = (name: string): string => page.split(`<!-- ${name} -->`)[1]?.split(`<!-- /${name} -->`)[0] ?? "";

describe.each(sections.map(({ name }) => name))("section %s", (name) => {
  it("stands in docs/calibration.md with its seed and its full number of runs", () => {
    const written = writtenIn(name);
    expect(written).toContain(`Seed 1: \`npx tsx bench/calibration/run.ts --section "${name}"\`.`);
    expect(written.split("\n").filter((line) => line.startsWith("| ")).length).toBeGreaterThan(4);
  });
});

// The exact sums of two groups take seconds: that interval has exact tests of its own.
const quick = sections.filter(({ name }) => name !== "two groups");

describe.each(quick.map((section) => [section.name, section] as const))("section %s", (name, section) => {
  it("is made by one run of each simulation, with the heads that are printed", () => {
    for (const { caption, head, rows } of section.tables({ seed: 1, runs: () => 1 })) {
      expect(writtenIn(name)).toContain(caption);
      for (const row of rows) expect(row.length, caption).toBe(head.length);
    }
  });
});

describe("docs/calibration.md", () => {
  it("marks no share by a default or cautious method as short, where groups have five expected events", () => {
    const marked = (name: string) =>
      writtenIn(name)
        .split("\n")
        .filter((line) => /\*\*\d+\.\d\*\*/.test(line));
    for (const name of ["one proportion", "weighted rows", "shared units", "quantiles"])
      expect(marked(name)).toEqual([]);
    for (const name of ["clustered rows", "weights and clusters", "areas under the curve"]) {
      expect(marked(name).filter((line) => /^\| (cautious|audit)/.test(line))).toEqual([]);
    }
  });
});

describe("intervals of one share, averaged over rates from p/2 to 2p", () => {
  const cases = sizes.flatMap((n) => rates.map((p) => [n, p] as const));
  it.each(cases.filter(([n, p]) => n * p >= 5))(
    "n %i, p %f: Wilson and Jeffreys are short by at most 1.5 points",
    (n, p) => {
      // Exact sums, at 90, 95 and 99 %.
      expect(exactCoverage(wilson, n, p).shortfall).toBeLessThanOrEqual(1.5);
      expect(exactCoverage(jeffreys, n, p).shortfall).toBeLessThanOrEqual(1.5);
    },
  );
  it.each(cases)("n %i, p %f: Clopper–Pearson is never short", (n, p) => {
    expect(exactCoverage(clopperPearson, n, p).shortfall).toBeLessThanOrEqual(1e-9);
  });
});

describe("order-statistic interval", () => {
  it.each(sizes.flatMap((n) => [0.5, 0.9].map((q) => [n, q] as const)))("n %i, quantile %f is never short", (n, q) => {
    expect(exactQuantileCoverage(n, q).shortfall).toBeLessThanOrEqual(1e-9);
  });
});
