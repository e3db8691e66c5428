import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import type { Confusion } from "../../src/core/confusion.js";
import type { GroupRow } from "../../src/record/run-record.js";
import { fixturePath, withFixtures } from "../fixtures.js";
import { findingsOf } from "../runner/audit.js";
import type { Row } from "./count-rows.js";

type Limits = readonly [number, number];
interface Reductions {
  readonly inputs: { readonly cells: readonly Confusion[] };
  readonly expected: {
    readonly cases: readonly ({
      readonly f1: number | null;
      readonly balanced_accuracy: number | null;
      readonly mcc: number | null;
    } & Record<
      "90" | "95",
      {
        readonly f1: Limits | null;
        readonly balanced_accuracy: Limits | null;
        readonly mcc_fisher: { readonly interval: Limits };
      }
    >)[];
  };
}
interface Areas {
  readonly inputs: { readonly cases: readonly { readonly pos: readonly number[]; readonly neg: readonly number[] }[] };
  readonly expected: {
    readonly cases: readonly Record<
      "90" | "95",
      { readonly auc: number; readonly interval: Limits; readonly method: string }
    >[];
  };
}

const read = (name: string) => JSON.parse(readFileSync(fixturePath("oracles", name), "utf8"));
const levels = ["90", "95"] as const;

/** The row of everybody for one metric. */
const everybody = (rows: readonly Row[], metric: string, level: string): GroupRow =>
  findingsOf(rows, { attributes: ["group"], suite: { metrics: [metric], confidence: Number(level) / 100 } })
    .groups[0] as GroupRow;

// Limits: 1e-6, as the fixtures say (root search); values: closed forms.
function expectRow(row: GroupRow, value: number | null, limits: Limits | null): void {
  if (value === null || limits === null) {
    expect(row).toMatchObject({ status: "undefined", value: null, low: null, high: null, interval: null });
    return;
  }
  expect(row.value).toBeCloseTo(value, 9);
  expect(Math.abs((row.low as number) - limits[0])).toBeLessThan(1e-6);
  expect(Math.abs((row.high as number) - limits[1])).toBeLessThan(1e-6);
}

withFixtures("metrics with an interval of their own, against a direct reference", () => {
  const { inputs, expected } = read("g_reductions.json") as Reductions;
  const cases = inputs.cells.map((cells, i) => [JSON.stringify(cells), cells, expected.cases[i]!] as const);

  it.each(cases)("%s", (_, { tp, fp, fn, tn }, outcome) => {
    const rows = (
      [
        [1, 1, tp],
        [0, 1, fp],
        [1, 0, fn],
        [0, 0, tn],
      ] as const
    ).flatMap(([label, prediction, times]): Row[] =>
      times > 0 ? [{ groups: ["all"], label, prediction, times }] : [],
    );
    for (const level of levels) {
      expectRow(everybody(rows, "f1", level), outcome.f1, outcome[level].f1);
      expectRow(
        everybody(rows, "balanced_accuracy", level),
        outcome.balanced_accuracy,
        outcome[level].balanced_accuracy,
      );
      const [low, high] = outcome[level].mcc_fisher.interval;
      expectRow(
        everybody(rows, "matthews_correlation", level),
        outcome.mcc,
        // The reference ends short of a correlation of 1, which we widen the interval to.
        outcome.mcc === null ? null : [low, Math.max(high, outcome.mcc)],
      );
    }
  });
});

withFixtures("area under the ROC curve, against a direct reference", () => {
  const { inputs, expected } = read("g_auc.json") as Areas;

  it.each(
    inputs.cases.map(
      ({ pos, neg }, i) => [`${pos.length} positives, ${neg.length} negatives`, pos, neg, expected.cases[i]!] as const,
    ),
  )("case %#: %s", (_, pos, neg, outcome) => {
    const scored =
      (label: number) =>
      (score: number): Row => ({ groups: ["all"], label, prediction: 0, score });
    const rows = [...pos.map(scored(1)), ...neg.map(scored(0))];
    for (const level of levels)
      expectRow(everybody(rows, "roc_auc", level), outcome[level].auc, outcome[level].interval);
  });
});
