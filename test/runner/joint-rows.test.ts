import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { DisparityRow, Findings } from "../../src/record/run-record.js";
import { fixturePath, withFixtures } from "../fixtures.js";
import type { Row } from "../inference/count-rows.js";
import { type Audit, findingsOf } from "./audit.js";

const rowOf = (record: Findings, disparity: string, more: Partial<DisparityRow> = {}): DisparityRow =>
  record.disparities.find(
    (row) => row.disparity === disparity && Object.entries(more).every(([key, value]) => row[key as "group"] === value),
  ) as DisparityRow;

const rowsOf = (group: string, label: number, prediction: number, times: number, strata?: string[]): Row => ({
  groups: [group],
  label,
  prediction,
  times,
  ...(strata === undefined ? {} : { strata }),
});

const several = ["selection_rate", "prevalence", "true_positive_rate", "false_positive_rate"];

withFixtures("disparities over several metrics, against other libraries", () => {
  const read = (...parts: string[]) => JSON.parse(readFileSync(fixturePath(...parts), "utf8"));
  const attributes = ["gender", "age_band", "language"];
  const { columns } = read("oracles", "data_binary.json").data;
  const rows = (weighted: boolean) =>
    (columns.y_true as number[]).map(
      (label, i): Row => ({
        groups: attributes.map((name) => columns[name][i] as string),
        label,
        prediction: columns.y_pred[i],
        ...(weighted ? { weight: columns.weight[i] } : {}),
      }),
    );
  const [plain, weighted] = [false, true].map((with_) =>
    findingsOf(rows(with_), { attributes, suite: { metrics: several } }),
  ) as [Findings, Findings];

  it.each(["gender", "language"])(
    "equalized odds by %s are Fairlearn's, where every group has both labels",
    (attribute) => {
      const { expected } = read("oracles", "a_fairlearn_disparities.json");
      for (const [record, name] of [
        [plain, "unweighted"],
        [weighted, "weighted"],
      ] as const) {
        const value = expected[name][attribute].between_groups["equalized_odds_difference[worst_case]"];
        expect(rowOf(record, "equalized_odds", { attribute }).value).toBeCloseTo(value, 9);
      }
    },
  );

  it("a group without positives has no true positive rate: the rest is compared, and it is named (Fairlearn takes the rate for 0)", () => {
    const row = rowOf(plain, "equalized_odds", { attribute: "age_band" });
    expect(row).toMatchObject({ status: "not_estimable", reason: "no positives in group: 75+" });
    const { expected } = read("oracles", "a_fairlearn_disparities.json");
    expect(row.value).toBeLessThan(
      expected.unweighted.age_band.between_groups["equalized_odds_difference[worst_case]"],
    );
  });

  it.each(["gender", "age_band", "language"])(
    "differential fairness and entropy between groups by %s are AIF360's",
    (attribute) => {
      type Figures = Readonly<Record<string, number>>;
      const cases = read("oracles", "a_aif360.json").expected.cases as Readonly<
        Record<string, { readonly unweighted: { prediction_metrics: Figures; classification: Figures } }>
      >;
      const [, reference] = Object.entries(cases).find(([name]) => name.startsWith(`${attribute}:`)) ?? [];
      const { prediction_metrics: predicted = {}, classification = {} } = reference?.unweighted ?? {};
      const edf = predicted.smoothed_empirical_differential_fairness;
      expect(rowOf(plain, "differential_fairness", { attribute }).value).toBeCloseTo(edf as number, 9);
      for (const alpha of [1, 2]) {
        const between = classification[`between_all_groups_generalized_entropy_index[alpha=${alpha}]`];
        const all = classification[`generalized_entropy_index[alpha=${alpha}]`];
        const found = rowOf(plain, `between_group_entropy(${alpha})`, { attribute });
        expect(found.value).toBeCloseTo(between as number, 9);
        const within = rowOf(plain, `within_group_entropy(${alpha})`, { attribute });
        expect((found.value as number) + (within.value as number)).toBeCloseTo(all as number, 9);
      }
    },
  );

  it("average odds of two groups are AIF360's average_abs_odds_difference", () => {
    const two = (columns.y_true as number[]).map(
      (label, i): Row => ({
        groups: [columns.gender[i] === "male" ? "male" : "rest"],
        label,
        prediction: columns.y_pred[i],
      }),
    );
    const record = findingsOf(two, { attributes: ["gender"], suite: { metrics: several } });
    const { classification } = read("oracles", "a_aif360.json").expected.cases["gender: male vs rest"].unweighted;
    expect(rowOf(record, "average_odds").value).toBeCloseTo(classification.average_abs_odds_difference, 9);
    expect(rowOf(record, "equalized_odds").value).toBeCloseTo(classification.equalized_odds_difference, 9);
  });

  it("weighted rows have values of entropies inside groups and their intervals, and no bounds of those between", () => {
    const within = rowOf(weighted, "within_group_entropy(2)", { attribute: "gender" });
    expect(within).toMatchObject({ status: "ok", interval: "t_log" });
    expect(within.low).toBeLessThan(within.value as number);
    const between = rowOf(weighted, "between_group_entropy(2)", { attribute: "gender" });
    expect(between).toMatchObject({ low: null, interval: null });
    expect(between.reason).toContain("no interval");
  });
});

