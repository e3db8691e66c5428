import { describe, expect, it } from "vitest";
import { compare, reproduced, tally } from "./tallies.js";

// 4 of 10 and 24 of 40 selected; 5 of 10 and 20 of 40 labelled positive.
const [few, many] = [tally([3, 1, 2, 4]), tally([15, 9, 5, 11])];
const pair = compare(few, many);
const close = (name: string, expected: number) =>
  expect(reproduced(`lift.${name}`, pair).value, name).toBeCloseTo(expected, 14);

describe("LiFT by hand", () => {
  it("distances of group and prediction from a uniform distribution", () => {
    const p = [6, 4, 16, 24];
    const shares = p.map((count) => count / 50);
    close("total_variation(prediction)", shares.reduce((sum, share) => sum + Math.abs(share - 0.25), 0) / 2);
    close("infinity_norm(prediction)", 24 / 50 - 0.25);
    const half = (from: readonly number[], other: readonly number[]) =>
      from.reduce((sum, share, c) => sum + share * Math.log2(share / ((share + other[c]!) / 2)), 0) / 2;
    const even = [0.25, 0.25, 0.25, 0.25];
    close("jensen_shannon(prediction)", half(shares, even) + half(even, shares));
    // 1 is added to each share of the uniform reference: (¼ + 1) / (1 + 4) is ¼ again.
    close(
      "kullback_leibler(prediction)",
      shares.reduce((sum, share) => sum + share * Math.log2(share / 0.25), 0),
    );
    close("max_skew(prediction)", Math.log(25 / 54 / 0.25));
    close("min_skew(prediction)", Math.log(5 / 54 / 0.25));
    close("infinity_norm(label)", 20 / 50 - 0.25);
  });
  it("combinations that do not occur take no part", () => {
    const compared = compare(tally([0, 0, 5, 5]), many);
    // 10 rejected of one group; 16 rejected and 24 selected of the other.
    expect(reproduced("lift.total_variation(prediction)", compared).value).toBeCloseTo(
      (1 / 3 - 0.2 + (1 / 3 - 0.32) + (0.48 - 1 / 3)) / 2,
      14,
    );
  });
  it("demographic parity of LiFT's own test: rates and differences rounded to 5 decimals", () => {
    const [male, female, unknown] = [tally([0, 345, 0, 123]), tally([0, 567, 0, 89]), tally([0, 25, 0, 70])];
    expect(reproduced("lift.demographic_parity", compare(male, female, [male, female, unknown])).value).toBe(0.60117);
    expect(reproduced("lift.demographic_parity", compare(male, female)).value).toBe(0.12715);
    expect(reproduced("lift.demographic_parity", compare(male, unknown)).value).toBe(0.47402);
  });
  it("equalized odds: the larger of both labels", () => {
    // TPR 3/5 and 15/20, FPR 1/5 and 9/20.
    expect(reproduced("lift.equalized_odds", pair).value).toBe(0.25);
  });
  it("inequality of LiFT's own test: benefits 0.9, 0.75 and 0.6, each group once", () => {
    const groups = [tally([9, 1, 0, 0]), tally([300, 100, 5, 5]), tally([6, 4, 1, 1])];
    const compared = compare(groups[0]!, groups[1]!, groups);
    const value = (name: string) => reproduced(`lift.${name}`, compared).value;
    expect(value("theil_t(precision)")).toBeCloseTo(0.013423675700459214, 14);
    expect(value("theil_l(precision)")).toBeCloseTo(0.013607331506751752, 14);
    expect(value("atkinson_index_precision")).toBeCloseTo(1 - Math.exp(-0.013607331506751752), 14);
    expect(value("atkinson_index_precision(0.5)")).toBeCloseTo(1 - (Math.sqrt(1.2) + Math.sqrt(0.8) + 1) ** 2 / 9, 14);
    expect(value("atkinson_index_precision(0)")).toBeCloseTo(0, 14);
  });
  it("a benefit of 0: Theil L is infinite, Theil T NaN", () => {
    const compared = compare(tally([0, 4, 2, 4]), many);
    expect(reproduced("lift.theil_l(precision)", compared).status).toBe("infinite");
    expect(reproduced("lift.theil_t(precision)", compared).status).toBe("undefined");
  });
});
