import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareDifference } from "../../src/stats/compare.js";
import { boundsOf, intervals } from "../../src/stats/intervals.js";
import { smoothedMcc } from "../../src/stats/mcc-fisher-z.js";
import type { Sample } from "../../src/stats/sample.js";
import { tabulate } from "../../src/stats/tabulated.js";
import { withFixtures } from "../fixtures.js";
import { closedForm, expectClose, expectInterval, type Json, oracle, rootFound } from "./oracle.js";

interface Counts {
  readonly tp: number;
  readonly fp: number;
  readonly fn: number;
  readonly tn: number;
}
const f1 = ({ tp, fp, fn }: Counts): Sample => ({
  value: (2 * tp) / (2 * tp + fp + fn),
  evidence: { interval: "f1_wilson", basis: [tp, tp + fp + fn] },
});

withFixtures("against the direct reference g_reductions", () => {
  it("F1, balanced accuracy and MCC", () => {
    const { inputs, expected } = oracle("g_reductions");
    (inputs.cells as Counts[]).forEach((cells, i) => {
      const { tp, fp, fn, tn } = cells;
      for (const level of inputs.levels as number[]) {
        const alpha = 1 - level / 100;
        const reference = expected.cases[i][level];
        const what = `${JSON.stringify(cells)} at ${level} %`;
        if (reference.f1) expectInterval(boundsOf(f1(cells).evidence, alpha), reference.f1, closedForm, `${what}, F1`);
        if (reference.balanced_accuracy) {
          const accuracy = intervals.balanced_accuracy_scas!([tp, tp + fn, fp, fp + tn], alpha);
          expectInterval(accuracy, reference.balanced_accuracy, rootFound, `${what}, balanced accuracy`);
        }
        const smoothed = smoothedMcc([tp, fp, fn, tn]);
        expectClose(smoothed.value, reference.mcc_fisher.mcc_plus_half, closedForm, `${what}, MCC + 1/2`);
        expectClose(smoothed.error, reference.mcc_fisher.se_plus_half, closedForm, `${what}, MCC error`);
        const mcc = intervals.mcc_fisher_z!([tp, fp, fn, tn], alpha);
        const [low, high] = reference.mcc_fisher.interval;
        // The reference ends short of a correlation of 1, which we widen the interval to.
        const perfect = fp === 0 && fn === 0 && tp > 0 && tn > 0;
        expectInterval(mcc, [low, perfect ? 1 : high], closedForm, `${what}, MCC`);
      }
    });
  });
  it("differences of F1 by MOVER", () => {
    const { inputs, expected } = oracle("g_reductions");
    (inputs.f1_difference_pairs as [number, number][]).forEach(([i, j], pair) => {
      const compared = compareDifference(f1(inputs.cells[i]), f1(inputs.cells[j]), { alpha: 0.05 });
      expect(compared.method).toBe("mover");
      expectInterval(compared, expected.f1_difference_95_mover[pair], closedForm, `pair ${i}, ${j}`);
    });
  });
});

/** Limits tabulated as of a normal deviate with standard deviation 0.05 around 0.4. */
const tabulatedLimits = tabulate(400, (z) => 0.4 + 0.05 * z);
const cell = fc.integer({ min: 0, max: 5000 });
const examples: Readonly<Record<string, readonly Json[]>> = {
  wilson: [3, 10],
  jeffreys: [3, 10],
  clopper_pearson: [3, 10],
  wilson_effective: [0.3, 25.5, 12.2, 60],
  mover_wilson: [0.3, 25.5, 12.2, 0.4, 40, 30, 0.2, 60],
  t_mean: [0.4, 0.05, 30, 31],
  f1_wilson: [30, 50],
  balanced_accuracy_scas: [30, 40, 5, 60],
  benefit_tango: [5, 100, 10],
  mcc_fisher_z: [30, 5, 10, 55],
  delong_logit: [0.8, 0.002, 40, 60],
  delong_logit_clustered: [0.8, 0.002, 12, 100],
  newcombe_auc: [0.8, 40, 60],
  bca: tabulatedLimits,
  order_statistic: tabulatedLimits,
  tango_growth: [60, 40, 30, 170, 20, 20, 10, 90],
  t_distance: [0.3, 0.05, 0.02, 60, 100],
  dkw_distance: [0.3, 400, 600],
  t_logit: [0.8, 0.05, 12, 100],
  t_log: [0.8, 0.05, 12, 100],
  t_log_complement: [0.8, 0.05, 12, 100],
  t_bounded: [0.8, 0.05, 12, 100, -1, 1],
};

describe("registry", () => {
  it("has an example for every interval", () => {
    expect(Object.keys(intervals).sort()).toEqual(Object.keys(examples).sort());
  });
  it.each(Object.entries(examples))("%s is wider with more confidence, and finite", (name, basis) => {
    // A table of limits ends at a two-sided alpha of 0.0005.
    const alphas = basis === tabulatedLimits ? [0.5, 0.1, 0.05, 0.001] : [0.5, 0.1, 0.05, 0.001, 1e-9];
    const widths = alphas.map((alpha) => {
      const { low, high } = boundsOf({ interval: name, basis }, alpha);
      return high - low;
    });
    expect(widths.every((width, i) => Number.isFinite(width) && width > (widths[i - 1] ?? 0))).toBe(true);
  });
  it("names what is known when asked for something else", () => {
    expect(() => boundsOf({ interval: "wlison", basis: [1, 2] }, 0.05)).toThrow(
      /unknown interval "wlison"; known: wilson, /,
    );
    expect(() => boundsOf({ interval: "toString", basis: [] }, 0.05)).toThrow(/unknown interval/);
  });
});

describe("laws", () => {
  it("F1 and balanced accuracy hold their estimates, within [0, 1]", () =>
    fc.assert(
      fc.property(cell, cell, cell, cell, (tp, fp, fn, tn) => {
        fc.pre(tp + fn > 0 && fp + tn > 0);
        const score = f1({ tp, fp, fn, tn });
        const accuracy = (1 + tp / (tp + fn) - fp / (fp + tn)) / 2;
        for (const [value, bounds] of [
          [score.value, boundsOf(score.evidence, 0.05)],
          [accuracy, intervals.balanced_accuracy_scas!([tp, tp + fn, fp, fp + tn], 0.05)],
        ] as const) {
          // The value and its limits are rounded by different formulas.
          expect(bounds.low).toBeLessThanOrEqual(value + 1e-15);
          expect(bounds.high).toBeGreaterThanOrEqual(value - 1e-15);
          expect(bounds.low).toBeGreaterThanOrEqual(0);
          expect(bounds.high).toBeLessThanOrEqual(1);
        }
      }),
    ));
  it("MCC flips its sign with the predictions", () =>
    fc.assert(
      fc.property(cell, cell, cell, cell, (tp, fp, fn, tn) => {
        const { low, high } = intervals.mcc_fisher_z!([tp, fp, fn, tn], 0.05);
        expectInterval(intervals.mcc_fisher_z!([fn, tn, tp, fp], 0.05), [-high, -low], closedForm, "flipped");
      }),
    ));
});
