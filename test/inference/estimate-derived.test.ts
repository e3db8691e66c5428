import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { random } from "../../src/core/random.js";
import { estimates } from "../../src/inference/estimates.js";
import { groupTables } from "../../src/inference/group-table.js";
import { type Material, metricView, splitOf } from "../../src/inference/material.js";
import { withoutScores } from "../../src/inference/unit-sums.js";
import { cohenKappa } from "../../src/metrics/cohen-kappa.js";
import { fBeta } from "../../src/metrics/f-beta.js";
import { f1 } from "../../src/metrics/f1.js";
import { macroF1 } from "../../src/metrics/macro-f1.js";
import { macroRecall } from "../../src/metrics/macro-recall.js";
import { matthewsCorrelation } from "../../src/metrics/matthews-correlation.js";
import type { Metric } from "../../src/metrics/metric.js";
import { multiclassKappa } from "../../src/metrics/multiclass-kappa.js";
import { treatmentEquality } from "../../src/metrics/treatment-equality.js";
import { bootstrap } from "../../src/stats/bootstrap.js";
import { drawMultinomial } from "../../src/stats/draw-multinomial.js";
import { boundsOf } from "../../src/stats/intervals.js";
import { processorTime } from "../processor-time.js";
import { countRows, type Row } from "./count-rows.js";

const f2 = fBeta.of(2);

/** Rows of one group by confusion counts. */
const tableRows = (group: string, counts: readonly [tp: number, fp: number, fn: number, tn: number]): Row[] =>
  (
    [
      [1, 1],
      [0, 1],
      [1, 0],
      [0, 0],
    ] as const
  )
    .map(([label, prediction], i): Row => ({ groups: [group], label, prediction, times: counts[i] as number }))
    .filter(({ times }) => (times as number) > 0);

const matrixRows = (group: string, matrix: readonly (readonly number[])[]): Row[] =>
  matrix.flatMap((row, label) => row.map((times, prediction): Row => ({ groups: [group], label, prediction, times })));

/** A metric's estimates for the groups, by name, as in an audit. */
function estimated(metric: Metric, rows: readonly Row[], { classes = ["0", "1"], seed = 1 } = {}) {
  const counts = countRows(rows, { attributes: ["group"], classes });
  const material: Material = {
    counts,
    profiles: counts.units === null ? null : withoutScores(counts.units),
    weighted: rows.some(({ weight }) => weight !== undefined),
    clustered: counts.units !== null,
    context: { favourableIsPositive: null },
    seed,
  };
  const table = groupTables(counts.cells, [["group"]])[1]!;
  const view = metricView(material, metric, null, { kind: "class", index: 1 });
  const found = estimates(view, material, splitOf(table, material, view));
  return Object.fromEntries(table.groups.map(({ name }, g) => [name as string, found[g]!]));
}

const width = (estimate: ReturnType<typeof estimated>[string], alpha = 0.05) => {
  const { low, high } = boundsOf(estimate!.evidence!, alpha);
  return (high as number) - (low as number);
};

const counts = [60, 15, 20, 120] as const;
const eachRow = (rows: readonly Row[], of: (row: Row, i: number) => Row): Row[] =>
  rows.flatMap((row) => Array.from({ length: row.times ?? 1 }, () => ({ ...row, times: 1 }))).map(of);

