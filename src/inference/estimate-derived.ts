import type { Confusion } from "../core/confusion.js";
import type { DerivedMetric, MatrixMetric } from "../metrics/index.js";
import { type CellFigure, cellEvidence, entrySums } from "./cell-bootstrap.js";
import { type Estimate, undefinedEstimate } from "./estimate.js";
import type { Material, MetricView, Split } from "./material.js";
import { decidedQuadrants } from "./quadrants.js";

/**
 * Another function of the confusion counts per group: the metric's own interval where rows are independent and it has one, else that
 * of any function of the cells.
 */
export function estimateDerived(metric: DerivedMetric, view: MetricView, material: Material, split: Split): Estimate[] {
  const figure = derivedFigure(metric, view);
  const sums = entrySums(material, split, figure);
  const dependent = material.weighted || material.clustered;
  const counts = sums.map(({ n, w }) => confusionOf(material.weighted ? w : n));
  const own = counts.map((each) => (dependent || metric.of(each) === null ? null : metric.evidence(each)));
  const others = own.every((evidence, g) => evidence !== null || metric.of(counts[g]!) === null)
    ? null
    : cellEvidence(figure, material, split, sums);
  return counts.map((each, group) => {
    const value = metric.of(each);
    const { numerator = null, denominator = null } = metric.fraction(each) ?? {};
    if (value === null) return undefinedEstimate(metric.empty, numerator, denominator);
    const evidence = own[group] ?? null;
    const found = evidence !== null || others === null ? { evidence, reason: null } : others[group]!;
    return { status: "ok", value, numerator, denominator, ...found };
  });
}

/** A function of the whole confusion matrix per group, with the evidence of any function of the cells. */
export function estimateMatrix(metric: MatrixMetric, view: MetricView, material: Material, split: Split): Estimate[] {
  const figure = matrixFigure(metric, view, material);
  const sums = entrySums(material, split, figure);
  const found = cellEvidence(figure, material, split, sums);
  return sums.map(({ n, w }, group) => {
    const value = figure.of(material.weighted ? w : n);
    if (value === null) return undefinedEstimate(metric.empty, null, null);
    return { status: "ok", value, numerator: null, denominator: null, ...found[group]! };
  });
}

/** A derived metric as a function of the quadrants, in the order of `quadrants`. */
const derivedFigure = (metric: DerivedMetric, view: MetricView): CellFigure => ({
  name: streamName(view),
  size: 4,
  place: decidedQuadrants(view.quadrant),
  range: metric.range,
  of: (entries) => metric.of(confusionOf(entries)),
});

function matrixFigure(metric: MatrixMetric, view: MetricView, { counts: { cells } }: Material): CellFigure {
  const size = cells.classes.length;
  return {
    name: streamName(view),
    size: size * size,
    place: cells.label.map((label, i) =>
      label < 0 || cells.prediction[i]! < 0 || cells.abstained?.[i] === 1 ? -1 : label * size + cells.prediction[i]!,
    ),
    range: metric.range,
    of: (entries) => metric.of(entries, size, cells.classes),
  };
}

/** What a metric is a function of, by its kind. */
export const figureOf = (metric: DerivedMetric | MatrixMetric, view: MetricView, material: Material): CellFigure =>
  metric.kind === "derived" ? derivedFigure(metric, view) : matrixFigure(metric, view, material);

const streamName = (view: MetricView): string => JSON.stringify([view.metric.name, view.class]);

// By index: taking a typed array apart by pattern goes through its iterator, thousands of times per bootstrap.
const confusionOf = (entries: Float64Array): Confusion => ({
  tp: entries[0]!,
  fp: entries[1]!,
  fn: entries[2]!,
  tn: entries[3]!,
});
