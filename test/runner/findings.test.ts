import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Cells } from "../../src/core/cells.js";
import { Failure } from "../../src/core/errors.js";
import { judge } from "../../src/gates/judge.js";
import { type Findings, runRecordSchema } from "../../src/record/run-record.js";
import { findings } from "../../src/runner/findings.js";
import { benjaminiHochberg } from "../../src/stats/index.js";
import type { Row } from "../inference/count-rows.js";
import { type Audit, auditOf, findingsOf, measuredOf, suiteOf } from "./audit.js";

/** Two attributes, labels, predictions and scores, reproducible and uneven. */
const rows: Row[] = Array.from({ length: 600 }, (_, i) => ({
  groups: [["f", "m"][i % 2] as string, ["da", "en", "nb"][(i * 7) % 11 > 3 ? 0 : i % 3] as string],
  label: Number((i * 13) % 10 < 4),
  prediction: Number((i * 17) % 12 < 5),
  score: ((i * 29) % 100) / 100,
}));
const attributes = ["gender", "language"];
const audit: Audit = { attributes };

/** The problems that findings complain of. */
function problemsOf(of: readonly Row[], more: Audit): Failure["problems"] {
  try {
    findingsOf(of, more);
  } catch (error) {
    if (error instanceof Failure && error.kind === "usage") return error.problems;
    throw error;
  }
  return [];
}

describe("findings(suite, measured)", () => {
  const record = auditOf(rows, { ...audit, suite: { intersections: [["gender", "language"]] } });

  it("fills a record that its schema accepts, keys in the schema's order", () => {
    expect(runRecordSchema.parse(record)).toEqual(record);
    // Figures of other libraries, attributions and transfers stand in a record only where a suite asks for them.
    const always = Object.entries(runRecordSchema.shape).flatMap(([key, schema]) => (schema.isOptional() ? [] : [key]));
    expect(Object.keys(record)).toEqual(always);
    expect(record).toMatchObject({
      verdict: "none",
      tool: { name: "evenhand", version: "0.0.0" },
      gates: [],
      detection: [],
    });
  });

  it("computes what label and output allow when the suite names no metrics", () => {
    const names = (of: Findings) => of.metrics.map(({ name }) => name);
    expect(names(record)).toEqual([
      "selection_rate",
      "true_positive_rate",
      "false_positive_rate",
      "precision",
      "accuracy",
      "mean_score",
      "roc_auc",
    ]);
    const unlabelled = rows.map(({ label: _, ...row }) => row);
    expect(names(findingsOf(unlabelled, audit))).toEqual(["selection_rate", "mean_score"]);
    const favourable = findingsOf(rows, { ...audit, suite: { dataset: { favourable: 1 } } });
    expect(names(favourable)).toContain("favourable_rate");
    expect(favourable.metrics.find(({ name }) => name === "selection_rate")?.better).toBe("higher");
  });

  it("has a row for everybody, each attribute's groups and each combination, per metric", () => {
    const places = record.groups
      .filter(({ metric }) => metric === "accuracy")
      .map(({ attribute, group }) => `${attribute}: ${group}`);
    expect(places).toEqual([
      "null: null",
      "gender: f",
      "gender: m",
      "language: da",
      "language: en",
      "language: nb",
      ...["f × da", "f × en", "f × nb", "m × da", "m × en", "m × nb"].map((group) => `gender × language: ${group}`),
    ]);
    const everybody = record.population[0];
    expect(everybody).toMatchObject({ attribute: null, group: null, n: 600, units: null });
    expect(everybody?.positives).toBe(rows.filter(({ label }) => label === 1).length);
  });

  it("names the largest group as reference, or the one that the suite names", () => {
    expect(record.attributes[1]).toMatchObject({
      name: "language",
      column: "language",
      reference: "da",
      reference_by: "largest",
      groups: ["da", "en", "nb"],
    });
    const named = findingsOf(rows, {
      ...audit,
      suite: { attributes: [{ name: "gender" }, { name: "language", reference: "nb" }] },
    });
    expect(named.attributes[1]).toMatchObject({ reference: "nb", reference_by: "named" });
    expect(
      new Set(
        named.disparities
          .filter(({ attribute, disparity }) => attribute === "language" && disparity === "difference_to_reference")
          .map(({ reference }) => reference),
      ),
    ).toEqual(new Set(["nb"]));
  });

  it("adjusts p over the whole table of disparities", () => {
    const tested = record.disparities.filter(({ p }) => p !== null);
    expect(tested.length).toBeGreaterThan(50);
    expect(tested.map(({ p_adjusted }) => p_adjusted)).toEqual(benjaminiHochberg(tested.map(({ p }) => p as number)));
  });

  it("compares within strata too", () => {
    const stratified = findingsOf(
      rows.map((row, i) => ({ ...row, strata: [i % 3 === 0 ? "basic" : "plus"] })),
      { ...audit, strata: ["product"], suite: { metrics: ["selection_rate"] } },
    );
    expect(new Set(stratified.groups.map(({ stratum }) => stratum))).toEqual(new Set([null, "basic", "plus"]));
    const n = (stratum: string | null) =>
      stratified.groups.find((row) => row.stratum === stratum && row.group === "f")?.n as number;
    expect(n("basic") + n("plus")).toBe(n(null));
    expect(stratified.disparities.some(({ stratum }) => stratum === "basic")).toBe(true);
  });

  it("computes rates per class for labels of several values, when they are asked for", () => {
    const several = rows.map((row, i) => ({ groups: row.groups, label: i % 4, prediction: ((i * 5) % 7) % 4 }));
    const classes = ["a", "b", "c", "d"];
    const plain = findingsOf(several, { attributes, classes });
    expect(new Set(plain.groups.map(({ metric, class: of }) => `${metric} ${of}`))).toEqual(new Set(["accuracy null"]));
    expect(plain.population[0]).toMatchObject({ positives: null, negatives: null });
    const right = several.filter(({ label, prediction }) => label === prediction).length;
    expect(plain.groups[0]?.value).toBeCloseTo(right / 600, 12);
    const asked = findingsOf(several, { attributes, classes, suite: { metrics: ["true_positive_rate", "precision"] } });
    const of = (metric: string, name: string) =>
      asked.groups.find((row) => row.metric === metric && row.class === name && row.attribute === null);
    const hits = several.filter(({ label, prediction }) => label === 2 && prediction === 2).length;
    expect(of("true_positive_rate", "c")).toMatchObject({ numerator: hits, denominator: 150 });
    expect(of("precision", "c")?.denominator).toBe(several.filter(({ prediction }) => prediction === 2).length);
  });

  it("says what a careful reader should know", () => {
    const codes = (of: Findings) => of.warnings.map(({ code }) => code);
    expect(codes(record)).toEqual(expect.arrayContaining(["data_not_pinned", "unit_not_named"]));
    const locked = findingsOf(
      rows.map((row, i) => ({ ...row, unit: i >> 1 })),
      { ...audit, suite: { metrics: ["accuracy"], dataset: { lock: { sha256: "1".repeat(64), rows: 600 } } } },
    );
    expect(codes(locked)).toEqual(["rows_per_unit"]);
    const small = findingsOf(rows, { ...audit, suite: { minGroup: 200, metrics: ["accuracy"] } });
    expect(small.warnings.filter(({ code }) => code === "small_group").map(({ values }) => values.group)).toContain(
      "nb",
    );
  });
});

