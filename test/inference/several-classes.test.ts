import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import type { Cells, ModelCounts, Scores } from "../../src/core/cells.js";
import { estimates, type Material, metricView, type Outcome } from "../../src/inference/index.js";
import { metricByName } from "../../src/metrics/index.js";
import { fixturePath, withFixtures } from "../fixtures.js";

interface Reference {
  readonly group?: Readonly<Record<string, string>>;
  readonly n: number;
  readonly top2_accuracy: number;
  readonly roc_auc_ovr_macro: number | string | { readonly error: string };
}

withFixtures("tickets by queue and group, against scikit-learn", () => {
  const { inputs, data, expected } = JSON.parse(readFileSync(fixturePath("oracles", "b_multiclass.json"), "utf8"));
  const classes = inputs.classes as string[];
  const columns = (data.columns ?? data) as Record<string, (string | number)[]>;
  const size = columns.y_true!.length;
  const each = <T>(of: (row: number) => T): T[] => Array.from({ length: size }, (_, row) => of(row));
  const scoreOf = (index: number) => (row: number) => Number(columns[inputs.probability_columns[index]]![row]);
  const trueClass = each((row) => classes.indexOf(String(columns.y_true![row])));

  /** One cell, and one entry per class, for each row. */
  function countsOf(weighted: boolean): ModelCounts {
    const [ones, zeros] = [new Float64Array(size).fill(1), new Float64Array(size)];
    const w = weighted ? Float64Array.from(columns.weight as number[]) : ones;
    const rank = each((row) => {
      const own = scoreOf(trueClass[row]!)(row);
      return 1 + classes.filter((_, index) => scoreOf(index)(row) > own).length;
    });
    const shape = { level: [], stratumLevel: [] };
    const cells: Cells = {
      ...{ attributes: [], levels: [], strata: [], stratumLevels: [], tagged: [], classes, ...shape },
      label: Int32Array.from(trueClass),
      prediction: Int32Array.from(each((row) => classes.indexOf(String(columns.y_pred![row])))),
      abstained: null,
      rank: Int32Array.from(rank),
      ...{ n: ones, w, w2: w.map((one) => one * one), ws: zeros, ws2: zeros, w2s: zeros, w2s2: zeros },
    };
    const classScores = classes.map((_, index): Scores => {
      const label = Float64Array.from(trueClass, (of) => Number(of === index));
      const score = Float64Array.from(each(scoreOf(index)));
      return { ...shape, label, score, n: ones, w, bins: null, units: null };
    });
    return { cells, units: null, scores: null, classScores, confidences: null, values: null };
  }

  /** Value of a metric for the rows of a group. */
  function measured(name: string, outcome: Outcome, { group = {} }: Reference, weighted: boolean): number | null {
    const context = { favourableIsPositive: null };
    const counts = countsOf(weighted);
    const material: Material = { counts, profiles: null, weighted, clustered: false, context, seed: 1 };
    const view = metricView(material, metricByName(name)!, null, outcome);
    const within = each((row) => Object.entries(group).every(([by, level]) => columns[by]![row] === level));
    const places = Int32Array.from(within, (inside) => (inside ? 0 : -1));
    return estimates(view, material, { size: 1, cells: places, scores: view.scores && places })[0]!.value;
  }

  const cases = [false, true].flatMap((weighted) =>
    (Object.values(expected[weighted ? "weighted" : "unweighted"]).flat() as Reference[]).map(
      (reference) => [JSON.stringify(reference.group ?? "all"), weighted, reference] as const,
    ),
  );

  it.each(cases)("top_k_accuracy(2) of %s, weighted: %s", (_, weighted, reference) => {
    const outcome = { kind: "within", places: 2 } as const;
    // 1e-9: sums of up to 700 weights.
    expect(measured("top_k_accuracy(2)", outcome, reference, weighted)).toBeCloseTo(reference.top2_accuracy, 9);
  });

  it.each(cases)("mean roc_auc over the classes of %s, weighted: %s", (_, weighted, reference) => {
    const areas = classes.map((_, index) => measured("roc_auc", { kind: "class", index }, reference, weighted));
    const { roc_auc_ovr_macro: macro } = reference;
    // Where a class does not occur the peer has no mean, and one of ours is undefined.
    if (typeof macro !== "number") return expect(areas).toContain(null);
    // 1e-9: closed forms of up to 700 doubles.
    expect(areas.reduce<number>((sum, area) => sum + area!, 0) / classes.length).toBeCloseTo(macro, 9);
  });

  it.each(["average_precision", "brier_score", "exposure", "recall_at(50)"])(
    "%s is of the class that is asked for",
    (name) => {
      const of = (index: number) => measured(name, { kind: "class", index }, cases[0]![2], false);
      const values = classes.map((_, index) => of(index));
      expect(values.every((value) => value !== null && Number.isFinite(value))).toBe(true);
      // Everybody's mean exposure is the same whatever the ranking.
      expect(new Set(values.map((value) => value!.toFixed(12))).size).toBe(name === "exposure" ? 1 : classes.length);
    },
  );
});
