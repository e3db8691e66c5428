import { asGiven, type Chart, type ChartSize, chart, type Datum, datum, type Layer } from "./chart.js";
import {
  type InputLayout,
  inputAxis,
  inputLayout,
  inputSpots,
  labelLayers,
  small,
  textLayer,
  verticalEncoding,
  verticalLines,
} from "./input-layout.js";
import type { AttributionDumbbell, Push, PushMark, PushRow } from "./inputs.js";
import { isolated, textWidth, wrapped } from "./lettering.js";
import { assertInside, domainOf, placed, type Scale, ticks } from "./scale.js";
import { colours, textSize } from "./theme.js";

const looks: Record<PushMark, { readonly fill: string; readonly stroke: string; readonly shape: string }> = {
  group: { fill: colours.ink, stroke: colours.paper, shape: "circle" },
  over: { fill: colours.over, stroke: colours.paper, shape: "square" },
  undecided: { fill: colours.paper, stroke: colours.ink, shape: "diamond" },
};

/** Intervals and marks of the two groups lie this far above and below the middle of their row, so that neither hides the other. */
const apart = 4;

const bounds = ({ value, low, high }: Push): number[] => [value, low ?? value, high ?? value];

interface Side {
  readonly push: Push;
  readonly y: number;
}

const intervals = (name: string, sides: readonly Side[], scale: Scale, color: string): Layer => ({
  name,
  rows: sides.flatMap(({ push: { low, high }, y }) => (low === null || high === null ? [] : [datum(low, high, y)])),
  mark: { type: "rule", color, strokeWidth: 2 },
  encoding: { x: placed("c0", scale), x2: { field: "c1" }, y: asGiven("c2") },
});

function pairLayers(rows: readonly PushRow[], layout: InputLayout, scale: Scale): Layer[] {
  const at = (index: number): number => layout.rows[index]?.y ?? 0;
  const groups = rows.map(({ group }, index) => ({ push: group, y: at(index) - apart }));
  const references = rows.map(({ reference }, index) => ({ push: reference, y: at(index) + apart }));
  return [
    {
      name: "between",
      rows: rows.map(({ group, reference }, index) => datum(group.value, reference.value, at(index))),
      mark: { type: "rule", color: colours.rule, strokeWidth: 5 },
      encoding: { x: placed("c0", scale), x2: { field: "c1" }, y: asGiven("c2") },
    },
    intervals("referenceIntervals", references, scale, colours.ink2),
    intervals("groupIntervals", groups, scale, colours.ink),
    {
      name: "references",
      rows: references.map(({ push, y }) => datum(push.value, y)),
      mark: {
        type: "point",
        shape: "circle",
        size: 72,
        filled: false,
        fill: colours.paper,
        stroke: colours.ink2,
        strokeWidth: 1.8,
      },
      encoding: { x: placed("c0", scale), y: asGiven("c1") },
    },
    {
      name: "groups",
      rows: rows.map(({ mark }, index) => {
        const { push, y } = groups[index] as Side;
        return datum(push.value, y, looks[mark].fill, looks[mark].stroke, looks[mark].shape);
      }),
      mark: { type: "point", filled: false, size: 84, strokeWidth: 1.6 },
      encoding: {
        x: placed("c0", scale),
        y: asGiven("c1"),
        fill: asGiven("c2", "nominal"),
        stroke: asGiven("c3", "nominal"),
        shape: asGiven("c4", "nominal"),
      },
    },
  ];
}

/** Both names over their marks of the first row, moved apart where they would touch; none where marks do not follow at once. */
function nameLayers({ rows, names }: AttributionDumbbell, layout: InputLayout, scale: Scale): Layer[] {
  const [first] = rows;
  if (first === undefined || layout.stacked) return [];
  const { plotLeft, plotRight } = layout;
  const across = (value: number): number =>
    plotLeft + ((value - scale.domain[0]) / (scale.domain[1] - scale.domain[0])) * (plotRight - plotLeft);
  const most = (plotRight - plotLeft) / 2 - 16;
  const sides = [
    { name: "groupName", text: names.group, x: across(first.group.value), bold: true },
    { name: "referenceName", text: names.reference, x: across(first.reference.value), bold: false },
  ].map((side) => {
    const text = wrapped(side.text, { size: textSize.label, width: most, lines: 1, bold: side.bold })[0] ?? "";
    return { ...side, text, half: textWidth(text, textSize.label, side.bold) / 2 };
  });
  const [left, right] = sides.toSorted((a, b) => a.x - b.x) as [(typeof sides)[0], (typeof sides)[0]];
  const gap = left.half + right.half + 14;
  const clamped = (x: number, low: number, high: number): number => Math.max(low, Math.min(high, x));
  const apartBy = Math.max(0, gap - (right.x - left.x)) / 2;
  const leftX = clamped(left.x - apartBy, plotLeft + left.half, plotRight - right.half - gap);
  const rightX = clamped(Math.max(right.x + apartBy, leftX + gap), plotLeft + right.half, plotRight - right.half);
  const layer = (side: (typeof sides)[0], x: number): Layer =>
    textLayer(side.name, [datum(x, 9, isolated(side.text))], {
      align: "center",
      ...(side.bold ? { fontWeight: 650 } : { color: colours.ink2 }),
    });
  return [layer(left, leftX), layer(right, rightX)];
}

/**
 * Per input, how far it pushes the output on average for a group (filled, above) and for the one it is compared with (ring, below),
 * each with its interval, and a grey rule between; one scale, on which 0 is "pushes neither way".
 */
export function attributionDumbbell(figure: AttributionDumbbell, size: ChartSize): Chart {
  const labels = figure.rows.map(({ label, sign, difference, mark, tip }) => ({
    label,
    sign,
    bold: mark === "over",
    figure: difference,
    tip,
  }));
  const layout = inputLayout(labels, size, 24);
  const values = [0, ...figure.rows.flatMap(({ group, reference }) => [...bounds(group), ...bounds(reference)])];
  const domain = domainOf(values, [null, null]);
  const scale: Scale = { type: "linear", domain, range: [layout.plotLeft, layout.plotRight] };
  assertInside(scale, values);
  const marks = ticks(domain, size === "wide" ? 7 : 5);
  const lines = (at: readonly number[]): Datum[] => verticalLines(layout, at, 12);
  const axis = inputAxis(layout, scale, marks, { ...figure, gloss: null });
  const layers: Layer[] = [
    {
      name: "grid",
      rows: lines(marks),
      mark: { type: "rule", color: colours.grid },
      encoding: verticalEncoding(scale),
    },
    {
      name: "zero",
      rows: lines([0]),
      mark: { type: "rule", color: colours.faint, strokeWidth: 1.5 },
      encoding: verticalEncoding(scale),
    },
    ...pairLayers(figure.rows, layout, scale),
    ...nameLayers(figure, layout, scale),
    textLayer("differenceHead", [datum(layout.width - 2, 9, figure.differenceHead)], { ...small, align: "right" }),
    ...labelLayers(layout),
    ...axis.layers,
  ];
  return chart(layout.width, axis.bottom, layers, inputSpots(layout));
}
