import { describe, expect, it } from "vitest";
import { agreements } from "../../../src/attributions/gaps/agreement-bootstrap.js";
import { estimateGap } from "../../../src/attributions/gaps/estimates.js";
import type { GapInput } from "../../../src/attributions/gaps/gap-input.js";
import { permutationGaps } from "../../../src/attributions/gaps/permutation-gaps.js";
import { rankFigures } from "../../../src/attributions/gaps/rank-agreement.js";
import { absolute } from "../../../src/attributions/gaps/row-figures.js";
import { partSums, unitPair, unitParts } from "../../../src/attributions/gaps/unit-parts.js";
import { boundsOf, permutationMeans } from "../../../src/stats/index.js";
import { drawGaps } from "./drawn-gaps.js";

/** Group 1 against group 0, with Σ w·φ and Σ w·|φ| of each player. */
function pairOf({ attributions, attributes, unit, weight }: GapInput) {
  const parts = unitParts(attributes[0]!.code, unit!, weight);
  const pair = unitPair(parts, (group) => (group === 1 ? 0 : group === 0 ? 1 : -1));
  const sums = (values: readonly Float64Array[]) => values.map((each) => partSums(parts, each, weight));
  return { parts, pair, phi: sums(attributions.values), sizes: sums(absolute(attributions)) };
}

describe("permutationGaps(pair, numerators, denominator, plan)", () => {
  const plan = { seed: 1, stream: "test", permutations: 4_000 };

  it("agrees with all permutations of equally many rows, where studentising changes no order", () => {
    const input = drawGaps({ seed: 5, units: [5, 5], sizeOf: () => 1, mean: (_, group) => group });
    const { parts, pair, phi } = pairOf(input);
    const { code } = input.attributes[0]!;
    const p = permutationGaps(pair, phi, parts.weight, plan);
    for (const [j, values] of input.attributions.values.entries()) {
      const of = (group: number) => [...values].filter((_, row) => code[row] === group).sort((a, b) => a - b);
      const counted = (group: number) => ({
        values: Float64Array.from(of(group)),
        counts: new Float64Array(5).fill(1),
      });
      const exact = permutationMeans(counted(1), counted(0), { seed: 1, stream: "exact" })!;
      expect(exact.method).toBe("exact");
      // 4,000 permutations: standard error of p at most 0.008.
      expect(Math.abs(p[j]! - exact.twoSided)).toBeLessThan(0.03);
    }
  });
  it("is null with fewer than two units on a side, and never 0", () => {
    const single = pairOf(drawGaps({ seed: 6, units: [1, 8] }));
    expect(permutationGaps(single.pair, single.phi, single.parts.weight, plan)).toEqual([null, null, null]);
    const far = pairOf(drawGaps({ seed: 6, units: [30, 30], mean: (_, group) => 50 * group }));
    const [p] = permutationGaps(far.pair, far.phi, far.parts.weight, { ...plan, permutations: 99 });
    expect(p).toBe(0.01);
  });
  it.each([
    { name: "10 units against 200, of three times the spread", units: [200, 10], both: 0, spread: 3 },
    { name: "30 units in both groups", units: [0, 0], both: 30, spread: 1 },
    { name: "weights and units in both", units: [25, 40], both: 20, spread: 1, weighted: true },
  ])("holds its level without a difference: $name", ({ spread, ...drawn }) => {
    const [runs, players] = [40, 10];
    let [rejected, covered] = [0, 0];
    for (let seed = 0; seed < runs; seed++) {
      const input = drawGaps({ seed, players, ...drawn });
      const { code } = input.attributes[0]!;
      for (const phi of input.attributions.values)
        for (let row = 0; row < phi.length; row++) if (code[row] === 1) phi[row]! *= spread;
      const { parts, pair, phi } = pairOf(input);
      rejected += permutationGaps(pair, phi, parts.weight, { ...plan, permutations: 199 }).filter(
        (p) => p! <= 0.05,
      ).length;
      for (const numerator of phi) {
        const { low, high } = boundsOf(estimateGap(pair, { numerator, denominator: parts.weight }).evidence!, 0.05);
        if (low <= 0 && 0 <= high) covered++;
      }
    }
    // 400 independent tests each: standard error 1.1 points.
    expect(rejected / (runs * players)).toBeLessThanOrEqual(0.083);
    expect(covered / (runs * players)).toBeGreaterThanOrEqual(0.915);
  });
});

