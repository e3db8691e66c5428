import type { Scores } from "../core/cells.js";
import type { DistributionMetric, Entries, Measurement, RankingMetric } from "../metrics/index.js";
import { cautiousMean, type MeanEstimate, type UnitSums } from "../stats/index.js";
import { effectiveShares } from "./effective-shares.js";
import { type Estimate, noInterval, undefinedEstimate } from "./estimate.js";
import { allEntries, type GroupEntries, groupEntries } from "./group-entries.js";
import type { Material, MetricView, Split } from "./material.js";
import { type ProfileSums, unitCounts, unitValueSums } from "./unit-sums.js";

type Metric = DistributionMetric | RankingMetric;

/** The groups' distributions with what the metric makes of them. */
interface Measured extends GroupEntries {
  readonly measurements: readonly (Measurement | null)[];
}

const noSpread = "its rows have no spread";
const uneven = "a few rows carry most of it: no interval holds its level";

/** A function of whole distributions per group, with the metric's own interval or the one of its linearisation over rows or units. */
export function estimateDistribution(metric: Metric, view: MetricView, material: Material, split: Split): Estimate[] {
  const measured = measuredGroups(metric, view, material, split);
  if (!material.clustered) return estimateRows(metric, material, measured);
  const sums = clusteredDistributionSums(view, material, split, measured);
  return withEvidence(metric, material, { ...measured, sums }, (measurement, group) =>
    overUnits(measurement, view, split, sums?.[group] ?? null, group),
  );
}

/** The same of one distribution of independent rows. @param scores everybody, among whom rows are ranked */
export function estimateEntries(metric: Metric, scores: Scores, material: Material, entries: Entries): Estimate {
  const measurement = measurementBy(metric, scores, material)(entries);
  return estimateRows(metric, material, { groups: [entries], measurements: [measurement] })[0]!;
}

/** Of independent rows. */
const estimateRows = (
  metric: Metric,
  material: Material,
  { groups, measurements }: Pick<Measured, "groups" | "measurements">,
): Estimate[] =>
  withEvidence(metric, material, { groups, measurements, sums: null }, (measurement, group) =>
    overRows(measurement, material, groups[group]!),
  );

/** @param linear evidence of a group that is no share of rows, or whose rows are such as to have none of a share */
function withEvidence(
  metric: Metric,
  material: Material,
  measured: Parameters<typeof effectiveShares>[0],
  linear: (measurement: Measurement, group: number) => Estimate["evidence"],
): Estimate[] {
  const shares = effectiveShares(measured, material);
  return measured.measurements.map((measurement, group) => {
    if (measurement === null) return undefinedEstimate(metric.empty, null, null);
    const { value, influence, share, tooFew, numerator = null, denominator = null } = measurement;
    if (tooFew !== undefined) return { status: "ok", value, numerator, denominator, evidence: null, reason: tooFew };
    const effective = shares?.[group] ?? null;
    const found = effective && share ? share.evidence(effective) : linear(measurement, group);
    const evidence = isSteady(measurement, found) ? found : null;
    const missing = influence === null ? noInterval : (share?.tooFew ?? noSpread);
    const reason = evidence !== null ? null : found !== null ? uneven : missing;
    return { status: "ok", value, numerator, denominator, evidence, reason };
  });
}

/** Whether the spread of the linearised values is known well enough. */
const isSteady = ({ leastFreedom = 0 }: Measurement, evidence: Estimate["evidence"]): boolean =>
  leastFreedom === 0 || evidence === null || (evidence.basis[2] as number) >= leastFreedom;

function measuredGroups(metric: Metric, { scores }: MetricView, material: Material, split: Split): Measured {
  if (scores === null || split.scores === null) {
    const measurements = Array.from({ length: split.size }, () => null);
    return { groups: [], place: new Int32Array(), measurements };
  }
  const entries = groupEntries(scores, split.scores, split.size);
  return { ...entries, measurements: entries.groups.map(measurementBy(metric, scores, material)) };
}

