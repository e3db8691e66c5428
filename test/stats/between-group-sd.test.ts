import { describe, expect, it } from "vitest";
import { betweenGroupSd } from "../../src/stats/between-group-sd.js";
import { withFixtures } from "../fixtures.js";
import { closedForm, expectClose, oracle } from "./oracle.js";

withFixtures("against the direct reference g_between_group_sd", () => {
  it("betweenGroupSd", () => {
    const { inputs, expected } = oracle("g_between_group_sd");
    (inputs.cases as { x: number[]; n: number[] }[]).forEach(({ x, n }, i) => {
      const sd = betweenGroupSd(x.map((successes, g) => ({ successes, trials: n[g]! })))!;
      const reference = expected[i];
      expect(sd.groupsUsed, `case ${i}`).toBe(reference.groups_used);
      expectClose(sd.varianceRaw, reference.variance_raw, closedForm, `case ${i}, variance`);
      expectClose(sd.sdRaw, reference.sd_raw, closedForm, `case ${i}, SD`);
      expectClose(sd.varianceDebiased, reference.variance_debiased, closedForm, `case ${i}, debiased variance`);
      expectClose(sd.sdDebiased, reference.sd_debiased, closedForm, `case ${i}, debiased SD`);
      expect(sd.notAboveNoise, `case ${i}`).toBe(reference.not_above_noise);
    });
  });
});

describe("betweenGroupSd", () => {
  it("is not defined with fewer than two groups of two trials", () => {
    expect(
      betweenGroupSd([
        { successes: 3, trials: 10 },
        { successes: 1, trials: 1 },
      ]),
    ).toBeNull();
  });
});
