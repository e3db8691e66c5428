import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mcnemarExact } from "../../src/stats/mcnemar.js";
import { pairedSigns } from "../../src/stats/paired-signs.js";

/** p by going through all signs. */
function plainP(differences: readonly number[]): number {
  const seen = Math.abs(differences.reduce((sum, d) => sum + d, 0));
  let beyond = 0;
  for (let signs = 0; signs < 2 ** differences.length; signs++) {
    const sum = differences.reduce((total, d, i) => total + ((signs >> i) & 1 ? d : -d), 0);
    beyond += Number(Math.abs(sum) >= seen - 1e-9);
  }
  return beyond / 2 ** differences.length;
}

describe("pairedSigns(differences)", () => {
  it("is McNemar's exact test where every unit moves by one", () => {
    expect(
      pairedSigns([
        { difference: 1, units: 15 },
        { difference: -1, units: 5 },
        { difference: 0, units: 900 },
      ]),
    ).toEqual({ p: mcnemarExact(15, 5), method: "mcnemar_exact" });
    expect(pairedSigns([])).toEqual({ p: 1, method: "mcnemar_exact" });
  });

  it("is what all signs give, for a few units", () => {
    const each = fc.record({ difference: fc.integer({ min: -4, max: 4 }), units: fc.integer({ min: 1, max: 3 }) });
    fc.assert(
      fc.property(fc.array(each, { minLength: 1, maxLength: 4 }), (differences) => {
        const all = differences.flatMap(({ difference, units }) => new Array<number>(units).fill(difference));
        expect(pairedSigns([...differences, { difference: 2, units: 1 }]).p).toBeCloseTo(plainP([...all, 2]), 9);
      }),
      { numRuns: 50 },
    );
  });

  it("nears the exact test where there are many", () => {
    const { p, method } = pairedSigns([
      { difference: 1, units: 300 },
      { difference: -1, units: 250 },
      { difference: 2, units: 1 },
    ]);
    expect(method).toBe("sign_flip_normal");
    // The exact test is discrete: it is a little larger.
    expect(Math.abs(p - mcnemarExact(302, 250))).toBeLessThan(0.005);
  });
});
