import { visible } from "../core/visible.js";
import { libraryParts } from "./figure-list.js";
import type { IntervalNames, MethodNames } from "./interval-names.js";
import { type ListedDisparity, type ListedMetric, metricList, type Range } from "./metric-list.js";

/** One entry as it is printed: a heading, and labelled facts below it. */
interface Entry {
  readonly heading: string;
  readonly facts: readonly (readonly [label: string, text: string])[];
}

const metricTitles: Readonly<Record<ListedMetric["kind"], string>> = {
  rate: "Metrics: proportions of the confusion counts",
  derived: "Metrics: other functions of the confusion counts",
  matrix: "Metrics: functions of the whole confusion matrix, for any number of classes",
  mean: "Metrics: mean scores",
  deferral: "Metrics: proportions of the rows that a model decided or left to somebody else",
  distribution: "Metrics: functions of the distribution of scores or other numbers",
  ranking: "Metrics: places in the ranking of everybody by score",
};

const disparityTitles: Readonly<Record<ListedDisparity["kind"], string>> = {
  spread: "Disparities: all groups of an attribute",
  pair: "Disparities: one group against another, or against everybody else",
  best: "Disparities: each group against the one that is best off",
  joint: "Disparities: over several metrics (a gate names none)",
  counts: "Disparities: of the groups' counts together (a gate names no metric)",
  paired: "Disparities: of predictions and labels of the same rows (a gate names no metric)",
  distribution: "Disparities: of the distributions of scores (a gate names no metric)",
  attribution: "Disparities: of a model's attributions (a gate names no metric; the suite has explain)",
  stratified: "Disparities: within the suite's strata, beside the raw figures (not for gates)",
};

/** Every metric, disparity and figure of another library as text, by kind, no line longer than `columns` unless a single word is. */
export function metricText(columns: number): string {
  const { metrics, disparities, compatibility } = metricList();
  return [
    ...sections(metrics, metricTitles, metricEntry),
    ...sections(disparities, disparityTitles, disparityEntry),
    ...libraryParts(compatibility),
  ]
    .map(({ title, entries }) => [title, ...entries.map((entry) => entryText(entry, columns))].join("\n\n"))
    .map(visible)
    .join("\n\n");
}

function sections<Kind extends string, Listed extends { readonly kind: Kind }>(
  listed: readonly Listed[],
  titles: Readonly<Record<Kind, string>>,
  entryOf: (one: Listed) => Entry,
): { title: string; entries: Entry[] }[] {
  return (Object.keys(titles) as Kind[])
    .map((kind) => ({ title: titles[kind], entries: listed.filter((one) => one.kind === kind).map(entryOf) }))
    .filter(({ entries }) => entries.length > 0);
}

const unitWords: Readonly<Record<ListedMetric["unit"], string>> = {
  proportion: "proportion, shown as percent",
  score: "that of the score",
  number: "number",
};

const metricEntry = (metric: ListedMetric): Entry => ({
  heading: metric.parameter?.example ?? metric.name,
  facts: [
    ["definition", metric.definition],
    ...(metric.parameter === null ? [] : [["parameter", parameterText(metric)] as const]),
    ["range", rangeText(metric.range)],
    ["better", metric.better === "neutral" ? "neither" : metric.better],
    ["unit", unitWords[metric.unit]],
    ["needs", metric.needs.join(", ")],
    ["no value", metric.empty],
    ["interval", intervalText(metric.intervals)],
    ["source", metric.source],
  ],
});

const disparityEntry = (disparity: ListedDisparity): Entry => ({
  heading: disparity.name,
  facts: [
    ["definition", disparity.definition],
    ["range", rangeText(disparity.range)],
    ["better", betterText(disparity)],
    ["unit", disparity.unit],
    ["gate", disparity.bound ?? "none"],
    ["needs", disparity.needs.length === 0 ? "any metric" : disparity.needs.join(", ")],
    ["interval", methodText(disparity.methods)],
    ["source", disparity.source],
  ],
});

/** What the number of a family is, and what its name means without one. */
export function parameterText({ name, parameter }: ListedMetric): string {
  if (parameter === null) return "";
  const alone = parameter.default === null ? "" : `; ${name} alone is ${name}(${parameter.default})`;
  return `${parameter.meaning}${alone}`;
}

export const rangeText = ([low, high]: Range): string => `[${low ?? "−∞"}, ${high ?? "∞"}]`;

/** Which way a disparity is better, in words. */
export const betterText = ({ better, even }: ListedDisparity): string =>
  better === "even" ? `nearer ${even}` : better;

/** The intervals of a metric in words. */
export function intervalText({ independent, dependent }: IntervalNames): string {
  if (independent === dependent) return independent ?? "none";
  return `${independent ?? "none"}; with weights or several rows per unit: ${dependent ?? "none"}`;
}

/** The methods of a disparity in words. */
export function methodText({ proportions, means, others }: MethodNames): string {
  const named = (what: string, method: string | null) => (method === others ? [] : [`${what}: ${method ?? "none"}`]);
  const special = [...named("proportions", proportions), ...named("means", means)];
  return [...special, special.length === 0 ? (others ?? "none") : `others: ${others ?? "none"}`].join("; ");
}

const indent = 4;
const labelWidth = 12;

function entryText({ heading, facts }: Entry, columns: number): string {
  const lines = facts.flatMap(([label, text]) =>
    wrapped(text, columns - indent - labelWidth).map(
      (line, at) => `${" ".repeat(indent)}${(at === 0 ? label : "").padEnd(labelWidth)}${line}`,
    ),
  );
  return [`  ${heading}`, ...lines].join("\n");
}

/** The text in lines of at most `width` characters, broken between words; a longer word has a line of its own. */
function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
