import { describe, expect, it } from "vitest";
import { compatibilityByName, compatibilityNames } from "../../src/compatibility/index.js";
import { Failure } from "../../src/core/errors.js";
import { unknownGroup } from "../../src/core/groups.js";
import { evaluateTable } from "../../src/evaluate-table.js";
import { runRecordSchema } from "../../src/record/run-record.js";
import type { Row } from "../inference/count-rows.js";
import { type Audit, auditOf, findingsOf } from "./audit.js";

/** Rows of a group by label and prediction. */
const group = (
  name: string,
  [tp, fp, fn, tn]: readonly [number, number, number, number],
  more: Partial<Row> = {},
): Row[] =>
  [
    { label: 1, prediction: 1, times: tp },
    { label: 0, prediction: 1, times: fp },
    { label: 1, prediction: 0, times: fn },
    { label: 0, prediction: 0, times: tn },
  ]
    .filter(({ times }) => times > 0)
    .map((row) => ({ groups: [name], ...row, ...more }));

const rows = [...group("f", [5, 1, 3, 11]), ...group("m", [15, 3, 5, 17]), ...group("x", [4, 4, 4, 8])];
const attributes = ["gender"];
const ask = (compatibility: readonly string[], suite: Audit["suite"] = {}): Audit => ({
  attributes,
  suite: { compatibility, ...suite },
});
/** Figures that counts alone give. */
const ofCounts = compatibilityNames.filter((name) =>
  ["label", "prediction", "confusion"].includes(compatibilityByName(name)!.needs),
);
const of = (list: readonly Row[], audit: Audit) => findingsOf(list, audit).compatibility ?? [];

/** Complaints about a suite. */
function problemsOf(list: readonly Row[], audit: Audit): Failure["problems"] {
  try {
    findingsOf(list, audit);
  } catch (error) {
    if (error instanceof Failure && error.kind === "usage") return error.problems;
    throw error;
  }
  return [];
}

describe("compatibility rows of a record", () => {
  it("are there only where they are asked for, and fit the schema", () => {
    expect(Object.keys(auditOf(rows, { attributes }))).not.toContain("compatibility");
    const record = auditOf(rows, ask(["clarify.*", "aif360.theil_index"]));
    expect(runRecordSchema.parse(record)).toEqual(record);
    expect(record.compatibility_figures).toHaveLength(21);
    expect(record.gates).toEqual([]);
  });
  it("a figure against the rest has one row per group, one against the reference none for the reference itself", () => {
    expect(of(rows, ask(["clarify.dpl"])).map(({ group, value }) => [group, value])).toEqual([
      ["f", expect.closeTo(28 / 60 - 8 / 20, 14)],
      ["m", expect.closeTo(16 / 40 - 20 / 40, 14)],
      ["x", expect.closeTo(28 / 60 - 8 / 20, 14)],
    ]);
    expect(of(rows, ask(["aif360.mean_difference"])).map(({ group, value }) => [group, value])).toEqual([
      ["f", expect.closeTo(8 / 20 - 20 / 40, 14)],
      ["x", expect.closeTo(8 / 20 - 20 / 40, 14)],
    ]);
  });
  it("a figure of all groups has one row per attribute, one of everybody one without attribute", () => {
    const found = of(rows, ask(["fairlearn.demographic_parity_difference", "holistic.theil_index"]));
    expect(found.map(({ figure, attribute, group }) => [figure, attribute, group])).toEqual([
      ["holistic.theil_index", null, null],
      ["fairlearn.demographic_parity_difference", "gender", null],
    ]);
    expect(found[1]?.value).toBeCloseTo(18 / 40 - 6 / 20, 14);
  });
  it("each row says that it has no interval and by whose convention", () => {
    expect(of(rows, ask(["clarify.dpl"]))[0]?.note).toBe(
      "no interval: convention of SageMaker Clarify (smclarify of April 2025)",
    );
  });
  it("groups whose value is unknown take no part", () => {
    const unknown = [...rows, ...group(unknownGroup, [50, 0, 0, 0])];
    const figures = ask(["clarify.dpl", "fairlearn.demographic_parity_difference"]);
    expect(of(unknown, figures)).toEqual(of(rows, figures));
  });
  it("weights count for AIF360 and not for Clarify", () => {
    const weighted = rows.map((row) => ({ ...row, weight: row.groups[0] === "f" && row.label === 1 ? 3 : 1 }));
    const value = (list: readonly Row[], name: string) => of(list, ask([name]))[0]?.value;
    expect(value(weighted, "clarify.dpl")).toBe(value(rows, "clarify.dpl"));
    expect(value(weighted, "aif360.mean_difference")).toBeCloseTo(24 / 36 - 20 / 40, 14);
  });
  it("strata: figures in each of them, and CDDL over them", () => {
    const strata = ["office"];
    const stratified = [
      ...group("f", [2, 0, 0, 3], { strata: ["a"] }),
      ...group("m", [6, 0, 0, 4], { strata: ["a"] }),
      ...group("f", [3, 0, 0, 0], { strata: ["b"] }),
      ...group("m", [4, 0, 0, 0], { strata: ["b"] }),
    ];
    const found = of(stratified, { ...ask(["clarify.cddl", "clarify.ci"]), strata });
    expect(found.filter(({ figure }) => figure === "clarify.cddl").map(({ stratum }) => stratum)).toEqual([null, null]);
    expect(found.find(({ figure, group }) => figure === "clarify.cddl" && group === "f")?.value).toBeCloseTo(
      (15 * (3 / 7 - 2 / 8) + 7 * (0 - 3 / 7)) / 22,
      14,
    );
    expect(
      found
        .filter(({ figure, group }) => figure === "clarify.ci" && group === "f")
        .map(({ stratum, value }) => [stratum, value]),
    ).toEqual([
      [null, expect.closeTo((14 - 8) / 22, 14)],
      ["a", expect.closeTo((10 - 5) / 15, 14)],
      ["b", expect.closeTo((4 - 3) / 7, 14)],
    ]);
  });
});

