import type { Cells, ModelCounts, Scores } from "../../core/cells.js";
import { binCount, binOfNumber, type FeatureBins, mostValues, roundedCuts } from "../../core/feature-bins.js";
import type { Measured, MeasuredModel } from "../../core/measured.js";
import type { DistributionRow } from "../../record/run-record.js";
import { type BinNames, binNames, reference } from "./bin-names.js";
import type { BinnedEntries } from "./binned-rows.js";

/** A distribution with what its rows are counted from. */
export interface Distribution {
  readonly place: Pick<DistributionRow, "model" | "of" | "feature">;
  readonly bins: readonly BinNames[];
  readonly ordered: boolean;
  readonly entries: BinnedEntries;
  /** What the entries are, for the groups that they belong to: numbers, or (null) cells. */
  readonly scores: Scores | null;
}

/** How numbers are told apart, and what a baseline told apart. */
interface Binning {
  readonly bins: number;
  readonly known: readonly DistributionRow[];
}

/** The distributions of a run: of labels (once), of each model's predictions and scores, and of the columns that the suite names. */
export function distributionsOf({ models, features = [] }: Measured, binning: Binning): Distribution[] {
  const [first] = models;
  return [
    ...(first === undefined ? [] : (labels(first, binning) ?? [])),
    ...models.flatMap((model) => [...(predictions(model, binning) ?? []), ...(scores(model, binning) ?? [])]),
    ...features.map(({ name, bins, rows }): Distribution => {
      const place = { model: null, of: "feature", feature: name } as const;
      return ofScores(place, rows, binNames(bins, true), bins.kind === "number", (entry) => rows.score[entry]!);
    }),
  ];
}

function labels({ counts }: MeasuredModel, binning: Binning): Distribution[] | null {
  const place = { model: null, of: "label", feature: null } as const;
  const { cells, values } = counts;
  if (cells.classes.length === 0)
    return values === null || values.label.every(Number.isNaN)
      ? null
      : [ofNumbers(place, { ...values, score: values.label }, binning)];
  return cells.label.every((label) => label < 0) ? null : [ofClasses(place, counts, cells.label, binning)];
}

function predictions({ facts, counts }: MeasuredModel, binning: Binning): Distribution[] | null {
  const place = { model: facts.id, of: "prediction", feature: null } as const;
  const { cells, values } = counts;
  if (cells.classes.length === 0) return values === null ? null : [ofNumbers(place, values, binning)];
  if (cells.prediction.every((prediction) => prediction < 0)) return null;
  const said = cells.prediction.map((prediction, cell) => (cells.abstained?.[cell] === 1 ? -1 : prediction));
  return [ofClasses(place, counts, said, binning)];
}

const scores = ({ facts, counts }: MeasuredModel, binning: Binning): Distribution[] | null =>
  counts.scores === null ? null : [ofNumbers({ model: facts.id, of: "score", feature: null }, counts.scores, binning)];

function ofScores(
  place: Distribution["place"],
  scores: Scores,
  bins: readonly BinNames[],
  ordered: boolean,
  binOf: (entry: number) => number,
): Distribution {
  const bin = Int32Array.from(scores.n, (_, entry) => binOf(entry));
  return { place, bins, ordered, entries: { n: scores.n, bin, units: scores.units }, scores };
}

/** Numbers by the cuts of the baseline, else by their own quantiles. */
function ofNumbers(place: Distribution["place"], scores: Scores, { bins, known }: Binning): Distribution {
  const before = reference(known, place);
  const cuts = before?.kind === "number" ? before.cuts : quantileCuts(scores, bins);
  return ofScores(place, scores, binNames({ kind: "number", cuts }, false), true, (entry) =>
    binOfNumber(scores.score[entry]!, cuts),
  );
}

function quantileCuts({ score, n }: Scores, bins: number): readonly number[] {
  const order = Uint32Array.from(score, (_, i) => i).sort((a, b) => score[a]! - score[b]!);
  const total = n.reduce((sum, rows) => sum + rows, 0);
  const quantiles: number[] = [];
  let upto = 0;
  for (const entry of order) {
    upto += n[entry]!;
    while (quantiles.length < bins - 1 && upto * bins >= total * (quantiles.length + 1)) quantiles.push(score[entry]!);
  }
  return roundedCuts(quantiles, score[order.at(-1) ?? 0] ?? 0);
}

/** Classes by name: those of the baseline, else the most frequent ones; all others are one bin. */
function ofClasses(
  place: Distribution["place"],
  { cells, units }: ModelCounts,
  classOf: Int32Array,
  { known }: Binning,
): Distribution {
  const before = reference(known, place);
  const values = withMore(before?.kind === "value" ? before.values : [], byFrequency(cells, classOf));
  const bins: FeatureBins = { kind: "value", values };
  const binOf = cells.classes.map((name) => {
    const bin = values.indexOf(name);
    return bin < 0 ? values.length : bin;
  });
  const bin = classOf.map((index) => (index < 0 ? -1 : binOf[index]!));
  // Without a class beyond the listed ones there is no bin of others; none is missing, as such rows are left out.
  const names = binNames(bins, false).slice(0, bin.includes(values.length) ? binCount(bins) - 1 : values.length);
  return { place, bins: names, ordered: false, entries: { n: cells.n, bin, units }, scores: null };
}

const withMore = (first: readonly string[], more: readonly string[]): string[] =>
  [...new Set([...first, ...more])].slice(0, mostValues);

function byFrequency({ classes, n }: Cells, classOf: Int32Array): string[] {
  const rows = new Float64Array(classes.length);
  for (const [cell, index] of classOf.entries()) if (index >= 0) rows[index]! += n[cell]!;
  const order = Array.from(rows.keys());
  // Two classes stand as the model has them: the negative one first.
  if (classes.length > 2) order.sort((a, b) => rows[b]! - rows[a]! || a - b);
  return order.map((index) => classes[index]!);
}
