import { readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Confusion } from "../../src/core/confusion.js";
import { cohenKappa } from "../../src/metrics/cohen-kappa.js";
import { fBeta } from "../../src/metrics/f-beta.js";
import { f1 } from "../../src/metrics/f1.js";
import { macroF1 } from "../../src/metrics/macro-f1.js";
import { macroPrecision } from "../../src/metrics/macro-precision.js";
import { macroRecall } from "../../src/metrics/macro-recall.js";
import { matthewsCorrelation } from "../../src/metrics/matthews-correlation.js";
import type { DerivedMetric, MatrixMetric } from "../../src/metrics/metric.js";
import { microF1 } from "../../src/metrics/micro-f1.js";
import { multiclassKappa } from "../../src/metrics/multiclass-kappa.js";
import { multiclassMatthewsCorrelation } from "../../src/metrics/multiclass-matthews-correlation.js";
import { quadraticKappa } from "../../src/metrics/quadratic-kappa.js";
import { weightedF1 } from "../../src/metrics/weighted-f1.js";
import { weightedPrecision } from "../../src/metrics/weighted-precision.js";
import { weightedRecall } from "../../src/metrics/weighted-recall.js";
import { fixturePath, projectRoot, withFixtures } from "../fixtures.js";

const all = [
  macroPrecision,
  macroRecall,
  macroF1,
  weightedPrecision,
  weightedRecall,
  weightedF1,
  microF1,
  multiclassMatthewsCorrelation,
  multiclassKappa,
  quadraticKappa,
].map((metric) => [metric.name, metric] as const);

type Matrix = readonly (readonly number[])[];
const valueAt = (metric: MatrixMetric, matrix: Matrix, names: readonly string[] = matrix.map((_, c) => String(c))) =>
  metric.of(Float64Array.from(matrix.flat()), matrix.length, names);
const oracleOf = <Case>(name: string): readonly Case[] =>
  JSON.parse(readFileSync(path.join(projectRoot, "test", "metrics", `${name.replaceAll("_", "-")}.json`), "utf8"))
    .cases;

function expectValue(value: number | null, expected: number | null): void {
  if (expected === null) expect(value).toBeNull();
  // 1e-12: both sides do the same few operations on doubles, in another order.
  else expect(value).toBeCloseTo(expected, 12);
}

const classes = fc.integer({ min: 2, max: 5 });
const matrices = classes.chain((k) =>
  fc.array(fc.array(fc.nat(60), { minLength: k, maxLength: k }), { minLength: k, maxLength: k }),
);

describe.each(all)("%s", (name, metric) => {
  it("gives the values of another tool", () => {
    const cases = oracleOf<{ matrix: Matrix; expected: number | null }>(name);
    expect(cases.length).toBeGreaterThanOrEqual(3);
    for (const { matrix, expected } of cases) expectValue(valueAt(metric, matrix), expected);
  });

  it("lies in its range, is the same with every cell doubled, and null for no rows", () => {
    expect(
      valueAt(metric, [
        [0, 0],
        [0, 0],
      ]),
    ).toBeNull();
    fc.assert(
      fc.property(matrices, (matrix) => {
        const value = valueAt(metric, matrix);
        expectValue(
          valueAt(
            metric,
            matrix.map((row) => row.map((rows) => 2 * rows)),
          ),
          value,
        );
        if (value === null) return;
        // 1e-12: the correlation of identical labels and predictions rounds.
        expect(value).toBeGreaterThanOrEqual((metric.range[0] as number) - 1e-12);
        expect(value).toBeLessThanOrEqual((metric.range[1] as number) + 1e-12);
      }),
    );
  });

  it("is 1 where every prediction is right and every class occurs", () => {
    expect(
      valueAt(metric, [
        [3, 0, 0],
        [0, 5, 0],
        [0, 0, 9],
      ]),
    ).toBeCloseTo(1, 12);
  });

  it("does not depend on the order of the classes", () =>
    fc.assert(
      fc.property(matrices, fc.nat(4), (matrix, shift) => {
        const k = matrix.length;
        const moved = (c: number) => (c + shift) % k;
        const relabelled = matrix.map((row, i) => row.map((_, j) => matrix[moved(i)]![moved(j)]!));
        const names = matrix.map((_, c) => String(moved(c)));
        expectValue(valueAt(metric, relabelled, names), valueAt(metric, matrix));
      }),
    ));
});

const cellCounts = fc.record({ tp: fc.nat(99), fp: fc.nat(99), fn: fc.nat(99), tn: fc.nat(99) });
const twoByTwo = ({ tp, fp, fn, tn }: Confusion): Matrix => [
  [tn, fp],
  [fn, tp],
];

