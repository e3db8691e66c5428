import { describe, expect, it } from "vitest";
import { disparities } from "../../src/disparities/index.js";
import { type Comparable, compareGroups, type Estimate, undefinedEstimate } from "../../src/inference/index.js";
import { metricByName } from "../../src/metrics/index.js";

const share = (x: number, n: number): Estimate => ({
  status: "ok",
  value: x / n,
  numerator: x,
  denominator: n,
  evidence: { interval: "wilson", basis: [x, n] },
  reason: null,
});
const empty = undefinedEstimate("no positives in group", 0, 0);
const group = (name: string, estimate: Estimate, hidden = false) => ({ name, estimate, hidden });

function table(groups: Comparable["groups"], more: Partial<Comparable> = {}): Comparable {
  return {
    metric: metricByName("true_positive_rate")!,
    groups,
    reference: 0,
    referenceName: groups[0]?.name ?? "",
    rest: () => ({ estimate: share(50, 100), correlation: 0 }),
    correlation: () => 0,
    alpha: 0.05,
    ...more,
  };
}
const rowsOf = (of: Comparable, name: string) =>
  compareGroups(of, disparities).filter(({ disparity }) => disparity === name);

describe("compareGroups(table, disparities)", () => {
  it("compares nobody where one group is known", () => {
    expect(compareGroups(table([group("a", share(1, 2))]), disparities)).toEqual([]);
  });

  it("has a row per group against the reference and the rest, and one for the spread", () => {
    const three = table([group("a", share(50, 100)), group("b", share(40, 100)), group("c", share(70, 100))]);
    expect(rowsOf(three, "difference_to_reference").map((row) => [row.group, row.reference])).toEqual([
      ["b", "a"],
      ["c", "a"],
    ]);
    expect(rowsOf(three, "ratio_to_rest")).toHaveLength(3);
    expect(rowsOf(three, "max_difference")[0]).toMatchObject({
      group: "b",
      reference: "c",
      status: "ok",
      reason: null,
    });
  });

  it("leaves undefined groups out of the spread, names them, and does not call it estimated", () => {
    const one = rowsOf(
      table([group("a", share(50, 100)), group("b", share(40, 100)), group("c", empty)]),
      "max_difference",
    )[0];
    expect(one).toMatchObject({ status: "not_estimable", reason: "no positives in group: c" });
    expect(one?.value).toBeCloseTo(0.1, 12);
  });

  it("has no value of the spread with fewer than two groups to compare", () => {
    expect(rowsOf(table([group("a", share(50, 100)), group("b", empty)]), "max_difference")[0]).toMatchObject({
      value: null,
      low: null,
      group: null,
      status: "not_estimable",
    });
  });

  it("shows nothing that a hidden group takes part in", () => {
    const groups = [group("a", share(50, 100)), group("b", share(40, 100)), group("c", share(1, 3), true)];
    const hidden = table(groups, { rest: null });
    expect(rowsOf(hidden, "difference_to_reference")[1]).toMatchObject({
      group: "c",
      value: null,
      low: null,
      p: null,
      status: "suppressed",
      reason: "not shown: c",
    });
    for (const row of rowsOf(hidden, "difference_to_rest"))
      expect(row).toMatchObject({ value: null, status: "suppressed", reason: "a group that is not shown takes part" });
    const spread = rowsOf(hidden, "max_difference")[0];
    expect(spread).toMatchObject({ status: "suppressed", reason: "not shown: c", group: "b", reference: "a" });
    expect(spread?.value).toBeCloseTo(0.1, 12);
  });

  it.each([
    [10, ""],
    [11, ", and 1 more group"],
    [5000, ", and 4990 more groups"],
  ])("names the first ten of %i groups without a value", (count, others) => {
    const without = Array.from({ length: count }, (_, i) => group(`g${i}`, empty));
    const of = table([group("a", share(1, 2)), group("b", share(2, 2)), ...without]);
    const named = without.slice(0, 10).map(({ name }) => `no positives in group: ${name}`);
    expect(rowsOf(of, "max_difference")).toMatchObject([
      { status: "not_estimable", reason: `${named.join("; ")}${others}` },
    ]);
  });

  it("has no value against a reference group without rows", () => {
    const rows = rowsOf(
      table([group("a", share(50, 100)), group("b", share(40, 100))], { reference: null, referenceName: "z" }),
      "ratio_to_reference",
    );
    for (const row of rows)
      expect(row).toMatchObject({
        reference: "z",
        value: null,
        status: "not_estimable",
        reason: "the reference group z has no rows here",
      });
  });

  it("compares only shares by ratio", () => {
    const means = table([group("a", share(50, 100)), group("b", share(40, 100))], {
      metric: metricByName("mean_score")!,
    });
    expect(new Set(compareGroups(means, disparities).map(({ disparity }) => disparity))).toEqual(
      new Set(["max_difference", "between_group_sd", "difference_to_reference", "difference_to_rest"]),
    );
  });

  it("gives the value alone, with the reason, where a group has no interval", () => {
    const bare = { ...share(50, 100), evidence: null, reason: "no interval" };
    const row = rowsOf(table([group("a", bare), group("b", share(40, 100))]), "difference_to_reference")[0];
    expect(row).toMatchObject({ low: null, high: null, p: null, interval: null, status: "ok", reason: "no interval" });
    expect(row?.value).toBeCloseTo(-0.1, 12);
  });
});
