import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { benjaminiHochberg } from "../../src/stats/benjamini-hochberg.js";
import { benjaminiYekutieli } from "../../src/stats/benjamini-yekutieli.js";
import { bonferroni } from "../../src/stats/bonferroni.js";
import { hochberg } from "../../src/stats/hochberg.js";
import { holm } from "../../src/stats/holm.js";
import { holmSidak } from "../../src/stats/holm-sidak.js";
import { hommel } from "../../src/stats/hommel.js";
import { sidak } from "../../src/stats/sidak.js";
import { twoStageBenjaminiHochberg } from "../../src/stats/two-stage-benjamini-hochberg.js";
import { withFixtures } from "../fixtures.js";
import { closedForm, expectClose, type Json, oracle } from "./oracle.js";

const alpha = 0.05;
const adjustments: Record<string, (p: readonly number[]) => number[]> = {
  bonferroni,
  sidak,
  holm,
  "holm-sidak": holmSidak,
  "simes-hochberg": hochberg,
  hommel,
  fdr_bh: benjaminiHochberg,
  fdr_by: benjaminiYekutieli,
  fdr_tsbh: (p) => twoStageBenjaminiHochberg(p, alpha),
};

withFixtures("adjusted p-values against statsmodels", () => {
  it.each(Object.entries(adjustments))("%s", (name, adjust) => {
    for (const { p, ...reference } of oracle("c_multiplicity").expected as Json[]) {
      const adjusted = adjust(p);
      expect(adjusted).toHaveLength(p.length);
      for (const [i, value] of adjusted.entries()) {
        expectClose(value, reference[name].adjusted[i], closedForm, `${name}, p[${i}] of ${p.length}`);
        // Where an adjusted value is the level itself up to rounding, rejection is a matter of the last digit.
        if (Math.abs(value - alpha) > 1e-12) expect(value <= alpha).toBe(reference[name]["reject_0.05"][i]);
      }
    }
  });
});

describe("adjusted p-values", () => {
  const someP = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 });
  it("keep the order, stay in [0, 1], and follow their input when it is rearranged", () =>
    fc.assert(
      fc.property(someP, (p) => {
        for (const adjust of Object.values(adjustments)) {
          const adjusted = adjust(p);
          expect(adjusted.every((value) => value >= 0 && value <= 1)).toBe(true);
          const order = p.map((_, i) => i).sort((i, j) => p[i]! - p[j]!);
          for (const [rank, i] of order.slice(1).entries()) {
            expect(adjusted[i]! - adjusted[order[rank]!]!).toBeGreaterThanOrEqual(-1e-15);
          }
          expect(adjust([...p].reverse())).toEqual([...adjusted].reverse());
        }
      }),
    ));
  it("Hommel ≤ Hochberg ≤ Holm ≤ Bonferroni, and Holm–Šidák ≤ Holm", () =>
    fc.assert(
      fc.property(someP, (p) => {
        for (const chain of [
          [hommel(p), hochberg(p), holm(p), bonferroni(p)],
          [holmSidak(p), holm(p)],
        ]) {
          for (const i of p.keys()) {
            for (let k = 1; k < chain.length; k++)
              expect(chain[k]![i]! - chain[k - 1]![i]!).toBeGreaterThanOrEqual(-1e-12);
          }
        }
      }),
    ));
});
