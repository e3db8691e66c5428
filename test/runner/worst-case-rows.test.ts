import { describe, expect, it } from "vitest";
import { evaluateTable } from "../../src/evaluate-table.js";
import { manskiBounds } from "../../src/stats/index.js";

/** Predicted positive and rows by group; a null group is unknown. */
type Counts = readonly (readonly [group: string | null, positive: number, n: number])[];

function columnsOf(counts: Counts) {
  const rows = counts.flatMap(([group, positive, n]) =>
    Array.from({ length: n }, (_, i) => ({ group, prediction: i < positive, label: i % 2 === 0 })),
  );
  return {
    gender: rows.map(({ group }) => group),
    prediction: rows.map(({ prediction }) => prediction),
    label: rows.map(({ label }) => label),
    weight: rows.map((_, i) => 1 + (i % 2)),
  };
}

const spec = { label: "label", prediction: "prediction", protected: ["gender"], metrics: ["selection_rate", "f1"] };
const counts: Counts = [
  ["f", 10, 40],
  ["m", 20, 40],
  [null, 6, 10],
];

describe("record.worst_case", () => {
  it("bounds the spreads of a rate over all ways to fill in unknown groups, by hand", () => {
    const record = evaluateTable(columnsOf(counts), spec);
    const place = { model: "model", metric: "selection_rate", attribute: "gender", class: null, stratum: null };
    const rows = { known: 80, unknown: 10, interval: "manski", status: "ok", reason: null };
    // Worst: men get the 6 predicted positive, women the 4 others. Best: all 6 to women make 16/46, the 4 others to men 20/44.
    expect(record.worst_case).toEqual([
      {
        ...place,
        disparity: "max_difference",
        low: expect.closeTo(20 / 44 - 16 / 46, 12),
        high: 26 / 46 - 10 / 44,
        ...rows,
      },
      {
        ...place,
        disparity: "min_ratio",
        low: 10 / 44 / (26 / 46),
        high: expect.closeTo(16 / 46 / (20 / 44), 12),
        ...rows,
      },
    ]);
  });

  it("holds every way that is tried, whatever the measured gap", () => {
    const columns = columnsOf(counts);
    const gapOf = (record: ReturnType<typeof evaluateTable>) =>
      record.disparities.find(({ metric, disparity }) => metric === "selection_rate" && disparity === "max_difference")!
        .value!;
    const [{ low, high }] = evaluateTable(columns, spec).worst_case as unknown as [{ low: number; high: number }];
    expect(gapOf(evaluateTable(columns, spec))).toBeGreaterThan(low);
    for (let fill = 0; fill < 1_024; fill += 17) {
      let place = 0;
      const gender = columns.gender.map((group) => group ?? ((fill >> place++) % 2 === 0 ? "f" : "m"));
      const gap = gapOf(evaluateTable({ ...columns, gender }, spec));
      expect(gap).toBeGreaterThanOrEqual(low - 1e-12);
      expect(gap).toBeLessThanOrEqual(high + 1e-12);
    }
  });

  it("deals sums of weights where rows have them", () => {
    const record = evaluateTable(columnsOf(counts), { ...spec, weight: "weight" });
    const parts = (group: string) => {
      const row = record.groups.find((one) => one.metric === "selection_rate" && one.group === group)!;
      return { successes: row.numerator!, trials: row.denominator! };
    };
    const bounds = manskiBounds([parts("f"), parts("m")], parts("(unknown)"))!;
    expect(record.worst_case.map(({ low, high }) => ({ low, high }))).toEqual([bounds.gap, bounds.ratio]);
    expect(record.worst_case[0]).toMatchObject({ known: 120, unknown: 15 });
  });

  it("has no row where every group is known, and none for combinations", () => {
    expect(evaluateTable(columnsOf(counts.slice(0, 2)), spec).worst_case).toEqual([]);
    const columns = { ...columnsOf(counts), region: columnsOf(counts).label.map((_, i) => ["n", "s", null][i % 3]) };
    const record = evaluateTable(columns, {
      ...spec,
      protected: ["gender", "region"],
      intersections: [["gender", "region"]],
    });
    expect(new Set(record.worst_case.map(({ attribute }) => attribute))).toEqual(new Set(["gender", "region"]));
  });

  it("bounds the spread between the shown groups where others are hidden, which may have unknown rows as well", () => {
    const tenfold = counts.map(([group, positive, n]) => [group, 10 * positive, 10 * n] as const);
    const rows = (hidden: number) =>
      evaluateTable(columnsOf([...tenfold, ["y", 18, 36], ["x", hidden, 3]]), { ...spec, suppress_below: 5 })
        .worst_case;
    const [gap] = rows(1);
    // "y" is hidden so that "x" cannot be worked out. Worst as above; best all 60 to women, 160/460, and the 40 others to men.
    expect(gap).toMatchObject({ status: "suppressed", reason: "not shown: x; not shown: y", known: 800, unknown: 100 });
    expect([gap!.low, gap!.high]).toEqual([expect.closeTo(20 / 44 - 16 / 46, 12), 26 / 46 - 10 / 44]);
    expect(rows(3)).toEqual(rows(0));
  });

  it("gives no bounds where the unknown group is hidden", () => {
    const few: Counts = [...counts.slice(0, 2), [null, 2, 3]];
    const record = evaluateTable(columnsOf(few), { ...spec, suppress_below: 5 });
    expect(record.worst_case).toHaveLength(2);
    for (const row of record.worst_case) {
      expect(row).toMatchObject({ status: "suppressed", low: null, high: null, known: null, unknown: null });
      expect(row.reason).toContain("not shown: (unknown)");
    }
  });

  it("lets a group without any row that counts have every rate", () => {
    const record = evaluateTable(
      { label: [1, 1, 1, 0, 1, 1], prediction: [1, 0, 1, 1, 1, 0], gender: ["f", "f", "f", "m", null, null] },
      { label: "label", prediction: "prediction", protected: ["gender"], metrics: ["true_positive_rate"] },
    );
    // Men have no positive: with the unknown miss alone their rate is 0, and women's with the hit 3/4.
    expect(record.worst_case[0]).toMatchObject({
      disparity: "max_difference",
      low: 0,
      high: 0.75,
    });
  });
});
