import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { joinNames } from "../../src/core/groups.js";
import { evaluateTable } from "../../src/evaluate-table.js";
import { metrics } from "../../src/metrics/index.js";
import type { Findings, GroupRow } from "../../src/record/run-record.js";
import { fixturePath, withFixtures } from "../fixtures.js";
import type { Row } from "../inference/count-rows.js";
import { findingsOf } from "./audit.js";
import { referenceNames } from "./reference-names.js";

const read = (...parts: string[]) => JSON.parse(readFileSync(fixturePath(...parts), "utf8"));

const attributes = ["gender", "age_band", "language"];
/** Attribute sets of the reference files; the names in the record. */
const sets = ["gender", "age_band", "language", "gender*language", "gender*age_band"];
const tableOf = (set: string) => joinNames(set.split("*"));

function binaryRows(weighted: boolean): Row[] {
  const { columns } = read("oracles", "data_binary.json").data;
  return (columns.y_true as number[]).map((label, i) => ({
    groups: attributes.map((name) => columns[name][i] as string),
    label,
    prediction: columns.y_pred[i],
    score: columns.score[i],
    ...(weighted ? { weight: columns.weight[i] } : {}),
  }));
}

/** Metrics of two classes with a score; those of deferrals, confidences, ranks and numbers need other columns. */
const available = metrics.filter(
  ({ kind, needs }) => kind !== "deferral" && !["confidences", "values", "rank"].includes(needs),
);

/** Everything at once: all metrics on all tables, nothing hidden. */
function audit(weighted: boolean): Findings {
  const suite = {
    metrics: available.map(({ name }) => name),
    intersections: [
      ["gender", "language"],
      ["gender", "age_band"],
    ],
    dataset: { favourable: 1 },
  };
  return findingsOf(binaryRows(weighted), { attributes, suite });
}

const rowOf = (record: Findings, metric: string, attribute: string | null, group: string | null): GroupRow =>
  record.groups.find((row) => row.metric === metric && row.attribute === attribute && row.group === group) as GroupRow;

/** Values: 1e-9 relative, as the fixtures suggest for closed forms; undefined ones are "NaN" there. */
function expectValue(row: GroupRow, expected: number | string): void {
  if (expected === "NaN") expect(row).toMatchObject({ status: "undefined", value: null, low: null, high: null });
  else expect(row.value).toBeCloseTo(expected as number, 9);
}

const fairlearnNames = {
  selection_rate: "selection_rate",
  true_positive_rate: "true_positive_rate",
  false_positive_rate: "false_positive_rate",
  false_negative_rate: "false_negative_rate",
  true_negative_rate: "true_negative_rate",
  precision: "precision",
  accuracy: "accuracy",
  balanced_accuracy: "balanced_accuracy",
  f1: "f1",
  mcc: "matthews_correlation",
  roc_auc: "roc_auc",
  mean_prediction: "mean_score",
};

type Grouped = { readonly group: Record<string, string>; readonly values: Record<string, number | string> };

withFixtures.each([
  ["unweighted", false],
  ["weighted", true],
] as const)("findings of 1,200 rows, %s", (mode, weighted) => {
  const record = audit(weighted);

  describe("against a strict reference", () => {
    const expected = read("oracles", "a_reference_binary.json").expected[mode];

    it.each(sets)("%s: every metric of every group", (set) => {
      for (const { group, n, ...values } of expected[set]) {
        const name = joinNames(Object.values(group as Record<string, string>));
        for (const [key, metric] of Object.entries(referenceNames)) {
          const row = rowOf(record, metric, tableOf(set), name);
          expect(row.n).toBe(n);
          expectValue(row, values[key]);
        }
      }
    });

    it("everybody together", () => {
      for (const [key, metric] of Object.entries(referenceNames)) {
        if (key in expected.overall) expectValue(rowOf(record, metric, null, null), expected.overall[key]);
      }
    });

    it("counts of the confusion matrix are the parts of rates", () => {
      for (const { group, tp, fp, fn, tn } of expected.gender) {
        const parts = (metric: string) => rowOf(record, metric, "gender", group.gender);
        expect(parts("true_positive_rate").numerator).toBeCloseTo(tp, 9);
        expect(parts("true_positive_rate").denominator).toBeCloseTo(tp + fn, 9);
        expect(parts("false_positive_rate").numerator).toBeCloseTo(fp, 9);
        expect(parts("false_positive_rate").denominator).toBeCloseTo(fp + tn, 9);
      }
    });
  });

  it("evaluateTable gives the same figures for the columns", () => {
    const { columns } = read("oracles", "data_binary.json").data;
    const spec = { label: "y_true", prediction: "y_pred", score: "score", protected: attributes, favourable: 1 };
    const table = evaluateTable(columns, {
      ...spec,
      ...(weighted ? { weight: "weight" } : {}),
      metrics: available.map(({ name }) => name),
    });
    for (const row of table.groups) {
      const other = rowOf(record, row.metric, row.attribute, row.group);
      expect(row).toMatchObject({ n: other.n, status: other.status, interval: other.interval, reason: other.reason });
      // 1e-8: sums of weights and scores are rounded to 2^-40 there, and are plain doubles here.
      if (row.value !== null) expect(row.value).toBeCloseTo(other.value as number, 8);
      if (row.low !== null) expect(row.low).toBeCloseTo(other.low as number, 8);
    }
  });

  describe("against Fairlearn's MetricFrame", () => {
    const expected = read("oracles", "a_fairlearn_metricframe.json").expected[mode];
    const groupsOf = (set: string, kind: "labels" | "scores"): Grouped[] => expected[set][kind].by_group;
    const cases = sets.flatMap((set) => (["labels", "scores"] as const).map((kind) => [set, kind] as const));

    it.each(cases)("%s, %s: values by group, but for Fairlearn's 0 where nothing was counted", (set, kind) => {
      for (const { group, values } of groupsOf(set, kind)) {
        const name = joinNames(Object.values(group));
        for (const [key, metric] of Object.entries(fairlearnNames).filter(([key]) => key in values)) {
          const row = rowOf(record, metric, tableOf(set), name);
          // Fairlearn lists combinations that no row has; an empty table cell is no group here.
          if (row === undefined) {
            expect(values[key]).toBe("NaN");
            continue;
          }
          // Fairlearn answers 0 for a rate without denominator, 0 for the Matthews correlation with an empty margin, and for
          // balanced accuracy the recall of the one class there is; we say "undefined" and why.
          if (row.status === "undefined") expect(row.reason).toMatch(/group/);
          else expectValue(row, values[key] as number | string);
        }
      }
    });

    it.each(cases)("%s, %s: difference and ratio between groups, where every group has a value", (set, kind) => {
      const { difference, ratio } = expected[set][kind];
      const undefinedSomewhere: string[] = [];
      for (const [key, metric] of Object.entries(fairlearnNames).filter(([key]) => key in difference.between_groups)) {
        const of = (disparity: string) =>
          record.disparities.find(
            (row) => row.metric === metric && row.attribute === tableOf(set) && row.disparity === disparity,
          );
        const gap = of("max_difference");
        if (gap?.status === "not_estimable") {
          // A group has no denominator: Fairlearn lets its 0 drive the difference, we leave the group out and say so.
          expect(gap.reason).toMatch(/in group|of the group/);
          undefinedSomewhere.push(key);
          continue;
        }
        expect(gap?.value).toBeCloseTo(difference.between_groups[key], 9);
        const quotient = of("min_ratio");
        if (quotient !== undefined) expect(quotient.value).toBeCloseTo(ratio.between_groups[key], 9);
      }
      if (set === "age_band" && kind === "labels") expect(undefinedSomewhere).toContain("true_positive_rate");
      if (set === "gender") expect(undefinedSomewhere).toEqual([]);
    });
  });
});