describe("a suite that asks for too much is told where", () => {
  it("a metric without what it needs", () => {
    const unlabelled = rows.map(({ label: _, ...row }) => row);
    expect(problemsOf(unlabelled, { ...audit, suite: { metrics: ["selection_rate", "accuracy"] } })).toEqual([
      { message: "accuracy needs a label; the suite names none (dataset.label)", at: ["metrics", 1] },
    ]);
    const unscored = rows.map(({ score: _, ...row }) => row);
    expect(problemsOf(unscored, { ...audit, suite: { metrics: ["mean_score"] } })[0]).toMatchObject({
      message: 'mean_score needs a score; model "m1" gives none',
      at: ["metrics", 0],
    });
    expect(problemsOf(rows, { ...audit, suite: { metrics: ["favourable_rate"] } })[0]?.at).toEqual(["metrics", 0]);
    expect(problemsOf(rows, { ...audit, suite: { metrics: ["acuracy"] } })[0]?.message).toBe(
      'unknown metric "acuracy"; did you mean "accuracy"?',
    );
  });

  it("a gate that has no bounds to rest on", () => {
    const gate = (more: object) => [
      { metric: "accuracy", attribute: "gender", disparity: "max_difference", at_most: 0.1, ...more },
    ];
    const complaint = (more: object, of: readonly Row[] = rows) =>
      problemsOf(of, { ...audit, suite: { gates: gate(more) } })[0];
    expect(complaint({ metric: "expected_calibration_error" })).toEqual({
      message: "expected_calibration_error has no interval that holds its level, so no gate can rest on it",
      at: ["gates", 0],
    });
    expect(complaint({ disparity: "min_ratio", metric: "roc_auc", at_least: 0.8 })?.message).toBe(
      "min_ratio is for shares; use a difference for roc_auc",
    );
    expect(
      complaint(
        { disparity: "difference_to_rest" },
        rows.map((row) => ({ ...row, weight: 2 })),
      )?.message,
    ).toMatch(/independent, unweighted rows only/);
    expect(complaint({ attribute: "gendr" })).toEqual({
      message: 'unknown attribute "gendr"; did you mean "gender"?',
      at: ["gates", 0, "attribute"],
    });
    expect(complaint({ class: "9" })).toMatchObject({ at: ["gates", 0, "class"] });
    expect(complaint({})).toBeUndefined();
  });

  it("a class of a metric that has one figure per class", () => {
    const several = rows.map((row, i) => ({ groups: row.groups, label: i % 3, prediction: (i * 5) % 3 }));
    const gate = (more: object) => ({
      metric: "true_positive_rate",
      attribute: "gender",
      disparity: "max_difference",
      at_most: 0.1,
      ...more,
    });
    const complaint = (more: object) =>
      problemsOf(several, { attributes, classes: ["a", "b", "c"], suite: { gates: [gate(more)] } })[0];
    expect(complaint({})).toEqual({
      message: "true_positive_rate is one figure per class here: the gate needs a class, one of a, b, c",
      at: ["gates", 0],
    });
    expect(complaint({ class: "z" })).toEqual({
      message: 'unknown class "z"; expected one of a, b, c',
      at: ["gates", 0, "class"],
    });
    const record = auditOf(several, { attributes, classes: ["a", "b", "c"], suite: { gates: [gate({ class: "b" })] } });
    expect(record.gates[0]).toMatchObject({ id: "true_positive_rate.b.gender.max_difference", class: "b" });
  });

  it("a reference group or favourable value that is not in the data", () => {
    const problem = problemsOf(rows, {
      ...audit,
      suite: { attributes: [{ name: "gender", reference: "x" }, { name: "language" }] },
    })[0];
    expect(problem).toEqual({
      message: 'no group "x" of gender in the data; there are "f", "m"',
      at: ["protected", 0, "reference"],
    });
    expect(problemsOf(rows, { ...audit, suite: { dataset: { favourable: "maybe" } } })[0]?.at).toEqual([
      "dataset",
      "favourable",
    ]);
  });
});

