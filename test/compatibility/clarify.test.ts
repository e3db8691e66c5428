import { describe, expect, it } from "vitest";
import { compatibilityNamesOf } from "../../src/compatibility/index.js";
import { compare, reproduced, tally } from "./tallies.js";

// Facet of 20: 8 labelled positive, 6 predicted so. Everybody else, 40: 20 labelled positive, 18 predicted so.
const facet = tally([5, 1, 3, 11]);
const rest = tally([15, 3, 5, 17]);
const pair = compare(facet, rest);
const close = (name: string, expected: number) =>
  expect(reproduced(`clarify.${name}`, pair).value, name).toBeCloseTo(expected, 14);

describe("Clarify by hand", () => {
  it("before training: sizes, labels and their distances", () => {
    const [a, d] = [
      [0.5, 0.5],
      [0.6, 0.4],
    ] as const;
    close("ci", 20 / 60);
    close("dpl", 0.5 - 0.4);
    close("kl", 0.5 * Math.log(0.5 / 0.6) + 0.5 * Math.log(0.5 / 0.4));
    const towards = (p: readonly number[]) =>
      p.reduce((sum, share, y) => sum + share * Math.log(share / ((a[y]! + d[y]!) / 2)), 0);
    close("js", (towards(a) + towards(d)) / 2);
    close("lp", Math.sqrt(0.02));
    close("tvd", 0.1);
    close("ks", 0.1);
  });
  it("after training: rates as a − d, but SD, DCR, DRR and TE the other way round", () => {
    close("dppl", 18 / 40 - 6 / 20);
    close("di", 6 / 20 / (18 / 40));
    close("dca", 20 / 18 - 8 / 6);
    close("dcr", 12 / 14 - 20 / 22);
    close("rd", 15 / 20 - 5 / 8);
    close("sd", 11 / 12 - 17 / 20);
    close("dar", 15 / 18 - 5 / 6);
    close("drr", 11 / 14 - 17 / 22);
    close("ad", 32 / 40 - 16 / 20);
    close("te", 3 / 1 - 5 / 3);
  });
  it("ge is the generalized entropy of everybody with α 2", () => {
    // Benefits of the facet: 3 false negatives, 16 right, 1 false positive; mean 18/20.
    close("ge", ((16 * (20 / 18) ** 2 + (2 * 20) ** 2 / 18 ** 2) / 20 - 1) / 2);
  });
  it("cddl and cddpl average over strata, a share of nobody being 0", () => {
    // Stratum 1: facet 2 of 5 accepted, rest 6 of 10. Stratum 2: all of 3 and 4 are accepted, none rejected.
    const group = tally(
      [5, 0, 0, 3],
      [
        { tp: 2, fp: 0, fn: 0, tn: 3 },
        { tp: 3, fp: 0, fn: 0, tn: 0 },
      ],
    );
    const other = tally(
      [10, 0, 0, 4],
      [
        { tp: 6, fp: 0, fn: 0, tn: 4 },
        { tp: 4, fp: 0, fn: 0, tn: 0 },
      ],
    );
    const expected = (15 * (3 / 7 - 2 / 8) + 7 * (0 - 3 / 7)) / 22;
    for (const name of ["clarify.cddl", "clarify.cddpl"])
      expect(reproduced(name, compare(group, other)).value, name).toBeCloseTo(expected, 14);
  });
});

describe("Clarify's edges", () => {
  it("a label that one side never has is dropped: no difference where it is complete", () => {
    const none = compare(tally([0, 5, 0, 5]), tally([5, 0, 5, 10]));
    // The label 0 alone is left, with shares 1 and ½: TVD is ¼, not ½.
    expect(reproduced("clarify.tvd", none).value).toBe(0.25);
    expect(reproduced("clarify.kl", none).value).toBeCloseTo(0.5 * Math.log(0.5), 15);
    expect(reproduced("clarify.tvd", compare(tally([0, 5, 0, 5]), tally([5, 0, 5, 0]))).reason).toBe(
      "SageMaker Clarify raises an error: the two sides share no label",
    );
  });
  it("0/0 is 0, x/0 infinite, and two infinite rates differ by 0", () => {
    const noPositives = tally([0, 2, 0, 8]);
    expect(reproduced("clarify.rd", compare(noPositives, rest)).value).toBe(0.75);
    const nobodySelected = tally([0, 0, 4, 6]);
    expect(reproduced("clarify.dca", compare(nobodySelected, rest)).status).toBe("infinite");
    expect(reproduced("clarify.dca", compare(nobodySelected, rest)).reason).toBe("minus infinite in SageMaker Clarify");
    const everyErrorIsAMiss = tally([3, 0, 2, 5]);
    expect(reproduced("clarify.te", compare(everyErrorIsAMiss, everyErrorIsAMiss)).value).toBe(0);
    expect(reproduced("clarify.di", compare(rest, nobodySelected)).status).toBe("infinite");
    expect(reproduced("clarify.di", compare(nobodySelected, rest)).value).toBe(0);
  });
  it("an empty side, and a model that predicts nobody positive, raise errors", () => {
    const empty = tally([0, 0, 0, 0]);
    const nobody = tally([0, 0, 4, 6]);
    expect(reproduced("clarify.dpl", compare(empty, rest)).reason).toContain("the facet is empty");
    expect(reproduced("clarify.ci", compare(rest, empty)).reason).toContain("nobody is outside the facet");
    expect(reproduced("clarify.ad", compare(nobody, nobody)).reason).toContain("no row is predicted positive");
    expect(reproduced("clarify.cddl", pair).reason).toContain("no strata");
    expect(reproduced("clarify.ge", compare(tally([0, 0, 9, 0]), rest)).status).toBe("undefined");
  });
  it("offers 8 figures on labels and 13 on predictions", () => {
    expect(compatibilityNamesOf("clarify.*")).toHaveLength(21);
  });
});
