import { describe, expect, it } from "vitest";
import { judgeSuite, share } from "../../bench/calibration/gate-record.js";
import type { Sample } from "../../src/stats/index.js";
import { neededOfGroups, neededPerGroup } from "../../src/stats/index.js";

const tolerance = 0.05;
const needed = (groups: readonly Sample[]) => judgeSuite([{ groups, tolerance }])[0]!;

describe("rows that would settle an undecided gate", () => {
  it("are those of all groups where there are more than two", () => {
    const gate = needed([share(300, 1000), share(320, 1000), share(310, 1000)]);
    expect(gate.verdict).toBe("undecided");
    expect(gate.n_needed).toBe(neededOfGroups([0.3, 0.32, 0.31], { tolerance, alpha: 0.05 }, 0.8));
    expect(gate.n_needed).toBeGreaterThan(neededPerGroup(0.3, 0.32, tolerance, 0.05, 0.8)!);
  });

  it("are counted at the level that Holm's procedure gave the gate", () => {
    const groups = [share(200, 1000), share(270, 1000), share(240, 1000)];
    const gates = judgeSuite([
      { groups, tolerance },
      { groups, tolerance },
    ]);
    const lowAlpha = 1 - gates[0]!.level!;
    expect(lowAlpha).toBeCloseTo(0.025, 12);
    expect(gates[0]!.n_needed).toBe(neededOfGroups([0.2, 0.27, 0.24], { tolerance, alpha: 0.05, lowAlpha }, 0.8));
  });

  it("take a group too small to be judged at the share of the others", () => {
    const gate = needed([share(600, 2000), share(900, 3000), share(1, 10)]);
    expect(gate.not_judged.map(({ group }) => group)).toEqual(["g2"]);
    expect(gate.n_needed).toBe(neededOfGroups([0.3, 0.3, 0.3], { tolerance, alpha: 0.05 }, 0.8));
  });

  it("grow with the design effect", () => {
    const effective = (p: number): Sample => ({
      value: p,
      evidence: { interval: "wilson_effective", basis: [p, 500, 200, 1000] },
    });
    const gate = needed([effective(0.3), effective(0.32), effective(0.31)]);
    const independent = neededOfGroups([0.3, 0.32, 0.31], { tolerance, alpha: 0.05 }, 0.8)!;
    expect(gate.n_needed).toBe(2 * independent);
  });

  it("are by the same rule for two groups, and those of the pair for ratios", () => {
    const two = needed([share(200, 1000), share(270, 1000)]).n_needed;
    expect(two).toBe(neededOfGroups([0.2, 0.27], { tolerance, alpha: 0.05 }, 0.8));
    const ratio = { disparity: "min_ratio", tolerance: 0.8 } as const;
    const pair = judgeSuite([{ ...ratio, groups: [share(200, 1000), share(240, 1000)] }])[0]!;
    const three = judgeSuite([{ ...ratio, groups: [share(200, 1000), share(240, 1000), share(230, 1000)] }])[0]!;
    expect(three.n_needed).toBe(pair.n_needed);
  });
});