describe("rows of units that repeat", () => {
  const cells = (group: string) =>
    [0, 1].flatMap((label) =>
      [0, 1].map((prediction) => rowsOf(group, label, prediction, label === prediction ? 120 : 40)),
    );
  const repeated = [...cells("a"), ...cells("b")].flatMap((row, i) =>
    Array.from({ length: 20 }, (_, k): Row => ({ ...row, times: (row.times as number) / 20, unit: 20 * i + k })),
  );

  it("have wider intervals of what lies within groups, and of other counts none", () => {
    const audit: Audit = { attributes: ["group"], suite: { metrics: several } };
    const plain = findingsOf([...cells("a"), ...cells("b")], audit);
    const clustered = findingsOf(repeated, audit);
    const widthOf = ({ low, high }: DisparityRow) => (high as number) - (low as number);
    const [within, independent] = [clustered, plain].map((record) => rowOf(record, "within_group_entropy(2)")) as [
      DisparityRow,
      DisparityRow,
    ];
    expect(within).toMatchObject({ interval: "t_log", value: independent.value });
    expect(widthOf(within)).toBeGreaterThan(widthOf(independent));
    expect(rowOf(clustered, "amplification")).toMatchObject({ low: null, interval: null });
    expect(rowOf(clustered, "equalized_odds")).toMatchObject({ interval: "mover_tukey" });
    expect(rowOf(clustered, "average_odds")).toMatchObject({ low: null, interval: null, status: "ok" });
    expect(rowOf(clustered, "average_odds").reason).not.toBeNull();
  });
});

describe("groups that are not shown", () => {
  const cells = (group: string, times: number) =>
    [0, 1].flatMap((label) =>
      [0, 1].map((prediction) => rowsOf(group, label, prediction, times * (1 + label + prediction))),
    );
  const rows = [...cells("a", 100), ...cells("b", 80), ...cells("c", 60), ...cells("z", 1)];
  const audit: Audit = { attributes: ["group"], suite: { metrics: several, suppressBelow: 12 } };

  it("take no part in what is said of the others, which is then not the whole", () => {
    const record = findingsOf(rows, audit);
    const hidden = record.groups.filter(({ status, group }) => status === "suppressed" && group !== null);
    expect(hidden.length).toBeGreaterThan(0);
    for (const disparity of ["equalized_odds", "between_group_entropy(2)", "class_distance"]) {
      const row = rowOf(record, disparity);
      expect(row.status).toBe("suppressed");
      expect(row.reason).toContain("not shown: z");
    }
    expect(rowOf(record, "amplification", { group: "z" })).toMatchObject({ value: null, status: "suppressed" });
  });
});

