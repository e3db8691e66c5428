import type { Evidence } from "../core/estimate.js";
import { bootstrapTable, cautiousMean, weightedMean } from "../stats/index.js";
import type { Material, Split } from "./material.js";
import { type ProfileSums, unitValueSums } from "./unit-sums.js";

/** A figure of one group's confusion matrix, or of its quadrants. */
export interface CellFigure {
  /** Metric and class: names the stream of random numbers. */
  readonly name: string;
  /** Number of entries of the matrix. */
  readonly size: number;
  /** Entry of the matrix that each cell belongs to; -1: none, such as a cell without a label. */
  readonly place: Int32Array;
  readonly range: readonly [number | null, number | null];
  /** null where it is not defined. Any non-negative values, and the same for all of them doubled. */
  of(entries: Float64Array): number | null;
}

/** Matrix entries of one group: rows, sums of weights and of squared weights. */
export interface EntrySums {
  readonly n: Float64Array;
  readonly w: Float64Array;
  readonly w2: Float64Array;
}

export interface CellEvidence {
  readonly evidence: Evidence | null;
  readonly reason: string | null;
}

/** Rows (units where rows depend on each other) that each part of the matrix has to have before an interval is formed. */
const fewest = 5;
const noSpread = "all rows bear alike on the value: their spread says nothing of its error";
const singleUnit = "a single row or unit has no spread";

/** Adds up the cells of each group of a split by matrix entry. */
export function entrySums({ counts: { cells } }: Material, split: Split, { place, size }: CellFigure): EntrySums[] {
  const empty = () => new Float64Array(size);
  const sums = Array.from({ length: split.size }, () => ({ n: empty(), w: empty(), w2: empty() }));
  for (let i = 0; i < place.length; i++) {
    const sum = sums[split.cells[i]!];
    const at = place[i]!;
    if (sum === undefined || at < 0) continue;
    sum.n[at]! += cells.n[i]!;
    sum.w[at]! += cells.w[i]!;
    sum.w2[at]! += cells.w2[i]!;
  }
  return sums;
}

/**
 * Evidence of a figure for every group of a split: a BCa bootstrap of the counts where rows are independent and count alike, else
 * Student's t on the linearised variance over rows (weights) or over units (also for few units: one way for all numbers of them,
 * whose cost does not grow with replicates). None where some part of the matrix that the figure uses has fewer than 5 rows, or
 * rows of fewer than 5 units: what did not occur shows neither in replicates nor in a variance (calibrated by simulation).
 * Source: Efron & Tibshirani 1993, section 14.3 (BCa); Wolter 2007, section 6.3 (Taylor series over units).
 */
export function cellEvidence(
  figure: CellFigure,
  material: Material,
  split: Split,
  sums: readonly EntrySums[],
): CellEvidence[] {
  const parts = usedParts(figure);
  if (material.clustered) return overUnits(figure, material, split, sums, parts);
  return sums.map((group) => {
    if (!enough(parts, group.n)) return small("rows");
    return material.weighted ? overRows(figure, group) : resampled(figure, group.n, material.seed);
  });
}

const small = (what: string): CellEvidence => ({
  evidence: null,
  reason: `a cell with fewer than ${fewest} ${what}: a bootstrap cannot draw what did not occur`,
});

/** The stream depends on nothing but the figure and its counts, so no order of groups or metrics changes it. */
const resampled = (figure: CellFigure, rows: Float64Array, seed: number): CellEvidence =>
  bootstrapTable(rows, (entries) => figure.of(entries), { seed, stream: `${figure.name} ${rows.join(" ")}` });

function overRows(figure: CellFigure, { n, w, w2 }: EntrySums): CellEvidence {
  const value = figure.of(w);
  if (value === null) return { evidence: null, reason: null };
  const influence = influenceOf(figure, w);
  const sums = { n: 0, w: 0, w2: 0, ws: 0, w2s: 0, w2s2: 0 };
  for (let i = 0; i < n.length; i++) {
    const s = value + influence[i]!;
    sums.n += n[i]!;
    sums.w += w[i]!;
    sums.w2 += w2[i]!;
    sums.ws += w[i]! * s;
    sums.w2s += w2[i]! * s;
    sums.w2s2 += w2[i]! * s * s;
  }
  return onScale(figure, value, weightedMean(sums)?.evidence ?? null);
}

function overUnits(
  figure: CellFigure,
  material: Material,
  split: Split,
  sums: readonly EntrySums[],
  parts: Int32Array,
): CellEvidence[] {
  const units = clusteredFigureSums(figure, material, split, sums);
  const counts = unitsPerPart(figure, material, split, parts);
  return sums.map(({ w }, group) => {
    const value = figure.of(w);
    if (value === null) return { evidence: null, reason: null };
    if (units === null || !enough(partNumbers(parts), counts[group]!)) return small("units");
    return onScale(figure, value, cautiousMean(units[group]!)?.evidence ?? null);
  });
}