describe("functions of the cells without an interval of their own", () => {
  it.each([
    ["cohen_kappa", cohenKappa],
    ["treatment_equality", treatmentEquality],
    ["f_beta(2)", f2],
  ] as const)("%s has the BCa limits of a bootstrap of its cells", (_, metric) => {
    const estimate = estimated(metric, tableRows("a", counts)).a!;
    const of = metric as typeof cohenKappa;
    for (const alpha of [0.05, 0.1]) {
      const direct = bootstrap(
        [Float64Array.from(counts)],
        ([cells]) => of.of({ tp: cells![0]!, fp: cells![1]!, fn: cells![2]!, tn: cells![3]! }),
        { alpha, seed: 9, stream: "direct", replicates: 20_000 },
      )!;
      const { low, high } = boundsOf(estimate.evidence!, alpha);
      // Limits of 2,000 replicates scatter by about 5 % of the width (density at the 2.5 % point); three times that.
      const room = 0.15 * (direct.bca.high! - direct.bca.low!);
      expect(Math.abs(low! - direct.bca.low!)).toBeLessThan(room);
      expect(Math.abs(high! - direct.bca.high!)).toBeLessThan(room);
    }
    expect(estimate.evidence!.interval).toBe("bca");
    expect(estimate.evidence!.basis[1]).toBe(215);
  });

  it("do not depend on the other groups or metrics, only on the seed", () => {
    const alone = estimated(cohenKappa, tableRows("b", counts)).b;
    const beside = estimated(cohenKappa, [...tableRows("a", [30, 9, 8, 70]), ...tableRows("b", counts)]).b;
    expect(beside).toEqual(alone);
    expect(estimated(cohenKappa, tableRows("b", counts), { seed: 2 }).b!.evidence).not.toEqual(alone!.evidence);
  });

  it("get narrower with every cell doubled", () =>
    fc.assert(
      fc.property(fc.tuple(...[1, 2, 3, 4].map(() => fc.integer({ min: 12, max: 80 }))), (cells) => {
        const [tp, fp, fn, tn] = cells as [number, number, number, number];
        const single = estimated(f2, tableRows("a", [tp, fp, fn, tn])).a!;
        const doubled = estimated(f2, tableRows("a", [2 * tp, 2 * fp, 2 * fn, 2 * tn])).a!;
        // Expected ratio 0.71; scatter of a width about 5 % each.
        expect(width(doubled)).toBeLessThan(0.95 * width(single));
      }),
      { numRuns: 15 },
    ));

  it("show the value without an interval where a cell they use has fewer than 5 rows", () => {
    const few = estimated(f2, tableRows("a", [60, 4, 20, 120])).a!;
    expect(few).toMatchObject({ status: "ok", evidence: null });
    expect(few.value).toBeCloseTo(300 / 384, 12);
    expect(few.reason).toMatch(/fewer than 5 rows/);
    // F does not look at true negatives, nor treatment equality at right predictions.
    expect(estimated(f2, tableRows("a", [60, 15, 20, 0])).a!.evidence).not.toBeNull();
    expect(estimated(treatmentEquality, tableRows("a", [0, 15, 20, 1])).a!.evidence).not.toBeNull();
    expect(estimated(cohenKappa, tableRows("a", [60, 15, 20, 0])).a!.evidence).toBeNull();
    expect(estimated(treatmentEquality, tableRows("a", [9, 0, 9, 9])).a).toMatchObject({ status: "undefined" });
  });

  it("leave independent rows of metrics with an interval of their own alone", () => {
    expect(estimated(f1, tableRows("a", [3, 1, 0, 9])).a!.evidence!.interval).toBe("f1_wilson");
    expect(estimated(matthewsCorrelation, tableRows("a", [3, 1, 1, 9])).a!.evidence!.interval).toBe("mcc_fisher_z");
  });

  it("cover the truth as often as they say", () => {
    const shares = Float64Array.of(0.24, 0.06, 0.08, 0.62);
    const truth = cohenKappa.of({ tp: 0.24, fp: 0.06, fn: 0.08, tn: 0.62 })!;
    const [uniform, drawn] = [random(3, "coverage"), new Float64Array(4)];
    const rows = Array.from({ length: 300 }, (_, g) => {
      drawMultinomial(uniform, 400, shares, drawn);
      return tableRows(`g${g}`, [...drawn] as [number, number, number, number]);
    }).flat();
    const covered = Object.values(estimated(cohenKappa, rows)).filter(({ evidence }) => {
      const { low, high } = boundsOf(evidence!, 0.05);
      return low! <= truth && truth <= high!;
    }).length;
    // 95 % of 300 with a standard deviation of 3.8: four of them.
    expect(covered).toBeGreaterThan(285 - 15);
  });
});

const queues = [
  [80, 9, 6],
  [8, 70, 12],
  [7, 11, 90],
];

describe("functions of the whole matrix", () => {
  const classes = ["0", "1", "2"];
  it.each([
    ["multiclass_kappa", multiclassKappa],
    ["macro_recall", macroRecall],
    ["macro_f1", macroF1],
  ] as const)("%s has limits that do not depend on what the classes are called", (_, metric) => {
    const turned = queues.map((_row, i) => queues.map((_cell, j) => queues[(i + 1) % 3]![(j + 1) % 3]!));
    const found = estimated(metric, [...matrixRows("a", queues), ...matrixRows("b", turned)], { classes });
    expect(found.b!.value).toBeCloseTo(found.a!.value!, 12);
    // Other replicates: their widths scatter by about 5 % each.
    expect(Math.abs(width(found.b!) / width(found.a!) - 1)).toBeLessThan(0.2);
  });

  it("looks at sums of cells that bear alike: right and wrong answers of a class for recall, every cell for kappa", () => {
    const sparse = [
      [80, 9, 0],
      [8, 70, 12],
      [7, 11, 90],
    ];
    expect(estimated(macroRecall, matrixRows("a", sparse), { classes }).a!.evidence).not.toBeNull();
    expect(estimated(multiclassKappa, matrixRows("a", sparse), { classes }).a!.evidence).toBeNull();
    const vanished = estimated(
      macroRecall,
      matrixRows("a", [
        [80, 9, 3],
        [8, 70, 12],
        [0, 0, 0],
      ]),
      { classes },
    );
    expect(vanished.a).toMatchObject({ status: "undefined", value: null, reason: macroRecall.empty });
  });
});

