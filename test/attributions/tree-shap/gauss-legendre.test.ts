import { describe, expect, it } from "vitest";
import { exactQuadrature, gaussLegendre } from "../../../src/attributions/tree-shap/gauss-legendre.js";

/** Weights sum to 1: some units in the last place. */
const rounding = 1e-15;

describe("gaussLegendre(count)", () => {
  it("has the published nodes and weights of three points, moved to [0, 1] (Abramowitz & Stegun 1964, table 25.4)", () => {
    const { nodes, weights } = gaussLegendre(3);
    const far = 0.774596669241483;
    for (const [place, node] of [(1 - far) / 2, 0.5, (1 + far) / 2].entries())
      expect(nodes[place]).toBeCloseTo(node, 14);
    for (const [place, weight] of [5 / 18, 8 / 18, 5 / 18].entries()) expect(weights[place]).toBeCloseTo(weight, 14);
  });

  it.each([1, 2, 5, 8, 20, 64])("of %i nodes integrates powers up to 2 × count − 1", (count) => {
    const { nodes, weights } = gaussLegendre(count);
    for (let power = 0; power < 2 * count; power++) {
      const sum = nodes.reduce((total, node, place) => total + weights[place]! * node ** power, 0);
      expect(Math.abs(sum - 1 / (power + 1))).toBeLessThan(8 * rounding);
    }
  });
});

describe("exactQuadrature(degree)", () => {
  it("has the fewest nodes", () => {
    expect([0, 1, 2, 3, 4, 5].map((degree) => exactQuadrature(degree).nodes.length)).toEqual([1, 1, 2, 2, 3, 3]);
  });
});
