import { describe, expect, it } from "vitest";
import { judgeSuite, share } from "../../bench/calibration/gate-record.js";
import { random } from "../../src/core/random.js";
import { drawBinomial } from "../../src/stats/draw-binomial.js";

/** Shares of `gates` attributes with equal true rates in three groups. */
function drawSuite(next: () => number, gates: number, tolerance: number) {
  return Array.from({ length: gates }, () => ({
    tolerance,
    groups: [1000, 800, 300].map((n) => share(drawBinomial(next, n, 0.2), n)),
  }));
}

describe("a suite of gates with nothing planted", () => {
  it.each([
    [5, 300],
    [20, 80],
  ])("of %i gates: some gate fails falsely in at most five of 100 suites", (gates, runs) => {
    // Seed 1: binomial standard error 1.3 points with 300 suites and 2.4 with 80; the limits lie two or more of them above 5 %.
    const next = random(1, `suite ${gates}`);
    let [some, unadjusted] = [0, 0];
    for (let run = 0; run < runs; run++) {
      const rows = judgeSuite(drawSuite(next, gates, 0));
      if (rows.some(({ verdict }) => verdict === "fail")) some++;
      if (rows.some(({ p }) => p !== null && p <= 0.05)) unadjusted++;
    }
    expect(some / runs).toBeLessThanOrEqual(gates === 5 ? 0.08 : 0.11);
    // Without Holm's procedure about 1 − 0.95^gates: the simulation can tell.
    expect(unadjusted / runs).toBeGreaterThan(gates === 5 ? 0.15 : 0.5);
  });
});

describe("a gate with a group of five rows, at its limit", () => {
  it("neither fails falsely nor passes for the group at the limit in more than 5 % of audits", () => {
    // Seed 2, 500 audits: standard error 1 point.
    const next = random(2, "five rows");
    const [sizes, rates] = [
      [2000, 800, 300, 100, 5],
      [0.1, 0.1, 0.15, 0.1, 0.1],
    ];
    const runs = 500;
    let [fails, passes] = [0, 0];
    for (let run = 0; run < runs; run++) {
      const groups = sizes!.map((n, i) => share(drawBinomial(next, n, rates![i]!), n));
      const [gate] = judgeSuite([{ groups, tolerance: 0.05, small_groups: "list" }]);
      if (gate!.verdict === "fail") fails++;
      if (gate!.verdict === "pass" && !gate!.not_judged.some(({ group }) => group === "g2")) passes++;
    }
    expect(fails / runs).toBeLessThanOrEqual(0.05);
    expect(passes / runs).toBeLessThanOrEqual(0.07);
  });
});
