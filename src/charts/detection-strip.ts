import { asGiven, type Chart, type ChartSize, chart, chartWidths, datum, type Layer } from "./chart.js";
import { isolated, textWidth, wrapped } from "./lettering.js";
import { assertInside, placed, type Scale } from "./scale.js";
import type { Tip } from "./spot.js";
import { colours, textSize } from "./theme.js";

/** The smallest gap that could have been found for one group, as a multiple of the check's limit; or why there is none. */
export interface DetectionGroup {
  readonly label: string;
  readonly multiple: number | null;
  /** The gap itself, or the reason. */
  readonly text: string;
  /** Everything known of the group, for who points at its row. */
  readonly tip?: () => Tip;
}

export interface DetectionBlock {
  readonly head: string;
  readonly groups: readonly DetectionGroup[];
}

export interface Detection {
  readonly blocks: readonly DetectionBlock[];
  readonly axisTitle: string;
  readonly tick: (multiple: number) => string;
}

/** A group in its place: heights of its label and of its mark. */
interface Strip {
  readonly group: DetectionGroup;
  readonly labelY: number;
  readonly y: number;
  readonly top: number;
  readonly bottom: number;
}

interface Layout {
  readonly width: number;
  readonly left: number;
  readonly right: number;
  /** Height of a label that stands above its mark; 0: beside it. */
  readonly above: number;
  readonly strips: readonly Strip[];
  readonly heads: readonly { readonly text: string; readonly y: number }[];
  /** Rows of each block, without its head. */
  readonly grounds: readonly (readonly [number, number])[];
  readonly bottom: number;
}

const headHeight = 28;
/** From one line of a head to the next. */
const lineHeight = 17;

function layoutOf(blocks: readonly DetectionBlock[], size: ChartSize): Layout {
  const narrow = size === "narrow";
  const [rowHeight, above] = narrow ? [44, 18] : [26, 0];
  const longest = Math.max(
    0,
    ...blocks.flatMap(({ groups }) => groups.map(({ label }) => textWidth(label, textSize.label))),
  );
  const strips: Strip[] = [];
  const heads: { text: string; y: number }[] = [];
  const grounds: [number, number][] = [];
  let y = 0;
  for (const { head, groups } of blocks) {
    const lines = wrapped(head, { size: textSize.label, width: chartWidths[size], lines: 2, bold: true });
    for (const line of lines) {
      heads.push({ text: isolated(line), y: y + headHeight / 2 });
      y += lineHeight;
    }
    y += headHeight - lineHeight;
    grounds.push([y - 2, y + groups.length * rowHeight + 2]);
    for (const group of groups) {
      strips.push({
        group,
        labelY: y + (narrow ? above / 2 + 3 : rowHeight / 2),
        y: y + above + (rowHeight - above) / 2,
        top: y,
        bottom: y + rowHeight,
      });
      y += rowHeight;
    }
    y += 10;
  }
  // The word under the first tick stands to both sides of it.
  const left = narrow ? 20 : Math.min(320, Math.max(170, Math.ceil(longest) + 28));
  const width = chartWidths[size];
  const values = blocks.flatMap(({ groups }) => groups.filter(({ multiple }) => multiple !== null));
  const widest = Math.max(0, ...values.map(({ text }) => textWidth(text, textSize.label)));
  // A mark at the end of the axis keeps clear of the values, which are long in some languages.
  const right = Math.max(left + 100, Math.min(narrow ? 236 : 740, Math.floor(width - widest - 14)));
  return { width, left, right, above, strips, heads, grounds, bottom: y - 6 };
}

/** Powers of two that hold every multiple, and the limit itself. */
function domainOf(multiples: readonly number[]): [number, number] {
  const low = Math.min(1, ...multiples);
  const high = Math.max(1, ...multiples);
  return [2 ** Math.floor(Math.log2(low) - 0.15), 2 ** Math.ceil(Math.log2(high) + 0.15)];
}

/** Powers of two in the domain, at most so many; the limit is always one of them. */
function ticksOf(domain: readonly [number, number], most: number): number[] {
  const count = Math.round(Math.log2(domain[1] / domain[0])) + 1;
  const every = Math.ceil(count / most);
  const all = Array.from({ length: count }, (_, index) => domain[0] * 2 ** index);
  return all.filter((tick) => Math.round(Math.log2(tick)) % every === 0);
}

const vertical = (scale: Scale) => ({ x: placed("c0", scale), y: asGiven("c1"), y2: { field: "c2" } });

