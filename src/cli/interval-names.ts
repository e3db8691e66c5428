import type { ModelCounts } from "../core/cells.js";
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
  const names = { attributes: [], levels: [], strata: [], stratumLevels: [], classes: ["0", "1"] };
  const sums = { n, w: n, w2: n, ws, ws2, w2s: ws, w2s2: ws2 };
  const rowCounts = Float64Array.from(rows, (row) => row.n);
  return {
    cells: { ...names, ...shape, label: Int32Array.of(0, 0, 1, 1), prediction: Int32Array.of(0, 1, 0, 1), ...sums },
    units: null,
    scores: {
      ...shape,
      label: Int32Array.from(rows, ({ label }) => label),
      score: Float64Array.from(rows, ({ score }) => score),
      n: rowCounts,
      w: rowCounts,
      bins: null,
      units: null,
    },
  };
}

/** The methods by which a disparity compares values, found by comparing three made-up groups. */
export function methodNames(disparity: Disparity): MethodNames {
  const method = (evidence: (x: number) => Evidence) =>
    methodOf(
      disparity,
      [30, 20, 25].map((x) => ({ value: x / 100, evidence: evidence(x) })),
    );
  return {
    proportions: method((x) => ({ interval: "wilson", basis: [x, 100] })),
    means: method((x) => ({ interval: "t_mean", basis: [x / 100, 0.02, 99, 100] })),
    others: method((x) => ({ interval: "wilson_effective", basis: [x / 100, 80, 60, 100] })),
  };
}

function methodOf(disparity: Disparity, members: readonly Member[]): string | null {
  if (disparity.kind === "spread") return disparity.of(members, { alpha: 0.05, correlation: () => 0 }).method;
  return disparity.of(members[0] as Member, members[1] as Member, { alpha: 0.05, correlation: 0 }).method;
}