describe("weighted and clustered rows", () => {
  const rows = tableRows("a", [120, 30, 40, 240]);
  it.each([
    ["cohen_kappa", cohenKappa],
    ["f1", f1],
    ["matthews_correlation", matthewsCorrelation],
    ["f_beta(2)", f2],
  ] as const)("%s: equal weights and units of one row give the width of independent rows", (_, metric) => {
    const independent = width(estimated(metric, rows).a!);
    const weighted = estimated(
      metric,
      rows.map((row) => ({ ...row, weight: 2.5 })),
    ).a!;
    const clustered = estimated(
      metric,
      eachRow(rows, (row, i) => ({ ...row, unit: i })),
    ).a!;
    // 430 rows: linearised and other limits differ by their next term, some 1/√n, and a bootstrap by 5 %.
    for (const { evidence, value } of [weighted, clustered]) {
      expect(evidence!.basis[0]).toBe(value);
      expect(evidence!.basis[3]).toBe(430);
    }
    expect(Math.abs(width(weighted) / independent - 1)).toBeLessThan(0.12);
    // Same linearisation, over rows or over units of one row each: numerical slopes of the same counts.
    expect(clustered.evidence!.basis[1]! / weighted.evidence!.basis[1]!).toBeCloseTo(1, 6);
    // Units also count how few of them carry the variance: 1 % is what Student's t adds from about 90 degrees of freedom on.
    expect(clustered.evidence!.basis[2]).toBeGreaterThan(90);
    expect(clustered.evidence!.basis[2]).toBeLessThanOrEqual(429);
    expect(width(clustered) / width(weighted)).toBeLessThan(1.01);
  });

  it("units whose rows are copies count once", () => {
    const single = eachRow(tableRows("a", counts), (row, i) => ({ ...row, unit: i }));
    const copied = single.map((row) => ({ ...row, times: 3 }));
    const [once, thrice] = [single, copied].map((of) => estimated(cohenKappa, of).a!);
    // Rounding of numerical slopes, about 1e-9.
    expect(thrice!.evidence!.basis[1]! / once!.evidence!.basis[1]!).toBeCloseTo(1, 6);
    expect(thrice!.evidence!.basis[2]).toBeCloseTo(once!.evidence!.basis[2]!, 6);
  });

  it("unequal weights widen, by the variance of Cohen's kappa for weighted rows worked out by the jackknife", () => {
    const weighted = eachRow(tableRows("a", counts), (row, i) => ({ ...row, weight: 1 + (i % 4) }));
    const { evidence } = estimated(cohenKappa, weighted).a!;
    const valueWithout = (left: number) => {
      const sums = { tp: 0, fp: 0, fn: 0, tn: 0 };
      for (const [i, { label, prediction, weight }] of weighted.entries())
        if (i !== left) sums[prediction === 1 ? (label === 1 ? "tp" : "fp") : label === 1 ? "fn" : "tn"] += weight!;
      return cohenKappa.of(sums)!;
    };
    const left = weighted.map((_, i) => valueWithout(i));
    const mean = left.reduce((sum, value) => sum + value, 0) / left.length;
    const variance = left.reduce((sum, value) => sum + (value - mean) ** 2, 0) * ((left.length - 1) / left.length);
    // The jackknife is the same to first order: 1/n = 0.5 % on the variance, some times a small constant.
    expect(Math.abs(evidence!.basis[1]! / Math.sqrt(variance) - 1)).toBeLessThan(0.02);
  });

  it("show no interval where a cell has rows of fewer than 5 units, or nothing varies", () => {
    const fewUnits = eachRow(tableRows("a", counts), (row, i) => ({
      ...row,
      unit: row.label === 0 && row.prediction === 1 ? -(i % 4) - 1 : i,
    }));
    const few = estimated(cohenKappa, fewUnits).a!;
    expect(few).toMatchObject({ status: "ok", evidence: null });
    expect(few.reason).toMatch(/fewer than 5 units/);
  });
});

it("60 groups by three metrics take little time", () => {
  const rows = Array.from({ length: 60 }, (_, g) => tableRows(`g${g}`, [600 + g, 150, 200 + g, 1_200])).flat();
  const start = processorTime();
  for (const metric of [cohenKappa, treatmentEquality, f2])
    for (const { evidence } of Object.values(estimated(metric, rows))) expect(evidence).not.toBeNull();
  const took = processorTime() - start;
  // Measured: 0.5 s, and up to 0.9 s with compilation. Replicates drawn row by row would take minutes.
  expect(took).toBeLessThan(3_000);
});