withFixtures("findings of published worked examples", () => {
  type Worked = { id: string; y_true: number[]; y_pred: number[]; group: string[]; [key: string]: unknown };
  const cases = read("datasets", "published-numbers", "worked_cases.json") as Worked[];
  const worked = (id: string) => cases.find((one) => one.id === id) as Worked;
  const rowsOf = ({ y_true, y_pred, group }: Worked, more: (i: number) => Partial<Row> = () => ({})): Row[] =>
    y_true.map((label, i) => ({ groups: [group[i] as string], label, prediction: y_pred[i] as number, ...more(i) }));

  it("Fairlearn's guide: rates, differences and ratios of three groups", () => {
    const one = worked("fairlearn-doc-1") as Worked & {
      by_group: Record<string, { tpr: number; fpr: number; sel: number; count: number }>;
      difference_between_groups: Record<string, number>;
      ratio_between_groups: Record<string, number>;
    };
    const record = findingsOf(rowsOf(one), { attributes: ["group"] });
    const names = { tpr: "true_positive_rate", fpr: "false_positive_rate", sel: "selection_rate" } as const;
    for (const [key, metric] of Object.entries(names) as [keyof typeof names, string][]) {
      for (const [group, values] of Object.entries(one.by_group))
        expectValue(rowOf(record, metric, "group", group), values[key]);
      const of = (disparity: string) =>
        record.disparities.find((row) => row.metric === metric && row.disparity === disparity)?.value;
      expect(of("max_difference")).toBeCloseTo(one.difference_between_groups[key] as number, 9);
      expect(of("min_ratio")).toBeCloseTo(one.ratio_between_groups[key] as number, 9);
    }
  });

  it.each(["weight_1", "weight_2"])("Fairlearn's guide: recall with %s", (column) => {
    const one = worked("fairlearn-doc-2-weights");
    const record = findingsOf(
      rowsOf(one, (i) => ({ weight: (one[column] as number[])[i] as number })),
      { attributes: ["group"] },
    );
    for (const [group, value] of Object.entries(one[`recall_${column}`] as Record<string, number>)) {
      const [attribute, name] = group === "overall" ? [null, null] : ["group", group];
      // Printed with six digits.
      expect(rowOf(record, "true_positive_rate", attribute, name).value).toBeCloseTo(value, 6);
    }
  });

  it("Fairlearn's guide: accuracy by group within two strata", () => {
    const one = worked("fairlearn-doc-4-control") as Worked & {
      control: string[];
      accuracy: {
        overall: Record<string, number>;
        by_group: Record<string, number>;
        difference_between_groups: Record<string, number>;
      };
    };
    const record = findingsOf(
      rowsOf(one, (i) => ({ strata: [one.control[i] as string] })),
      { attributes: ["group"], strata: ["control"], suite: { metrics: ["accuracy"] } },
    );
    const within = (stratum: string, group: string | null) =>
      record.groups.find((row) => row.stratum === stratum && row.group === group) as GroupRow;
    for (const [stratum, value] of Object.entries(one.accuracy.overall)) expectValue(within(stratum, null), value);
    for (const [place, value] of Object.entries(one.accuracy.by_group)) {
      const [stratum, group] = place.split("/") as [string, string];
      expectValue(within(stratum, group), value);
    }
    for (const [stratum, value] of Object.entries(one.accuracy.difference_between_groups)) {
      const gap = record.disparities.find((row) => row.stratum === stratum && row.disparity === "max_difference");
      expect(gap?.value).toBeCloseTo(value, 6);
    }
  });
});
