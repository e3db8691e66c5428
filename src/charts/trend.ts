import type { Verdict } from "../record/run-record.js";
import { asGiven, type Chart, type ChartSize, chart, chartWidths, datum, type Layer } from "./chart.js";
import { textWidth, wrapped } from "./lettering.js";
import { assertInside, domainOf, placed, type Scale, ticks } from "./scale.js";
import { colours, textSize } from "./theme.js";
import { verdictLooks } from "./verdict-line.js";

/** A check at one audit. */
export interface TrendMark {
  /** When, short, for the axis. */
  readonly label: string;
  readonly verdict: Verdict;
  /** null: nothing was measured, and nothing is drawn but the label. */
  readonly value: number | null;
  /** Bounds of the audit by itself; null: none. */
  readonly low: number | null;
  readonly high: number | null;
  /** The value in words. */
  readonly text: string;
  /** The anytime-valid confidence sequence after this audit. */
  readonly band: readonly [number, number] | null;
  /** Why the line does not reach here from the audit before; null: it does. */
  readonly broken: string | null;
  /** What happened at this audit, in few words; null: nothing. */
  readonly note: string | null;
}

/** A check over several audits, oldest first. */
export interface Trend {
  readonly marks: readonly TrendMark[];
  readonly limit: { readonly value: number; readonly bound: "at_most" | "at_least"; readonly text: string };
  /** Ends of what can be measured; null: none. */
  readonly natural: readonly [number | null, number | null];
  readonly tick: (value: number) => string;
}

/** Audits that there is room for; the ones before stand in the table. */
export const trendMarks = { wide: 24, narrow: 8 } as const;

const noteHeight = 16;
const plotHeight = 220;

interface Layout {
  readonly width: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  /** Pixels from one audit to the next. */
  readonly step: number;
  readonly scale: Scale;
}

/** Intervals of audits side by side, their marks joined where nothing changed between them, over the limit and the confidence sequence. */
export function trend(figure: Trend, size: ChartSize): Chart {
  const shown: Trend = { ...figure, marks: figure.marks.slice(-trendMarks[size]) };
  const layout = layoutOf(shown, size);
  return chart(layout.width, layout.bottom + 24, [
    ...groundLayers(shown, layout),
    ...noteLayers(shown, layout),
    ...lineLayers(shown, layout),
    ...textLayers(shown, layout, size),
  ]);
}

const bounds = ({ value, low, high, band }: TrendMark): number[] =>
  [value, low, high, ...(band ?? [])].filter((bound) => bound !== null);

function layoutOf({ marks, limit, natural }: Trend, size: ChartSize): Layout {
  const width = chartWidths[size];
  const [left, right] = size === "narrow" ? [40, width - 8] : [44, 786];
  // A gap that may be at most something is seen from nothing on.
  const values = [limit.value, ...(limit.bound === "at_most" ? [0] : []), ...marks.flatMap(bounds)];
  const domain = domainOf(values, natural);
  const top = 2 * noteHeight + 20;
  const bottom = top + plotHeight;
  const scale: Scale = { type: "linear", domain, range: [bottom, top] };
  assertInside(scale, values);
  return { width, left, right, top, bottom, step: (right - left) / Math.max(1, marks.length), scale };
}

const middleOf = ({ left, step }: Layout, index: number): number => left + (index + 0.5) * step;

const across = (scale: Scale) => ({ x: asGiven("c0"), x2: { field: "c1" }, y: placed("c2", scale) });
const area = (scale: Scale) => ({ ...across(scale), y2: { field: "c3" } });
const text = { x: asGiven("c0"), y: asGiven("c1"), text: { field: "c2", type: "nominal" } };

function groundLayers({ marks, limit }: Trend, layout: Layout): Layer[] {
  const { left, right, scale } = layout;
  const [low, high] = scale.domain;
  const allowed = limit.bound === "at_most" ? [low, limit.value] : [limit.value, high];
  const bands = marks.flatMap(({ band }, index) => {
    const x = middleOf(layout, index);
    return band === null ? [] : [{ from: x - layout.step / 2, to: x + layout.step / 2, band }];
  });
  const edges = bands.flatMap(({ from, to, band }) => band.map((edge) => datum(from, to, edge)));
  return [
    {
      name: "allowed",
      rows: [datum(left, right, allowed[0]!, allowed[1]!)],
      mark: { type: "rect", color: colours.tint },
      encoding: area(scale),
    },
    {
      name: "sequence",
      rows: bands.map(({ from, to, band }) => datum(from, to, ...band)),
      mark: { type: "rect", color: colours.grid },
      encoding: area(scale),
    },
    {
      name: "grid",
      rows: ticks(scale.domain, 5).map((tick) => datum(left, right, tick)),
      mark: { type: "rule", color: colours.grid },
      encoding: across(scale),
    },
    {
      name: "edges",
      rows: edges,
      mark: { type: "rule", color: colours.faint, strokeWidth: 1.5 },
      encoding: across(scale),
    },
    {
      name: "limit",
      rows: [datum(left, right, limit.value)],
      mark: { type: "rule", color: colours.ink, strokeWidth: 2 },
      encoding: across(scale),
    },
  ];
}