describe("groups that overlap", () => {
  it("are compared with everybody without the tag; figures of all groups have no row", () => {
    // Of 12 people 6 have tag a (4 selected), 5 have tag b (2 selected); 2 have both.
    const tags = ["a", "a", "a", "a", "a;b", "a;b", "b", "b", "b", "c", "c", "c"];
    const predicted = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 0, 0];
    const spec = {
      label: "label",
      prediction: "predicted",
      protected: [{ name: "tags", separator: ";" }],
      compatibility: ["clarify.dppl", "fairlearn.demographic_parity_difference", "aequitas.ppr"],
    };
    const { compatibility } = evaluateTable({ tags, predicted, label: predicted }, spec);
    expect(compatibility?.map(({ figure, group, value }) => [figure, group, value])).toEqual([
      ["clarify.dppl", "a", expect.closeTo(2 / 6 - 4 / 6, 14)],
      ["clarify.dppl", "b", expect.closeTo(4 / 7 - 2 / 5, 14)],
      ["clarify.dppl", "c", expect.closeTo(5 / 9 - 1 / 3, 14)],
    ]);
  });
});

describe("what is refused", () => {
  it("unknown names, with a suggestion and their place", () => {
    expect(problemsOf(rows, ask(["clarify.dpl", "clarify.cdll"]))).toEqual([
      {
        message: 'unknown compatibility figure "clarify.cdll"; did you mean "clarify.cddl"?',
        at: ["compatibility", 1],
      },
    ]);
  });
  it("named figures of a label that the suite does not have; a star leaves them out", () => {
    const unlabelled = rows.map(({ label: _, ...row }) => row);
    expect(problemsOf(unlabelled, ask(["clarify.dpl"]))).toEqual([
      { message: "clarify.dpl needs a label; the suite names none (dataset.label)", at: ["compatibility", 0] },
    ]);
    const names = new Set(of(unlabelled, ask(["clarify.*"])).map(({ figure }) => figure));
    expect([...names].sort()).toEqual(["clarify.cddpl", "clarify.di", "clarify.dppl"]);
  });
  it("labels of several classes", () => {
    const several = rows.map((row, i) => ({ ...row, label: i % 3, prediction: i % 3 }));
    const audit = { ...ask(["clarify.dpl"]), classes: ["a", "b", "c"] };
    expect(problemsOf(several, audit)[0]).toEqual({
      message: "compatibility figures are for labels with two values; this one has 3",
      at: ["compatibility"],
    });
  });
});

describe("groups that are not shown", () => {
  // x has 3 people and is hidden; f, the smallest of the others, is hidden to protect it.
  const small = [
    ...group("f", [15, 8, 9, 11]),
    ...group("m", [25, 13, 15, 27]),
    ...group("n", [30, 15, 15, 30]),
    ...group("x", [1, 0, 1, 1]),
  ];
  const record = findingsOf(small, ask(ofCounts, { suppressBelow: 5 }));
  const found = record.compatibility ?? [];
  const hidden = record.population.filter(({ status }) => status === "suppressed").map(({ group }) => group);

  it("have rows without values, with the reason", () => {
    expect(hidden).toEqual(["f", "x"]);
    const own = found.filter(({ group }) => hidden.includes(group));
    expect(own.length).toBeGreaterThan(100);
    for (const row of own)
      expect(row).toMatchObject({ status: "suppressed", value: null, reason: expect.stringMatching(/./) });
  });
  it("change nothing that is shown, whatever is in them", () => {
    // The same people, dealt to f and x otherwise: what everybody counts together stays.
    const other = [
      ...group("f", [14, 8, 10, 10]),
      ...group("m", [25, 13, 15, 27]),
      ...group("n", [30, 15, 15, 30]),
      ...group("x", [2, 0, 0, 2]),
    ];
    const again = findingsOf(other, ask(ofCounts, { suppressBelow: 5 })).compatibility;
    const values = (of: typeof again) => of?.map(({ figure, group, status, value }) => [figure, group, status, value]);
    expect(values(again)).toEqual(values(found));
    expect(found.some(({ attribute, status }) => attribute !== null && status === "ok")).toBe(true);
  });
  it("a hidden reference leaves no comparison with it", () => {
    const audit = ask(["aif360.disparate_impact"], {
      suppressBelow: 5,
      attributes: [{ name: "gender", reference: "f" }],
    });
    for (const row of of(small, audit)) expect(row.status).toBe("suppressed");
  });
  it("a group hidden in one stratum hides the figures over strata", () => {
    const strata = ["office"];
    const stratified = [
      ...group("f", [5, 1, 3, 11], { strata: ["a"] }),
      ...group("m", [15, 3, 5, 17], { strata: ["a"] }),
      ...group("f", [1, 0, 0, 1], { strata: ["b"] }),
      ...group("m", [9, 1, 2, 20], { strata: ["b"] }),
    ];
    const cddl = of(stratified, { ...ask(["clarify.cddl"], { suppressBelow: 5 }), strata });
    expect(cddl.map(({ status }) => status)).toEqual(["suppressed", "suppressed"]);
    expect(of(stratified, { ...ask(["clarify.cddl"]), strata }).map(({ status }) => status)).toEqual(["ok", "ok"]);
  });
});