describe("comparisons within strata", () => {
  /** `x` of `n` selected in one stratum. */
  const share = (group: string, stratum: string, x: number, n: number): Row[] => [
    rowsOf(group, 0, 1, x, [stratum]),
    rowsOf(group, 0, 0, n - x, [stratum]),
  ];
  // Berkeley's admissions of 1973, two departments: women do better in each, and worse over both.
  const simpson = [
    ...share("men", "A", 512, 825),
    ...share("women", "A", 89, 108),
    ...share("men", "F", 22, 373),
    ...share("women", "F", 24, 341),
  ];
  const audit: Audit = {
    attributes: ["group"],
    strata: ["department"],
    suite: { metrics: ["selection_rate"], attributes: [{ name: "group", reference: "men" }] },
  };

  it("stand beside the raw ones, name the strata that are reversed, and a reversal as a whole is a warning", () => {
    const record = findingsOf(simpson, audit);
    const raw = rowOf(record, "difference_to_reference", { stratum: null });
    const within = rowOf(record, "stratified_difference");
    expect(raw.value).toBeCloseTo(113 / 449 - 534 / 1198, 12);
    expect(within).toMatchObject({ group: "women", reference: "men", interval: "stratified_scas", stratum: null });
    expect(within.value).toBeGreaterThan(0);
    expect(within.reversed_strata).toEqual(["A", "F"]);
    expect(record.warnings).toContainEqual({
      code: "reversed_within_strata",
      values: {
        metric: "selection_rate",
        attribute: "group",
        group: "women",
        reference: "men",
        overall: Number((raw.value as number).toFixed(4)),
        within: Number((within.value as number).toFixed(4)),
      },
    });
    expect(rowOf(record, "stratified_ratio").value).toBeGreaterThan(1);
    expect(rowOf(record, "stratum_homogeneity").p).toBeLessThan(0.1);
    expect(rowOf(record, "conditional_demographic_disparity", { group: "women" }).value).toBeLessThan(0);
  });

  it("are left out with the reason where a group is not shown, and absent without strata", () => {
    const few = [
      ...simpson,
      ...share("men", "C", 120, 325),
      ...share("women", "C", 202, 593),
      ...share("men", "D", 138, 417),
      ...share("women", "D", 131, 375),
      ...share("men", "Z", 2, 4),
      ...share("women", "Z", 2, 4),
    ];
    const record = findingsOf(few, { ...audit, suite: { ...audit.suite, suppressBelow: 5 } });
    const row = rowOf(record, "stratified_difference");
    expect(row.reason).toBe("strata left out, as a group is not shown in them");
    const shown = record.population.filter(({ group, stratum, status }) => group && stratum && status === "ok");
    const whole = ["A", "C", "D", "F"].filter((name) => shown.filter(({ stratum }) => stratum === name).length === 2);
    expect(whole.length).toBeGreaterThan(0);
    const left = few.filter(({ strata }) => whole.includes(strata?.[0] ?? ""));
    expect(row.value).toBeCloseTo(rowOf(findingsOf(left, audit), "stratified_difference").value as number, 12);
    expect(
      findingsOf(few, { ...audit, strata: [] }).disparities.filter(({ disparity }) => disparity.startsWith("strat")),
    ).toEqual([]);
  });

  it("have values without intervals where rows have weights", () => {
    const weighted = simpson.map((row) => ({ ...row, weight: 2 }));
    expect(rowOf(findingsOf(weighted, audit), "stratified_difference")).toMatchObject({
      low: null,
      p: null,
      interval: null,
      reason: "no interval or test within strata with weights, or with several rows per unit",
    });
  });
});

describe("several classes", () => {
  const classes = ["a", "b", "c"];
  const cell = (group: string, prediction: number, times: number) => rowsOf(group, prediction, prediction, times);
  const rows = [
    ...[30, 50, 20].map((times, k) => cell("x", k, times)),
    ...[10, 60, 30].map((times, k) => cell("y", k, times)),
  ];

  it("have a distance of the predictions over all of them, and equalized odds by class", () => {
    const record = findingsOf(rows, {
      attributes: ["group"],
      classes,
      suite: { metrics: ["selection_rate", "true_positive_rate", "false_positive_rate"] },
    });
    expect(rowOf(record, "class_distance")).toMatchObject({ class: null, interval: "scas_tukey" });
    expect(rowOf(record, "class_distance").value).toBeCloseTo(0.2, 12);
    const odds = record.disparities.filter(({ disparity }) => disparity === "equalized_odds");
    expect(odds.map((row) => row.class)).toEqual(classes);
    expect(record.disparities.filter(({ disparity }) => disparity.includes("entropy"))).toEqual([]);
  });
});