describe("gates of a suite", () => {
  const gate = { metric: "false_negative_rate", attribute: "*", disparity: "max_difference", at_most: 0.1 };

  it("stand for every attribute, with stable ids, and bring their metric with them", () => {
    const record = findingsOf(rows, {
      ...audit,
      others: [rows],
      suite: {
        metrics: ["accuracy"],
        confidence: 0.9,
        gates: [
          gate,
          { ...gate, model: "m2", attribute: "gender", id: "mine" },
          { ...gate, model: "m2", attribute: "gender" },
        ],
      },
    });
    expect(record.plan.map(({ id }) => id)).toEqual([
      "false_negative_rate.gender.max_difference",
      "false_negative_rate.language.max_difference",
      "mine",
      "false_negative_rate.gender.max_difference.m2",
    ]);
    expect(record.plan[0]).toMatchObject({
      model: "m1",
      bound: "at_most",
      tolerance: 0.1,
      confidence: 0.9,
      small_groups: "undecided",
      class: null,
      stratum: null,
    });
    expect(record.groups.some(({ metric, model }) => metric === "false_negative_rate" && model === "m2")).toBe(true);
  });

  it("that are equal but for their tolerance have different ids", () => {
    const record = findingsOf(rows, { ...audit, suite: { gates: [gate, { ...gate, at_most: 0.2 }] } });
    expect(new Set(record.plan.map(({ id }) => id)).size).toBe(4);
  });
});

describe("rows left out", () => {
  const total = (reason: "no_consent" | "missing_label", count: number) => ({
    reason,
    attribute: null,
    group: null,
    rows: count,
  });
  const of = (reason: "no_consent" | "missing_label", group: string, count: number) => ({
    reason,
    attribute: "gender",
    group,
    rows: count,
  });
  const tiny = [
    ...rows,
    ...Array.from({ length: 3 }, (): Row => ({ groups: ["x", "da"], label: 1, prediction: 1, score: 0.5 })),
  ];
  const listed = (exclusions: Audit["exclusions"] & object, suppressBelow: number) =>
    findingsOf(tiny, { ...audit, exclusions, suite: { suppressBelow, metrics: ["accuracy"] } }).exclusions.map(
      ({ reason, group, rows: count }) => `${reason} ${group} ${count}`,
    );

  it("are listed by group when every group is shown", () => {
    expect(listed([total("no_consent", 12), of("no_consent", "f", 10), of("no_consent", "x", 2)], 0)).toEqual([
      "no_consent null 12",
      "no_consent f 10",
      "no_consent x 2",
    ]);
  });

  it("do not give a hidden group away", () => {
    // Of the groups, x has three people, and f is hidden with it: under a reason they must be five together.
    const exclusions = (f: number, m: number) => [
      total("no_consent", f + m + 2),
      of("no_consent", "f", f),
      of("no_consent", "m", m),
      of("no_consent", "x", 2),
    ];
    expect(listed(exclusions(10, 8), 5)).toEqual(["no_consent null 20", "no_consent m 8"]);
    expect(listed(exclusions(1, 8), 5)).toEqual(["no_consent null 11"]);
  });

  it("of a group of whom no row is left are hidden where they are few", () => {
    const gone = [total("missing_label", 33), of("missing_label", "f", 30), of("missing_label", "y", 3)];
    expect(
      findingsOf(rows, { ...audit, exclusions: gone, suite: { suppressBelow: 5, metrics: ["accuracy"] } }).exclusions,
    ).toHaveLength(1);
  });
});