/** Tint where a gap as large as the limit is seen, grid, limit: behind the rows of each check, never behind its head. */
function groundLayers({ left, right, strips, grounds }: Layout, scale: Scale, ticks: readonly number[]): Layer[] {
  const limit =
    left + (Math.log(1 / scale.domain[0]) / Math.log(scale.domain[1] / scale.domain[0])) * (scale.range[1] - left);
  return [
    {
      name: "seen",
      rows: grounds.map(([top, bottom]) => datum(left, limit, top, bottom)),
      mark: { type: "rect", color: colours.tint },
      encoding: { x: asGiven("c0"), x2: { field: "c1" }, y: asGiven("c2"), y2: { field: "c3" } },
    },
    {
      name: "grid",
      rows: grounds.flatMap(([top, bottom]) => ticks.map((tick) => datum(tick, top, bottom))),
      mark: { type: "rule", color: colours.grid },
      encoding: vertical(scale),
    },
    {
      name: "limit",
      rows: grounds.map(([top, bottom]) => datum(1, top, bottom)),
      mark: { type: "rule", color: colours.ink, strokeWidth: 2 },
      encoding: vertical(scale),
    },
    {
      name: "bands",
      rows: strips.filter(({ group }) => group.multiple === null).map(({ y }) => datum(left, right, y - 9, y + 9)),
      mark: { type: "rect", color: colours.tint },
      encoding: { x: asGiven("c0"), x2: { field: "c1" }, y: asGiven("c2"), y2: { field: "c3" } },
    },
  ];
}

function markLayers({ strips }: Layout, scale: Scale): Layer[] {
  const measured = strips.flatMap(({ group, y }) => (group.multiple === null ? [] : [{ multiple: group.multiple, y }]));
  return [
    {
      name: "stems",
      rows: measured.map(({ multiple, y }) => datum(scale.domain[0], multiple, y)),
      mark: { type: "rule", color: colours.faint, strokeWidth: 1.5 },
      encoding: { x: placed("c0", scale), x2: { field: "c1" }, y: asGiven("c2") },
    },
    {
      name: "points",
      rows: measured.map(({ multiple, y }) => datum(multiple, y, multiple <= 1 ? colours.ink : colours.paper)),
      mark: { type: "point", shape: "circle", size: 80, filled: false, stroke: colours.ink, strokeWidth: 1.8 },
      encoding: { x: placed("c0", scale), y: asGiven("c1"), fill: asGiven("c2", "nominal") },
    },
  ];
}

const text = { x: asGiven("c0"), y: asGiven("c1"), text: { field: "c2", type: "nominal" } };
const small = { fontSize: textSize.axis, color: colours.ink2 };

const fitted = (label: string, width: number, options: { size?: number } = {}): string =>
  isolated(wrapped(label, { size: options.size ?? textSize.label, width, lines: 1 })[0] ?? "");

function textLayers(layout: Layout): Layer[] {
  const { width, left, above, strips, heads } = layout;
  const labelX = above > 0 ? 8 : 12;
  const labelWidth = above > 0 ? width - labelX : left - 22;
  const values = strips.filter(({ group }) => group.multiple !== null);
  const reasons = strips.filter(({ group }) => group.multiple === null);
  return [
    {
      name: "heads",
      rows: heads.map((head) => datum(0, head.y, head.text)),
      mark: { type: "text", fontWeight: 650 },
      encoding: text,
    },
    {
      name: "labels",
      rows: strips.map(({ group, labelY }) => datum(labelX, labelY, fitted(group.label, labelWidth))),
      mark: { type: "text" },
      encoding: text,
    },
    {
      name: "values",
      rows: values.map(({ group, y }) => datum(width - 2, y, group.text)),
      mark: { type: "text", align: "right" },
      encoding: text,
    },
    {
      name: "reasons",
      rows: reasons.map(({ group, y }) =>
        datum(left + 7, y, fitted(group.text, layout.right - left - 14, { size: textSize.axis })),
      ),
      mark: { type: "text", ...small },
      encoding: text,
    },
  ];
}

function axisLayers(
  figure: Detection,
  { width, left, bottom }: Layout,
  scale: Scale,
  ticks: readonly number[],
): Layer[] {
  const title = wrapped(figure.axisTitle, { size: textSize.axis, width: width - left, lines: 2 });
  return [
    {
      name: "ticks",
      rows: ticks.map((tick) => datum(tick, bottom + 12, figure.tick(tick))),
      mark: { type: "text", ...small, align: "center" },
      encoding: { ...text, x: placed("c0", scale) },
    },
    {
      name: "axisTitle",
      rows: title.map((line, index) => datum(left, bottom + 32 + index * 16, line)),
      mark: { type: "text", ...small },
      encoding: text,
    },
  ];
}

/**
 * Per check and group, a stem from the left to the smallest gap that would have been found, on a logarithmic axis of multiples of the
 * check's limit. Left of the line (filled): a gap as large as the limit would have been seen. Right (hollow): it could have been missed.
 */
export function detectionStrip(figure: Detection, size: ChartSize): Chart {
  const layout = layoutOf(figure.blocks, size);
  const multiples = layout.strips.flatMap(({ group }) => group.multiple ?? []);
  const scale: Scale = { type: "log", domain: domainOf(multiples), range: [layout.left, layout.right] };
  assertInside(scale, multiples);
  const ticks = ticksOf(scale.domain as [number, number], size === "narrow" ? 4 : 9);
  const axis = multiples.length === 0 ? [] : axisLayers(figure, layout, scale, ticks);
  const ground = multiples.length === 0 ? [] : groundLayers(layout, scale, ticks);
  const layers = [...ground, ...markLayers(layout, scale), ...textLayers(layout), ...axis];
  const spots = layout.strips.flatMap(({ group: { tip }, top, bottom }) =>
    tip === undefined ? [] : [{ top, bottom, tip }],
  );
  return chart(layout.width, layout.bottom + 56, layers, spots);
}
