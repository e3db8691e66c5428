import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ExactSums } from "../../src/core/exact-sums.js";
import { fromFixedPoint, toFixedPoint } from "../../src/core/fixed-point.js";

const term = fc
  .oneof(
    fc.double({ min: -1e3, max: 1e3, noNaN: true }),
    fc.double({ min: -1e26, max: 1e26, noNaN: true }),
    fc.constantFrom(0, -0, 0.5, 2 ** -41, -(2 ** -41), 2 ** 53),
  )
  .map(toFixedPoint);

describe("ExactSums.add(index, term)", () => {
  it("adds up to what BigInt adds up to, whatever the terms", () => {
    fc.assert(
      fc.property(fc.array(term), (terms) => {
        const sums = new ExactSums(2);
        for (const each of terms) sums.add(1, each);
        const exact = terms.reduce((sum, each) => sum + BigInt(each), 0n);
        expect(sums.value(1)).toBe(exact);
        expect(sums.real(1)).toBe(fromFixedPoint(exact));
        expect(sums.value(0)).toBe(0n);
        sums.reset(1);
        expect(sums.value(1)).toBe(0n);
      }),
    );
  });

  it("keeps both lanes exact over many terms of one kind", () => {
    const sums = new ExactSums(1);
    const largest = 2 ** 53 - 1;
    for (let index = 0; index < 100_000; index++) sums.add(0, largest);
    expect(sums.value(0)).toBe(BigInt(largest) * 100_000n);
  });
});
