import { describe, expect, it } from "vitest";
import { binomialQuantile } from "../../src/stats/binomial-distribution.js";
import { type BootstrapOptions, bootstrap } from "../../src/stats/bootstrap.js";
import { bootstrapUnits } from "../../src/stats/bootstrap-units.js";
import { countValues } from "../../src/stats/counted-values.js";
import { jackknifeAcceleration } from "../../src/stats/jackknife-acceleration.js";
import { withFixtures } from "../fixtures.js";
import { closedForm, expectClose, type Json, oracle } from "./oracle.js";

/** Twice the 9,999 of each reference run, so that most of the scatter between the two is theirs. */
const options: BootstrapOptions = { alpha: 0.05, seed: 1, stream: "test", replicates: 20_000 };

const share = (cells: Float64Array): number | null => {
  const [no, yes] = cells as unknown as [number, number];
  return no + yes === 0 ? null : yes / (no + yes);
};

/** Accepts limits as the reference file says: within its runs, widened by their range or 1 % of the width. */
function expectWithinRuns(bounds: { low: number | null; high: number | null }, reference: Json, what: string): void {
  const width = reference.mean_of_5_runs[1] - reference.mean_of_5_runs[0];
  for (const [side, limit] of [bounds.low!, bounds.high!].entries()) {
    const room = Math.max(reference.max[side] - reference.min[side], 0.01 * width);
    expect(limit, `${what}, side ${side}`).toBeGreaterThanOrEqual(reference.min[side] - room);
    expect(limit, `${what}, side ${side}`).toBeLessThanOrEqual(reference.max[side] + room);
  }
}

withFixtures("bootstrap against scipy", () => {
  const expected = (): Json => oracle("c_bootstrap").expected;
  it("mean of a sample: acceleration exactly, intervals within the runs", () => {
    const reference = expected().mean_lognormal;
    const { values, counts } = countValues(reference.x);
    const mean = ([cells]: readonly Float64Array[]): number => {
      const n = cells!.reduce((sum, count) => sum + count, 0);
      return cells!.reduce((sum, count, i) => sum + count * values[i]!, 0) / n;
    };
    expectClose(
      jackknifeAcceleration([counts], mean),
      reference.bca_acceleration_jackknife,
      closedForm,
      "acceleration",
    );
    const result = bootstrap([counts], mean, options)!;
    expectClose(result.estimate, reference.estimate, closedForm, "estimate");
    expectWithinRuns(result.percentile, reference.percentile, "percentile");
    expectWithinRuns(result.basic, reference.basic, "basic");
    expectWithinRuns(result.bca, reference.BCa, "BCa");
  });
  it("a proportion: exact limits and standard error", () => {
    const reference = expected().proportion;
    const n = reference.x.length;
    const yes = (reference.x as number[]).reduce((sum, x) => sum + x, 0);
    const limits = [0.025, 0.975].map((q) => binomialQuantile(q, n, yes / n) / n);
    expect(limits).toEqual(reference.exact_percentile_limits);
    const result = bootstrap([Float64Array.of(n - yes, yes)], ([cells]) => share(cells!), options)!;
    // A standard deviation from 20,000 replicates has a relative standard error of 0.5 %; four of them.
    expect(Math.abs(result.standardError! / reference.exact_bootstrap_se - 1)).toBeLessThan(0.02);
    expectWithinRuns(result.percentile, reference.percentile, "percentile");
    expectWithinRuns(result.basic, reference.basic, "basic");
    expectWithinRuns(result.bca, reference.BCa, "BCa");
  });
  it("a difference of two groups, each drawn with its own size", () => {
    const { x1, n1, x2, n2, ...reference } = expected().selection_rate_difference_within_group;
    const groups = [Float64Array.of(n1 - x1, x1), Float64Array.of(n2 - x2, x2)];
    const result = bootstrap(groups, ([a, b]) => share(a!)! - share(b!)!, options)!;
    expectClose(result.estimate, reference.estimate, closedForm, "estimate");
    expect(Math.abs(result.standardError! / reference.exact_bootstrap_se - 1)).toBeLessThan(0.02);
    expectWithinRuns(result.percentile, reference.percentile, "percentile");
    expectWithinRuns(result.basic, reference.basic, "basic");
    expectWithinRuns(result.bca, reference.BCa, "BCa");
  });
});

describe("bootstrap", () => {
  const cells = [Float64Array.of(30, 12)];
  const rate = ([drawn]: readonly Float64Array[]): number | null => share(drawn!);
  it("repeats itself for one seed and stream, and takes 2,000 replicates", () => {
    const given = { alpha: 0.05, seed: 4, stream: "rate" };
    expect(bootstrap(cells, rate, given)).toEqual(bootstrap(cells, rate, { ...given, replicates: 2_000 }));
    expect(bootstrap(cells, rate, { ...given, stream: "other" })!.standardError).not.toBe(
      bootstrap(cells, rate, given)!.standardError,
    );
  });
  it("counts replicates in which the figure is undefined, and leaves them out", () => {
    // Share of right answers among predicted positives: nobody is predicted positive in (1 − 3/40)^40 = 4.4 % of replicates.
    const precision = ([drawn]: readonly Float64Array[]): number | null => share(drawn!.slice(0, 2));
    const result = bootstrap([Float64Array.of(1, 2, 37)], precision, { ...options, replicates: 2_000 })!;
    // 88 expected, standard deviation 9.
    expect(Math.abs(result.undefinedReplicates - 88)).toBeLessThan(36);
    expect(result.percentile).toEqual({ low: 0, high: 1 });
  });
  it("has no BCa interval where leaving out one row leaves nothing, and none at all without a figure", () => {
    const one = bootstrap([Float64Array.of(0, 1)], rate, { ...options, replicates: 50 })!;
    expect(one).toMatchObject({ acceleration: null, bca: { low: null, high: null } });
    expect(bootstrap([Float64Array.of(0, 0)], rate, options)).toBeNull();
  });
});

describe("bootstrapUnits", () => {
  // Three kinds of customers over the cells [no, yes]: 20 with one "no", 10 with two "yes", 6 with one of each.
  const profiles = {
    units: Float64Array.of(20, 10, 6),
    start: Int32Array.of(0, 1, 2, 4),
    cell: Int32Array.of(0, 1, 0, 1),
    n: Float64Array.of(1, 2, 1, 1),
  };
  it("has the standard error of a ratio over units, wider than that of independent rows", () => {
    const result = bootstrapUnits(profiles, 2, share, options)!;
    const [rows, rate] = [52, 26 / 52];
    expect(result.estimate).toBe(rate);
    // Linearised over 36 units: Σ units·(yes − rate·rows)² / rows².
    const linearised = Math.sqrt(20 * (0 - rate) ** 2 + 10 * (2 - 2 * rate) ** 2 + 6 * (1 - 2 * rate) ** 2) / rows;
    // The bootstrap's is larger by terms of order 1/36.
    expect(Math.abs(result.standardError! / linearised - 1)).toBeLessThan(0.06);
    expect(result.standardError).toBeGreaterThan(1.04 * Math.sqrt((rate * (1 - rate)) / rows));
  });
  it("is the plain bootstrap where every unit has one row", () => {
    const single = {
      ...profiles,
      units: Float64Array.of(30, 12),
      start: Int32Array.of(0, 1, 2),
      n: Float64Array.of(1, 1),
    };
    const given = { alpha: 0.1, seed: 9, stream: "units", replicates: 500 };
    expect(bootstrapUnits(single, 2, share, given)).toEqual(
      bootstrap([Float64Array.of(30, 12)], ([cells]) => share(cells!), given),
    );
  });
});