describe("with two classes", () => {
  it.each([
    ["multiclass_kappa", multiclassKappa, cohenKappa],
    ["quadratic_kappa", quadraticKappa, cohenKappa],
    ["multiclass_matthews_correlation", multiclassMatthewsCorrelation, matthewsCorrelation],
  ] as const)("%s is the binary metric", (_, several, binary) =>
    fc.assert(fc.property(cellCounts, (counts) => expectValue(valueAt(several, twoByTwo(counts)), binary.of(counts)))),
  );

  it("micro_f1 and weighted_recall are accuracy", () =>
    fc.assert(
      fc.property(matrices, (matrix) => {
        const n = matrix.flat().reduce((sum, rows) => sum + rows, 0);
        const accuracy = n > 0 ? matrix.reduce((sum, row, c) => sum + row[c]!, 0) / n : null;
        expectValue(valueAt(microF1, matrix), accuracy);
        expectValue(valueAt(weightedRecall, matrix), accuracy);
      }),
    ));
});

describe("quadratic_kappa", () => {
  const matrix = [
    [9, 3, 1],
    [2, 8, 4],
    [0, 3, 7],
  ];
  it("takes the order of the numbers that name the classes, and only their order", () => {
    const value = valueAt(quadraticKappa, matrix);
    expect(valueAt(quadraticKappa, matrix, ["-1", "2", "10"])).toBe(value);
    expect(valueAt(quadraticKappa, matrix, ["10", "-1", "2"])).not.toBe(value);
  });
  it("has no value where more than two classes have no order", () => {
    expect(valueAt(quadraticKappa, matrix, ["low", "middle", "high"])).toBeNull();
    expect(valueAt(quadraticKappa, matrix, ["1", "2", "2.5"])).toBeNull();
  });
});

describe("f_beta", () => {
  it("gives the values of another tool", () => {
    const cases = oracleOf<{ counts: Confusion; parameter: number; expected: number | null }>("f_beta");
    expect(cases.length).toBeGreaterThanOrEqual(3);
    for (const { counts, parameter, expected } of cases)
      expectValue((fBeta.of(parameter) as DerivedMetric).of(counts), expected);
  });

  it("is f1 for β = 1, and takes any β above 0 that has a square", () => {
    fc.assert(
      fc.property(cellCounts, (counts) => expectValue((fBeta.of(1) as DerivedMetric).of(counts), f1.of(counts))),
    );
    expect([0.5, 1, 2, 10].map(fBeta.allows)).toEqual([true, true, true, true]);
    expect([0, -1, Number.NaN, Number.POSITIVE_INFINITY, 1e200, 1e-200].some(fBeta.allows)).toBe(false);
    expect(fBeta.of(fBeta.example).name).toBe("f_beta(2)");
  });
});

interface Reference {
  readonly confusion_rows_true_cols_pred: Matrix;
  readonly mcc: number;
  readonly cohen_kappa: number;
  readonly macro: Readonly<Record<string, number>>;
  readonly micro: Readonly<Record<string, number>>;
  readonly weighted: Readonly<Record<string, number>>;
}

withFixtures("queues of a help desk by group, against scikit-learn", () => {
  const { expected } = JSON.parse(readFileSync(fixturePath("oracles", "b_multiclass.json"), "utf8"));
  const groups = ["unweighted", "weighted"].flatMap((weights) =>
    Object.values(expected[weights] as Record<string, Reference | Reference[]>).flat(),
  );
  const named = (reference: Reference): readonly (readonly [MatrixMetric, number | undefined])[] => [
    [multiclassMatthewsCorrelation, reference.mcc],
    [multiclassKappa, reference.cohen_kappa],
    [microF1, reference.micro.f1],
    [weightedRecall, reference.weighted.recall],
    [weightedF1, reference.weighted.f1],
    [macroPrecision, reference.macro.precision],
    [macroRecall, reference.macro.recall],
    [macroF1, reference.macro.f1],
    [weightedPrecision, reference.weighted.precision],
  ];
  // scikit-learn counts a rate with an empty denominator as 0 in these averages, and a correlation with a constant; here they are undefined.
  const emptyAsZero: readonly MatrixMetric[] = [
    macroPrecision,
    macroRecall,
    macroF1,
    weightedPrecision,
    multiclassMatthewsCorrelation,
  ];
  const complete = ({ confusion_rows_true_cols_pred: matrix }: Reference) =>
    matrix.every((row, c) => row.some((rows) => rows > 0) && matrix.some((other) => other[c]! > 0));

  it("agrees wherever all classes occur, and leaves undefined what scikit-learn counts as 0", () => {
    expect(groups.filter(complete).length).toBeGreaterThan(10);
    expect(groups.length - groups.filter(complete).length).toBeGreaterThan(3);
    for (const group of groups) {
      for (const [metric, reference] of named(group)) {
        const value = valueAt(metric, group.confusion_rows_true_cols_pred);
        if (value === null && !complete(group)) {
          expect(emptyAsZero.includes(metric) || typeof reference !== "number").toBe(true);
          continue;
        }
        // 1e-9: closed forms on both sides.
        expect(Math.abs((value as number) - (reference as number)), metric.name).toBeLessThan(1e-9);
      }
    }
  });
});
