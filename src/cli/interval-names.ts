import type { ModelCounts, Scores } from "../core/cells.js";
import type { Evidence } from "../core/estimate.js";
import type { Disparity, Member } from "../disparities/index.js";
import { estimates, type Material, metricView } from "../inference/index.js";
import type { Metric } from "../metrics/index.js";

/** Names of the intervals of a group's value; null: shown without one. */
export interface IntervalNames {
  /** Rows that are independent and count alike. */
  readonly independent: string | null;
  /** Rows with weights, or several of one unit. */
  readonly dependent: string | null;
}

/** Names of the methods that compare groups, by what the values are. */
export interface MethodNames {
  readonly proportions: string | null;
  readonly means: string | null;
  readonly others: string | null;
}

/** The intervals that a metric has, found by estimating it for a small made-up group. */
export const intervalNames = (metric: Metric): IntervalNames => ({
  independent: intervalOf(metric, false),
  dependent: intervalOf(metric, true),
});

function intervalOf(metric: Metric, weighted: boolean): string | null {
  const context = { favourableIsPositive: true };
  const material: Material = { counts: sampleCounts(), profiles: null, weighted, clustered: false, context, seed: 0 };
  const view = metricView(material, metric, null, { kind: "class", index: 1 });
  const split = { size: 1, cells: new Int32Array(4), scores: view.scores && new Int32Array(rows.length) };
  return estimates(view, material, split)[0]?.evidence?.interval ?? null;
}

/** Rows of either label at nine scores, the more positive the higher the score, with the prediction that a threshold of ½ gives. */
const rows = Array.from({ length: 18 }, (_, i) => {
  const [label, tenths] = [i % 2, 1 + Math.floor(i / 2)];
  return { label, score: tenths / 10, prediction: tenths < 5 ? 0 : 1, n: label === 1 ? 2 + tenths : 12 - tenths };
});

/** The made-up group as counts, without attributes. */
function sampleCounts(): ModelCounts {
  const inCell = (cell: number) => rows.filter(({ label, prediction }) => 2 * label + prediction === cell);
  const moment = (power: number) =>
    Float64Array.from([0, 1, 2, 3], (cell) => inCell(cell).reduce((sum, { n, score }) => sum + n * score ** power, 0));
  const [n, ws, ws2] = [moment(0), moment(1), moment(2)];
  const shape = { level: [], stratumLevel: [] };
  const names = { attributes: [], tagged: [], levels: [], strata: [], stratumLevels: [], classes: ["0", "1"] };
  const sums = { n, w: n, w2: n, ws, ws2, w2s: ws, w2s2: ws2 };
  const rowCounts = Float64Array.from(rows, (row) => row.n);
  const scores: Scores = {
    ...shape,
    label: Float64Array.from(rows, ({ label }) => label),
    score: Float64Array.from(rows, ({ score }) => score),
    n: rowCounts,
    w: rowCounts,
    bins: null,
    units: null,
  };
  return {
    cells: {
      ...names,
      ...shape,
      label: Int32Array.of(0, 0, 1, 1),
      prediction: Int32Array.of(0, 1, 0, 1),
      abstained: null,
      rank: null,
      ...sums,
    },
    units: null,
    scores,
    classScores: null,
    confidences: scores,
    // True numbers without 0, as percentage errors want them.
    values: { ...scores, label: scores.label.map((label) => 1 + label) },
  };
}

/** The methods by which a disparity compares values, found by comparing three made-up groups. */
export function methodNames(disparity: Disparity): MethodNames {
  const method = (evidence: (x: number) => Evidence) =>
    methodOf(
      disparity,
      [30, 20, 25].map((x) => ({ value: x / 100, evidence: evidence(x) })),
    );
  const others = method((x) => ({ interval: "wilson_effective", basis: [x / 100, 80, 60, 100] }));
  // Only disparities of one metric can be of means.
  const ofMetric = disparity.kind === "spread" || disparity.kind === "pair" || disparity.kind === "best";
  return {
    proportions: method((x) => ({ interval: "wilson", basis: [x, 100] })),
    means: ofMetric ? method((x) => ({ interval: "t_mean", basis: [x / 100, 0.02, 99, 100] })) : others,
    others,
  };
}

function methodOf(disparity: Disparity, members: readonly Member[]): string | null {
  const [first, second] = members as readonly [Member, Member];
  const correlation = () => 0;
  switch (disparity.kind) {
    case "spread":
      return disparity.of(members, { alpha: 0.05, correlation }).method;
    case "pair":
      return disparity.of(first, second, { alpha: 0.05, correlation: 0 }).method;
    case "best":
      return disparity.of(members, { alpha: 0.05, better: "higher", correlation }).values[0]?.method ?? null;
    case "joint":
      return (
        disparity.rule.of(
          disparity.metrics.map(() => ({ samples: members })),
          { alpha: 0.05 },
        )?.method ?? null
      );
    case "attribution":
      return null;
    default:
      return ofCounts(disparity, first.evidence?.interval === "wilson");
  }
}

/** Of disparities of counts: independent rows that count alike, or others. */
function ofCounts(
  disparity: Exclude<Disparity, { kind: "spread" | "pair" | "best" | "joint" | "attribution" }>,
  plain: boolean,
) {
  if (disparity.kind === "counts") return plain ? "bca" : disparity.zeroP === undefined ? "t_log" : null;
  if (!plain) return null;
  if (disparity.kind === "paired") {
    const counts = { tp: 30, fp: 10, fn: 20, tn: 40 };
    return disparity.of(counts, counts)?.evidence.interval ?? null;
  }
  if (disparity.kind === "distribution") {
    const classes = { score: Float64Array.of(0.2, 0.4, 0.6), n: Float64Array.of(10, 20, 30) };
    const scores = { values: classes.score, counts: classes.n };
    const group = { positives: classes, negatives: classes, scores };
    return disparity.of(group, group)?.evidence?.interval ?? null;
  }
  const stratum = { a: { successes: 30, trials: 100 }, b: { successes: 20, trials: 100 } };
  return disparity.of([stratum, stratum], { alpha: 0.05 }).method;
}
