import { describe, expect, it } from "vitest";
import { drawScoredUnits } from "../../bench/calibration/auc.js";
import { random } from "../../src/core/random.js";
import type { GroupRow } from "../../src/record/run-record.js";
import { tableFindings } from "../../src/runner/table-findings.js";
import { boundsOf, cautiousClusteredAuc, delong, type ScoredRows } from "../../src/stats/index.js";

/** The area of all rows, as an audit of them records it. */
function audited({ unit, label, score }: ScoredRows, weight?: readonly number[]): GroupRow {
  const columns = {
    label: [...label],
    score: Array.from(score, (value) => 1 / (1 + Math.exp(-value))),
    unit: [...unit],
    group: Array.from(unit, (id) => (id % 2 === 0 ? "even" : "odd")),
    ...(weight === undefined ? {} : { weight: [...weight] }),
  };
  const { groups } = tableFindings(columns, {
    label: "label",
    score: "score",
    unit: "unit",
    protected: ["group"],
    metrics: ["roc_auc"],
    ...(weight === undefined ? {} : { weight: "weight" }),
  });
  return groups.find(({ attribute }) => attribute === null) as GroupRow;
}

const rowsOf = (list: readonly (readonly [unit: number, label: number, score: number])[]): ScoredRows => ({
  unit: Int32Array.from(list, ([unit]) => unit),
  label: Int32Array.from(list, ([, label]) => label),
  score: Float64Array.from(list, ([, , score]) => score),
});

describe("area under the ROC curve of rows in units", () => {
  it("has about the evidence of the cautious method, which takes all rows one by one", () => {
    const next = random(3, "area of units");
    for (let run = 0; run < 10; run++) {
      const rows = drawScoredUnits(next, { units: 120, p: 0.2, icc: 0.4, shift: 1.8 });
      const { interval, basis, value } = audited(rows);
      const direct = cautiousClusteredAuc(rows)!;
      const [area, variance, df, n] = direct.evidence.basis as [number, number, number, number];
      expect(interval).toBe("t_logit");
      expect(value).toBeCloseTo(area, 12);
      // Leverage in place of I/(I − 1): both lengthen the variance by about one unit's share, here at most some percent.
      expect((basis![1] as number) ** 2 / variance).toBeGreaterThan(0.97);
      expect((basis![1] as number) ** 2 / variance).toBeLessThan(1.06);
      expect((basis![2] as number) / df).toBeGreaterThan(0.85);
      expect((basis![2] as number) / df).toBeLessThan(1.15);
      expect(basis![3]).toBe(n);
    }
  });

  it("has no smaller variance than as many independent rows, while a class is small", () => {
    // Units that balance: a positive and a negative whose scores err in opposite directions.
    const list = Array.from({ length: 30 }, (_, unit) => {
      const shift = unit % 3;
      return [
        [unit, 1, 1.5 + shift],
        [unit, 0, shift],
      ] as const;
    }).flat();
    const rows = rowsOf(list);
    const sorted = (label: number) => {
      const score = Float64Array.from(list.flatMap(([, of, value]) => (of === label ? [value] : []))).sort();
      return { score, n: new Float64Array(score.length).fill(1) };
    };
    const independent = delong(sorted(1), sorted(0))!;
    const { basis } = audited(rows);
    expect((basis![1] as number) ** 2).toBeGreaterThanOrEqual(independent.variance * (1 - 1e-9));
  });

  it("has Newcombe's interval on units at its bound, and where a class stands in one unit", () => {
    const apart = [0, 1, 2, 3, 4].flatMap((unit) => [
      [unit, unit < 2 ? 1 : 0, unit < 2 ? 1 : -1] as const,
      [unit, unit < 2 ? 1 : 0, unit < 2 ? 2 : -2] as const,
    ]);
    expect(audited(rowsOf(apart))).toMatchObject({ value: 1, interval: "newcombe_auc", basis: [1, 2, 3] });
    const row = audited(rowsOf(apart.map(([unit, , score]) => [unit, unit === 0 ? 1 : 0, score])));
    expect(row).toMatchObject({ interval: "newcombe_auc", basis: [row.value, 1, 4] });
    const { low, high } = boundsOf({ interval: row.interval!, basis: row.basis! }, 0.05);
    expect(low).toBeLessThan(row.value!);
    expect(high).toBeGreaterThan(row.value!);
  });

  it("has an interval at its bound under weights, too", () => {
    const list = Array.from(
      { length: 12 },
      (_, unit) => [unit, unit < 5 ? 1 : 0, unit < 5 ? 1 + unit : -unit] as const,
    );
    const weight = list.map((_, i) => 1 + (i % 3));
    const { interval, basis, value } = audited(rowsOf(list), weight);
    expect(value).toBe(1);
    expect(interval).toBe("newcombe_auc");
    // Kish's sizes of five weights 1, 2, 3, 1, 2 and seven 3, 1, 2, 3, 1, 2, 3.
    expect(basis![1]).toBeCloseTo(81 / 19, 12);
    expect(basis![2]).toBeCloseTo(225 / 37, 12);
  });
});