const measurementBy =
  (metric: Metric, scores: Scores, { weighted }: Material) =>
  (group: Entries): Measurement | null =>
    metric.kind === "ranking" ? metric.of(group, allEntries(scores), { weighted }) : metric.of(group, { weighted });

/**
 * Sums per group and unit whose ratio is the metric's value and whose residuals are its linearisation: w·(value + influence) over w;
 * null where units were not counted by this distribution, or the metric is not smooth.
 */
export function clusteredDistributionSums(
  view: MetricView,
  material: Material,
  split: Split,
  { measurements, place }: Measured = measuredGroups(view.metric as Metric, view, material, split),
): ProfileSums[] | null {
  const units = view.scores?.units ?? null;
  if (units === null || split.scores === null) return null;
  if (measurements.some((measurement) => measurement?.influence === null)) return null;
  const values = Float64Array.from(split.scores, (group, entry) => {
    const measurement = group < 0 ? null : measurements[group];
    if (!measurement?.influence) return 0;
    return (measurement.share?.of ?? measurement.value) + measurement.influence[place[entry]!]!;
  });
  return unitValueSums(units, split.scores, split.size, values);
}

/** Interval from rows: the metric's own where they count alike, else that of its linearisation. */
function overRows(measurement: Measurement, { weighted }: Material, entries: Entries): Estimate["evidence"] {
  const { value, influence, area, evidence } = measurement;
  if (!weighted && evidence !== undefined) return evidence;
  const linear = influence && linearised(measurement, cautiousMean(rowSums(value, influence, entries)));
  return linear ?? (area && evidence) ?? null;
}

/** Interval from units, of which each adds the sums of its rows; null where units were not counted by this distribution. */
function overUnits(
  measurement: Measurement,
  { scores }: MetricView,
  split: Split,
  sums: ProfileSums | null,
  group: number,
): Estimate["evidence"] {
  if (sums === null) return null;
  const linear = linearised(measurement, cautiousMean(sums));
  if (measurement.area === undefined || scores?.units == null) return linear;
  const label = split.scores!.map((of, entry) => (of === group ? scores.label[entry]! : -1));
  const [negatives, positives] = unitCounts(scores.units, label, 2) as unknown as [number, number];
  if (linear === null || positives < 2 || negatives < 2)
    return { interval: "newcombe_auc", basis: [measurement.value, positives, negatives] };
  const [value, error, df, rows] = linear.basis as [number, number, number, number];
  return { ...linear, basis: [value, error, Math.max(1, Math.min(df, positives - 1)), rows] };
}

/** Interval from the spread of the linearised values, on the metric's scale; null without any, as where a value is at its bound. */
function linearised({ value, scale, area }: Measurement, mean: MeanEstimate | null): Estimate["evidence"] {
  const [, error = 0, ...more] = mean?.evidence?.basis ?? [];
  // Residuals that cancel leave rounding errors of this size; squares of very large ones are no numbers any more.
  if (!(error > 1e-12 * Math.max(1, Math.abs(value)) && Number.isFinite(error))) return null;
  const atLeast = Math.max(error, Math.sqrt(area?.least ?? 0));
  return { interval: scale === "identity" ? "t_mean" : `t_${scale}`, basis: [value, atLeast, ...more] };
}

/** Rows as units of one; every row of an entry is taken to carry their mean weight. */
const rowSums = (value: number, influence: Float64Array, { n, w }: Entries): UnitSums => ({
  numerator: w.map((weight, i) => (n[i]! > 0 ? (weight / n[i]!) * (value + influence[i]!) : 0)),
  denominator: w.map((weight, i) => (n[i]! > 0 ? weight / n[i]! : 0)),
  rows: n.map((rows) => (rows > 0 ? 1 : 0)),
  count: n,
});