/**
 * Sums per group and unit whose ratio is the figure and whose residuals are its linearisation: w·(value + influence) over w. null
 * without units.
 */
export function clusteredFigureSums(
  figure: CellFigure,
  { profiles }: Material,
  split: Split,
  sums: readonly EntrySums[],
): ProfileSums[] | null {
  if (profiles === null) return null;
  const values = sums.map(({ w }) => {
    const value = figure.of(w);
    return value === null ? null : influenceOf(figure, w).map((influence) => value + influence);
  });
  const ofCell = Float64Array.from(figure.place, (at, cell) => values[split.cells[cell]!]?.[at] ?? 0);
  const placed = split.cells.map((group, cell) => (figure.place[cell]! < 0 ? -1 : group));
  return unitValueSums(profiles, placed, split.size, ofCell);
}

/** Units with a row in each part of the matrix, per group. */
function unitsPerPart({ place }: CellFigure, { profiles }: Material, split: Split, parts: Int32Array): Float64Array[] {
  const width = Math.max(0, ...parts) + 1;
  const counts = Array.from({ length: split.size }, () => new Float64Array(width));
  if (profiles === null) return counts;
  const seen = new Int32Array(split.size * width).fill(-1);
  for (let profile = 0; profile < profiles.units.length; profile++) {
    for (let entry = profiles.start[profile]!; entry < profiles.start[profile + 1]!; entry++) {
      const cell = profiles.cell[entry]!;
      const [group, part] = [split.cells[cell]!, parts[place[cell]!] ?? -1];
      if (group < 0 || part < 0 || seen[group * width + part] === profile) continue;
      seen[group * width + part] = profile;
      counts[group]![part]! += profiles.units[profile]!;
    }
  }
  return counts;
}

const partNumbers = (parts: Int32Array): Int32Array => Int32Array.from(new Set(parts)).filter((part) => part >= 0);

/** Whether every part of the matrix holds enough. @param parts part of each entry; -1: not used */
function enough(parts: Int32Array, counts: Float64Array): boolean {
  const sums = new Map<number, number>();
  for (const [at, part] of parts.entries()) if (part >= 0) sums.set(part, (sums.get(part) ?? 0) + counts[at]!);
  return [...sums.values()].every((sum) => sum >= fewest);
}

/**
 * Which part of the matrix each entry belongs to: entries that bear alike on the figure count by their sum alone, and those that do
 * not bear on it at all are not used (-1). Found from the slopes at a matrix without any symmetry, where two different
 * expressions of its entries do not meet by chance.
 */
function usedParts(figure: CellFigure): Int32Array {
  const golden = (Math.sqrt(5) - 1) / 2;
  const matrix = Float64Array.from({ length: figure.size }, (_, i) => 10 + 10 * (((i + 1) * golden) % 1));
  const slopes = influenceOf(figure, matrix);
  const parts = new Int32Array(figure.size).fill(-1);
  const distinct: number[] = [];
  for (const [at, slope] of slopes.entries()) {
    // 1e-7: the error of the numerical slopes is about 1e-9, differences between parts are about 1.
    if (Math.abs(slope) < 1e-7) continue;
    const known = distinct.findIndex((other) => Math.abs(other - slope) < 1e-7);
    parts[at] = known < 0 ? distinct.push(slope) - 1 : known;
  }
  return parts;
}

/** Influence of each entry: total weight times the slope of the figure in that entry; by central differences. 0 for entries without weight. */
function influenceOf({ of }: Pick<CellFigure, "of">, weights: Float64Array): Float64Array {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const moved = weights.slice();
  return weights.map((weight, at) => {
    if (!(weight > 0)) return 0;
    // 1e-5 of the entry: the error of the difference (its square) and that of rounding (10⁻¹⁶ over it) are both about 10⁻¹⁰.
    const step = weight * 1e-5;
    moved[at] = weight + step;
    const above = of(moved);
    moved[at] = weight - step;
    const below = of(moved);
    moved[at] = weight;
    return above === null || below === null ? 0 : (total * (above - below)) / (2 * step);
  });
}

/** The interval on the scale that keeps within the figure's range. */
function onScale({ range: [low, high] }: CellFigure, value: number, evidence: Evidence | null): CellEvidence {
  if (evidence === null) return { evidence, reason: singleUnit };
  // 1e-9 of the range and less is the rounding of the slopes.
  if (!((evidence.basis[1] as number) > 1e-9)) return { evidence: null, reason: noSpread };
  const interval = scaleOf(low, high, value);
  const ends = interval === "t_bounded" ? [low as number, high as number] : [];
  return { evidence: { interval, basis: [value, ...evidence.basis.slice(1), ...ends] }, reason: null };
}

/** Logit or logarithm, where the range has that scale and the value is not at an end of it. */
function scaleOf(low: number | null, high: number | null, value: number): string {
  if (low === 0 && high === 1 && value > 0 && value < 1) return "t_logit";
  if (low === 0 && high === null && value > 0) return "t_log";
  return low !== null && high !== null ? "t_bounded" : "t_mean";
}
