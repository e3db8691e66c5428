import type { Check } from "../checks.js";
import type { Context } from "../context.js";
import type { Figure } from "../figure.js";
import { metricNames } from "../names.js";
import { rateSketch, sourceName } from "../rate-figure.js";
import type { RateSource } from "../rate-rows.js";
import type { Rich } from "../rich-text.js";
import type { Material } from "./section.js";

/** What happens to people, whatever is true of them; every other metric compares with the label. */
const outcomes: ReadonlySet<string> = new Set([
  "prevalence",
  "selection_rate",
  "favourable_rate",
  "mean_score",
  "mean_value",
  "median_value",
  "p90_value",
  "quantile_value",
  "share_beyond",
  "mean_prediction",
  "coverage",
  "abstention_rate",
  "selection_at",
  "skew_at",
  "exposure",
]);
/** Metrics of one family differ in a number in brackets. */
export const isOutcome = (metric: string): boolean => outcomes.has(metric.split("(")[0] ?? "");

/** Figures in one section, of metrics without a check and of all: the others are read in the tables of section A. */
const mostFigures = { unchecked: 5, all: 12 } as const;

/** Metrics (and classes) of one kind, those with a check first, worst check first. */
function sources(context: Context, checks: readonly Check[], wanted: (metric: string) => boolean): RateSource[] {
  const first = context.record.models[0]?.id;
  const rows = context.record.groups.filter(
    (row) => row.model === first && row.stratum === null && row.group !== null && wanted(row.metric),
  );
  const keys = new Map(rows.map((row) => [JSON.stringify([row.metric, row.class]), row]));
  const all = [...keys.values()].map((row) => ({
    metric: row.metric,
    class: row.class,
    checks: checks.filter(
      ({ gate }) => gate.metric === row.metric && gate.class === row.class && gate.model === row.model,
    ),
  }));
  const place = ({ checks }: RateSource) => checks[0]?.number ?? Number.MAX_SAFE_INTEGER;
  return all.toSorted((a, b) => place(a) - place(b));
}

/** Figures of one kind of metric, those that a reader may choose beside them, and the names of the metrics that have none. */
export async function rateFigures(
  { context, checks, figure, choose }: Material,
  wanted: (metric: string) => boolean,
): Promise<{ figures: readonly Figure[]; more: Rich; others: readonly Figure[] }> {
  const all = sources(context, checks, wanted);
  const gated = all.filter((source) => source.checks.length > 0).length;
  const drawn = all.slice(0, Math.min(mostFigures.all, Math.max(gated, mostFigures.unchecked)));
  const figures: Figure[] = [];
  for (const source of drawn) figures.push(await figure(rateSketch(context, source)));
  const left = all.slice(drawn.length);
  // One name for all classes of a metric.
  const metrics = [...new Set(left.map(({ metric }) => metric))];
  const names = metrics.map((metric) => metricNames(context, metric).name);
  const measures = all.map((source, index) => ({
    name: sourceName(context, source),
    figure: figures[index] ?? null,
    sketch: () => rateSketch(context, source),
  }));
  return {
    figures,
    others: await choose(measures),
    more: left.length === 0 ? [] : context.t("rates.more", { n: metrics.length, metrics: context.list(names) }),
  };
}
