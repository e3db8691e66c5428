import type { DistributionMetric, Entries, Measurement } from "../metrics/index.js";
import { clusteredMean, type MeanEstimate, type WeightedMoments, weightedMean } from "../stats/index.js";
import { type Estimate, noInterval, undefinedEstimate } from "./estimate.js";
import { type GroupEntries, groupEntries } from "./group-entries.js";
import type { Material, MetricView, Split } from "./material.js";
import { type ProfileSums, unitCounts, unitValueSums } from "./unit-sums.js";

/** The groups' distributions with what the metric makes of them. */
interface Measured extends GroupEntries {
  readonly measurements: readonly (Measurement | null)[];
}

const noSpread = "its rows have no spread";

/** A function of whole distributions per group, with the metric's own interval or the one of its linearisation over rows or units. */
export function estimateDistribution(
  metric: DistributionMetric,
  view: MetricView,
  material: Material,
  split: Split,
): Estimate[] {
  const measured = measuredGroups(metric, view, material, split);
  const sums = material.clustered ? clusteredDistributionSums(view, material, split, measured) : null;
  return measured.measurements.map((measurement, group) => {
    if (measurement === null) return undefinedEstimate(metric.empty, null, null);
    const { value, influence, tooFew, numerator = null, denominator = null } = measurement;
    if (tooFew !== undefined) return { status: "ok", value, numerator, denominator, evidence: null, reason: tooFew };
    const independent = !material.weighted && !material.clustered;
    const evidence =
      independent && measurement.evidence !== undefined
        ? measurement.evidence
        : material.clustered
          ? linearised(measurement, overUnits(measurement, view, split, sums, group))
          : linearised(measurement, influence && weightedMean(momentsOf(value, influence, measured.groups[group]!)));
    const reason = evidence !== null ? null : influence === null ? noInterval : noSpread;
    return { status: "ok", value, numerator, denominator, evidence, reason };
  });
}

function measuredGroups(
  metric: DistributionMetric,
  { scores }: MetricView,
  { weighted }: Material,
  split: Split,
): Measured {
  if (scores === null || split.scores === null) {
    const measurements = Array.from({ length: split.size }, () => null);
    return { groups: [], place: new Int32Array(), measurements };
  }
  const entries = groupEntries(scores, split.scores, split.size);
  return { ...entries, measurements: entries.groups.map((group) => metric.of(group, { weighted })) };
}

/**
 * Sums per group and unit whose ratio is the metric's value and whose residuals are its linearisation: w·(value + influence) over w;
 * null where units were not counted by this distribution, or the metric is not smooth.
 */
export function clusteredDistributionSums(
  view: MetricView,
  material: Material,
  split: Split,
  { measurements, place }: Measured = measuredGroups(view.metric as DistributionMetric, view, material, split),
): ProfileSums[] | null {
  const units = view.scores?.units ?? null;
  if (units === null || split.scores === null) return null;
  if (measurements.some((measurement) => measurement?.influence === null)) return null;
  const values = Float64Array.from(split.scores, (group, entry) => {
    const measurement = group < 0 ? null : measurements[group];
    return measurement?.influence ? measurement.value + measurement.influence[place[entry]!]! : 0;
  });
  return unitValueSums(units, split.scores, split.size, values);
}

/** Mean of the linearised values over units; null where units were not counted by this distribution. */
function overUnits(
  { unitsWith }: Measurement,
  { scores }: MetricView,
  split: Split,
  sums: readonly ProfileSums[] | null,
  group: number,
): MeanEstimate | null {
  const mean = sums === null ? null : clusteredMean(sums[group]!);
  if (mean?.evidence == null || unitsWith === undefined || scores?.units == null) return mean;
  const positive = split.scores!.map((of, entry) => (of === group && scores.label[entry] === 1 ? 0 : -1));
  const [units = 0] = unitCounts(scores.units, positive, 1);
  const { interval, basis } = mean.evidence;
  return { ...mean, evidence: { interval, basis: [basis[0]!, basis[1]!, Math.max(units - 1, 1), basis[3]!] } };
}

/** Interval from the spread of the linearised values, on the metric's scale; null without any, as where a value is at its bound. */
function linearised({ value, scale }: Measurement, mean: MeanEstimate | null): Estimate["evidence"] {
  const [, error = 0, ...more] = mean?.evidence?.basis ?? [];
  // Residuals that cancel leave rounding errors of this size.
  if (!(error > 1e-12 * Math.max(1, Math.abs(value)))) return null;
  return { interval: scale === "identity" ? "t_mean" : `t_${scale}`, basis: [value, error, ...more] };
}

/** Every row of an entry is taken to carry their mean weight. */
function momentsOf(value: number, influence: Float64Array, { n, w }: Entries): WeightedMoments {
  const sums = { n: 0, w: 0, w2: 0, ws: 0, w2s: 0, w2s2: 0 };
  for (let i = 0; i < n.length; i++) {
    if (!(n[i]! > 0)) continue;
    const [s, squared] = [value + influence[i]!, (w[i]! * w[i]!) / n[i]!];
    sums.n += n[i]!;
    sums.w += w[i]!;
    sums.w2 += squared;
    sums.ws += w[i]! * s;
    sums.w2s += squared * s;
    sums.w2s2 += squared * s * s;
  }
  return sums;
}