/** Dotted lines between audits where the line is broken, and at those of which something is to be said; their texts on two levels. */
function noteLayers({ marks }: Trend, layout: Layout): Layer[] {
  const { top, bottom, step, right } = layout;
  const notes = marks.flatMap(({ broken, note }, index) => {
    const x = middleOf(layout, index);
    return [
      ...(broken === null ? [] : [{ x: x - step / 2, end: bottom, text: broken }]),
      // It ends above the plot, where the mark's own value stands.
      ...(note === null ? [] : [{ x, end: top - 12, text: note }]),
    ];
  });
  const level = (index: number) => (index % 2) * noteHeight;
  // A line that begins on the upper level crosses the lower one; one that begins on the lower crosses nothing above it.
  const next = (index: number) => notes[index + (index % 2 === 0 ? 2 : 1)]?.x ?? layout.width;
  const texts = notes.flatMap(({ x, text: said }, index) => {
    const room = Math.min(next(index), right + 100) - x - 8;
    return room < 40
      ? []
      : [datum(x + 5, level(index) + 8, wrapped(said, { size: textSize.axis, width: room, lines: 1 })[0] ?? "")];
  });
  return [
    {
      name: "turns",
      rows: notes.map(({ x, end }, index) => datum(x, level(index), end)),
      mark: { type: "rule", color: colours.ink2, strokeWidth: 1.5, strokeDash: [2, 3] },
      encoding: { x: asGiven("c0"), y: asGiven("c1"), y2: { field: "c2" } },
    },
    {
      name: "notes",
      rows: texts,
      mark: { type: "text", fontSize: textSize.axis, color: colours.ink2 },
      encoding: text,
    },
  ];
}

function lineLayers({ marks }: Trend, layout: Layout): Layer[] {
  const { scale } = layout;
  const joined = marks.slice(1).flatMap((mark, at) => {
    const before = marks[at]!;
    return mark.broken !== null || mark.value === null || before.value === null
      ? []
      : [datum(middleOf(layout, at), middleOf(layout, at + 1), before.value, mark.value)];
  });
  const intervals = marks.flatMap(({ low, high, verdict }, index) =>
    low === null || high === null ? [] : [datum(middleOf(layout, index), low, high, verdictLooks[verdict].colour)],
  );
  const points = (["fail", "undecided", "pass", "error"] as const).map((verdict): Layer => {
    const { colour, shape, hollow, size } = verdictLooks[verdict];
    return {
      name: verdict,
      rows: marks.flatMap((mark, index) =>
        mark.value === null || mark.verdict !== verdict ? [] : [datum(middleOf(layout, index), mark.value)],
      ),
      mark: {
        ...{ type: "point", shape, size, filled: false, fill: hollow ? colours.paper : colour },
        ...{ stroke: hollow ? colour : colours.paper, strokeWidth: hollow ? 2.2 : 2 },
      },
      encoding: { x: asGiven("c0"), y: placed("c1", scale) },
    };
  });
  return [
    {
      name: "line",
      rows: joined,
      mark: { type: "rule", color: colours.ink2, strokeWidth: 1.5 },
      encoding: area(scale),
    },
    {
      name: "intervals",
      rows: intervals,
      mark: { type: "rule", strokeWidth: 3 },
      encoding: {
        ...{ x: asGiven("c0"), y: placed("c1", scale), y2: { field: "c2" } },
        stroke: asGiven("c3", "nominal"),
      },
    },
    ...points,
  ];
}

function textLayers({ marks, limit, tick }: Trend, layout: Layout, size: ChartSize): Layer[] {
  const { left, right, bottom, step, scale } = layout;
  const widest = Math.max(0, ...marks.map((mark) => textWidth(mark.text, textSize.label, true)));
  const last = marks.length - 1;
  // Where there is no room for all, the last one is told, as it is the one that is asked for.
  const told = (index: number) => index === last || widest + 6 < step;
  const every = Math.max(
    1,
    Math.ceil((Math.max(0, ...marks.map(({ label }) => textWidth(label, textSize.axis))) + 12) / step),
  );
  const pixel = (value: number) =>
    scale.range[0] +
    ((value - scale.domain[0]) / (scale.domain[1] - scale.domain[0])) * (scale.range[1] - scale.range[0]);
  const values = marks.flatMap(({ value, high, text: said }, index) =>
    value === null || !told(index)
      ? []
      : [{ index, row: datum(middleOf(layout, index), pixel(Math.max(value, high ?? value)) - 11, said) }],
  );
  const layerOf = (name: string, rows: Layer["rows"], mark: object): Layer => ({
    ...{ name, rows, encoding: text },
    mark: { type: "text", align: "center", ...mark },
  });
  return [
    layerOf(
      "values",
      values.filter(({ index }) => index !== last).map(({ row }) => row),
      {},
    ),
    layerOf(
      "latest",
      values.filter(({ index }) => index === last).map(({ row }) => row),
      { fontWeight: 700 },
    ),
    layerOf(
      "dates",
      marks.flatMap(({ label }, index) =>
        (last - index) % every === 0 ? [datum(middleOf(layout, index), bottom + 14, label)] : [],
      ),
      { fontSize: textSize.axis, color: colours.ink2 },
    ),
    layerOf(
      "ticks",
      ticks(scale.domain, 5).map((value) => datum(left - 8, pixel(value), tick(value))),
      { fontSize: textSize.axis, color: colours.ink2, align: "right" },
    ),
    layerOf("limitText", size === "wide" ? [datum(right + 8, pixel(limit.value), limit.text)] : [], {
      fontSize: textSize.axis,
      fontWeight: 700,
      align: "left",
    }),
  ];
}