describe("agreements(pair, sums, weight, figures, plan)", () => {
  const plan = { seed: 1, stream: "test", replicates: 200 };
  /** Importances of eight players, some nearly tied, in two groups. */
  const tied = [1, 0.98, 0.5, 0.49, 0.48, 0.2, 0.19, 0.05];
  const importanceOf = (seed: number, group: readonly number[], reference: readonly number[]) => {
    const drawn = drawGaps({ seed, units: [80, 40], players: group.length });
    const { code } = drawn.attributes[0]!;
    for (const [j, phi] of drawn.attributions.values.entries()) {
      const of = [reference, group];
      for (let row = 0; row < phi.length; row++) phi[row] = of[code[row]!]![j]! * Math.exp(0.8 * phi[row]!);
    }
    return pairOf(drawn);
  };
  it("seldom says that groups differ which rank alike: near ties are no evidence", () => {
    const runs = 60;
    const missed = rankFigures.map(() => 0);
    for (let seed = 0; seed < runs; seed++) {
      const { pair, sizes, parts } = importanceOf(seed, tied, tied);
      for (const [f, { evidence }] of agreements(pair, sizes, parts.weight, rankFigures, plan).entries())
        if (boundsOf(evidence!, 0.1).high < 1 - 1e-9) missed[f]!++;
    }
    // At most 5 % may; 60 runs have a standard error of 2.8 points. Plain BCa limits miss in 43 % to 56 % here.
    for (const count of missed) expect(count / runs).toBeLessThanOrEqual(0.1);
  });
  it("says so where they surely rank otherwise", () => {
    const { pair, sizes, parts } = importanceOf(1, [...tied].reverse(), tied);
    const [ndcg, overlap, tau] = agreements(pair, sizes, parts.weight, rankFigures, plan);
    expect(boundsOf(ndcg!.evidence!, 0.1).high).toBeLessThan(0.8);
    expect(boundsOf(overlap!.evidence!, 0.1).high).toBeLessThan(0.9);
    expect(boundsOf(tau!.evidence!, 0.1).high).toBeLessThan(0);
  });
  it("has limits that grow with confidence and contain the value", () => {
    const { pair, sizes, parts } = importanceOf(2, [0.5, 0.98, 1, 0.3, 0.48, 0.2, 0.19, 0.05], tied);
    for (const { value, evidence } of agreements(pair, sizes, parts.weight, rankFigures, plan)) {
      const bounds = [0.5, 0.2, 0.1, 0.05, 0.01].map((alpha) => boundsOf(evidence!, alpha));
      for (const [i, { low, high }] of bounds.entries()) {
        expect(low).toBeLessThanOrEqual(value!);
        expect(high).toBeGreaterThanOrEqual(value!);
        if (i > 0) expect(low).toBeLessThanOrEqual(bounds[i - 1]!.low);
        if (i > 0) expect(high).toBeGreaterThanOrEqual(bounds[i - 1]!.high);
      }
    }
  });
  it("has no limits with few units, and no value without importance", () => {
    const few = pairOf(drawGaps({ seed: 3, units: [80, 29] }));
    const [ndcg] = agreements(few.pair, few.sizes, few.parts.weight, rankFigures, plan);
    expect(ndcg).toMatchObject({ status: "not_estimable", evidence: null, reason: "fewer than 30 units in a group" });
    expect(ndcg!.value).toBeGreaterThan(0);
    const none = few.sizes.map((sums) => sums.map(() => 0));
    const [without, , tau] = agreements(few.pair, none, few.parts.weight, rankFigures, plan);
    expect([without!.status, without!.value, tau!.value]).toEqual(["undefined", null, null]);
  });
});
