import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { leastRight } from "../../../src/attributions/tree-shap/thresholds.js";
import { nextUp } from "../../../src/models/trees/next-up.js";

const { NEGATIVE_INFINITY, POSITIVE_INFINITY } = Number;
const lastSingle = 2 ** 128 - 2 ** 104;
const before = (value: number): number => -nextUp(-value);

describe("leastRight(threshold, single)", () => {
  it("is the threshold where values are compared as they are", () =>
    fc.assert(fc.property(fc.double({ noNaN: true }), (threshold) => leastRight(threshold, false) === threshold)));

  const edges = [0, -0, 1, 1e-45, -1e-45, 1e-46, lastSingle, -lastSingle, POSITIVE_INFINITY, 1e300, -1e300, 0.1];
  const thresholds = fc.oneof(fc.constantFrom(...edges), fc.float({ noNaN: true }), fc.double({ noNaN: true }));

  it("is the least number that, rounded to single precision, is not less", () =>
    fc.assert(
      fc.property(
        thresholds.filter((threshold) => threshold > -lastSingle),
        (threshold) => {
          const least = leastRight(threshold, true);
          expect(Math.fround(least) >= threshold).toBe(true);
          expect(Math.fround(before(least)) < threshold).toBe(true);
        },
      ),
    ));

  it("lets nothing go left of minus infinity", () => {
    expect(leastRight(NEGATIVE_INFINITY, true)).toBe(NEGATIVE_INFINITY);
  });
});