describe("laws", () => {
  const suite = {
    metrics: ["true_positive_rate", "mean_score", "roc_auc", "f1"],
    gates: [{ metric: "true_positive_rate", attribute: "gender", disparity: "max_difference", at_most: 0.05 }],
  };
  const numbers = (record: Findings) => [
    ...record.groups.map(({ value, low, high, n }) => [value, low, high, n]),
    ...record.disparities.map(({ value, low, high, p }) => [value, low, high, p]),
  ];

  it("renaming groups changes no number", () => {
    const renamed = rows.map((row) => ({ ...row, groups: row.groups.map((name) => `g${name}`) }));
    const record = judge(findingsOf(renamed, { ...audit, suite }));
    expect(numbers(record)).toEqual(numbers(findingsOf(rows, { ...audit, suite })));
    expect(record.gates[0]?.verdict).toBe(auditOf(rows, { ...audit, suite }).gates[0]?.verdict);
  });

  it("the order of the rows changes no byte", () =>
    fc.assert(
      fc.property(fc.shuffledSubarray(rows.slice(0, 60), { minLength: 60 }), (shuffled) => {
        const few = { ...audit, suite: { metrics: ["true_positive_rate"] } };
        expect(JSON.stringify(findingsOf(shuffled, few))).toBe(JSON.stringify(findingsOf(rows.slice(0, 60), few)));
      }),
      { numRuns: 5 },
    ));

  it("splitting the rows and adding the counts changes nothing", () => {
    const measured = measuredOf(rows, audit);
    const halves = measured.models.map(({ facts, counts }) => ({
      facts,
      counts: { ...counts, cells: inTwoParts(counts.cells) },
    }));
    const options = { seed: 1, toolVersion: "0.0.0" };
    const plain = { ...suiteOf(rows, audit), metrics: ["accuracy", "mean_score", "f1"] };
    // Sums of scores are doubles in this test, so their last digits may differ: 10 digits.
    const rounded = (record: Findings) =>
      numbers(record).map((row) =>
        row.map((value) => (value === null ? null : Number((value as number).toPrecision(10)))),
      );
    expect(rounded(findings(plain, { ...measured, models: halves }, options))).toEqual(
      rounded(findings(plain, measured, options)),
    );
  });

  it("swapping two groups flips the sign of their difference", () => {
    const swapped = rows.map((row) => ({
      ...row,
      groups: [row.groups[0] === "f" ? "m" : "f", row.groups[1] as string],
    }));
    const difference = (of: readonly Row[]) => {
      const named = { attributes: [{ name: "gender", reference: "f" }, { name: "language" }] };
      return findingsOf(of, { ...audit, suite: { ...named, metrics: ["selection_rate"] } }).disparities.find(
        ({ disparity }) => disparity === "difference_to_reference",
      );
    };
    const [here, there] = [difference(rows), difference(swapped)];
    expect(here?.value).toBeCloseTo(-(there?.value as number), 12);
    // 1e-6: bounds are found by root search.
    expect(here?.low).toBeCloseTo(-(there?.high as number), 6);
  });
});

/** Every cell as two, with a third and the rest of its rows. */
function inTwoParts(cells: Cells): Cells {
  const twice = (column: Int32Array) => Int32Array.from([...column, ...column]);
  const parts = (column: Float64Array) =>
    Float64Array.from([...column.map((value) => value / 4), ...column.map((value) => (3 * value) / 4)]);
  return {
    ...cells,
    level: cells.level.map(twice),
    stratumLevel: cells.stratumLevel.map(twice),
    label: twice(cells.label),
    prediction: twice(cells.prediction),
    n: parts(cells.n),
    w: parts(cells.w),
    w2: parts(cells.w2),
    ws: parts(cells.ws),
    ws2: parts(cells.ws2),
    w2s: parts(cells.w2s),
    w2s2: parts(cells.w2s2),
  };
}
