import type { MeanMetric } from "../metrics/index.js";
import { cautiousMean, type MeanEstimate, weightedMean } from "../stats/index.js";
import { type Estimate, undefinedEstimate } from "./estimate.js";
import type { Material, MetricView, Split } from "./material.js";
import { type CellParts, unitSums } from "./unit-sums.js";

const singleRow = "a single row has no spread";

/** A mean score per group with its t interval, linearised over units or weights where there are any. */
export function estimateMeans(metric: MeanMetric, view: MetricView, material: Material, split: Split): Estimate[] {
  const parts = meanParts(metric, view);
  const moments = momentsOf(material, split, parts.trial);
  const { units } = material.counts;
  const byUnit: (MeanEstimate | null)[] | null =
    material.clustered && units !== null ? unitSums(units, split.cells, split.size, parts).map(cautiousMean) : null;
  return moments.map((moment, group) => {
    if (!(moment.w > 0)) return undefinedEstimate(metric.empty, moment.ws, moment.w);
    const { evidence = null } = (byUnit === null ? weightedMean(moment) : byUnit[group]) ?? {};
    const value = moment.ws / moment.w;
    return {
      status: "ok",
      value,
      numerator: moment.ws,
      denominator: moment.w,
      evidence,
      reason: evidence === null ? singleRow : null,
    };
  });
}

/** Rows that a mean is over: everybody, or those with one label. */
export function meanParts(metric: MeanMetric, { quadrant }: MetricView): CellParts {
  // Positive labels are in the quadrants 0 and 2, negative ones in 1 and 3.
  const parity = { all: null, positive: 0, negative: 1 }[metric.among];
  return { success: "score", trial: (cell) => parity === null || (quadrant[cell] as number) % 2 === parity };
}

function momentsOf({ counts: { cells } }: Material, split: Split, wanted: (cell: number) => boolean) {
  const sums = Array.from({ length: split.size }, () => ({ n: 0, w: 0, w2: 0, ws: 0, ws2: 0, w2s: 0, w2s2: 0 }));
  for (let i = 0; i < split.cells.length; i++) {
    const sum = sums[split.cells[i] as number];
    if (sum === undefined || !wanted(i)) continue;
    for (const column of ["n", "w", "w2", "ws", "w2s", "w2s2"] as const) sum[column] += cells[column][i] as number;
  }
  return sums;
}
