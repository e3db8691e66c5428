import { asGiven, type Chart, type ChartSize, chart, datum, type Layer } from "./chart.js";
import {
  type InputLayout,
  inputAxis,
  inputLayout,
  labelLayers,
  verticalEncoding,
  verticalLines,
} from "./input-layout.js";
import type { AttributionWaterfall } from "./inputs.js";
import { assertInside, domainOf, placed, type Scale, ticks } from "./scale.js";
import { colours } from "./theme.js";

/** A step with where it starts and ends. */
interface Floating {
  readonly from: number;
  readonly to: number;
  readonly y: number;
}

const barHalf = 8;

function floating({ from, steps }: AttributionWaterfall, layout: InputLayout): Floating[] {
  let at = from.value;
  return steps.map(({ by }, index) => {
    const start = at;
    at += by;
    return { from: start, to: at, y: layout.rows[index + 1]?.y ?? 0 };
  });
}

const bars = (name: string, steps: readonly Floating[], scale: Scale, fill: string): Layer => ({
  name,
  rows: steps.map(({ from, to, y }) => datum(Math.min(from, to), Math.max(from, to), y - barHalf, y + barHalf)),
  mark: { type: "rect", fill, stroke: colours.ink, strokeWidth: 1.5 },
  encoding: { x: placed("c0", scale), x2: { field: "c1" }, y: asGiven("c2"), y2: { field: "c3" } },
});

/** Thin lines from the end of each bar to the start of the next; none where labels lie between the bars. */
function connectors(
  figure: AttributionWaterfall,
  steps: readonly Floating[],
  layout: InputLayout,
  scale: Scale,
): Layer {
  const ends = [figure.from.value, ...steps.map(({ to }) => to)];
  return {
    name: "connectors",
    rows: layout.stacked
      ? []
      : ends.map((value, index) =>
          datum(value, (layout.rows[index]?.y ?? 0) + barHalf, (layout.rows[index + 1]?.y ?? 0) - barHalf),
        ),
    mark: { type: "rule", color: colours.faint, strokeWidth: 1 },
    encoding: verticalEncoding(scale),
  };
}

/**
 * From the average of one group, at the top, to that of another, at the bottom: one floating bar per input, filled where it lowers
 * the output and outlined where it raises it. The axis is cut; the bars float, so that no zero is suggested.
 */
export function attributionWaterfall(figure: AttributionWaterfall, size: ChartSize): Chart {
  const end = ({ label, text }: AttributionWaterfall["from"]) => ({ label, bold: true, sign: null, figure: text });
  const labels = [
    end(figure.from),
    ...figure.steps.map(({ label, text }) => ({ label, bold: false, sign: null, figure: text })),
    end(figure.to),
  ];
  const layout = inputLayout(labels, size, 6);
  const steps = floating(figure, layout);
  const values = [figure.from.value, figure.to.value, ...steps.map(({ to }) => to)];
  const domain = domainOf(values, [null, null]);
  const scale: Scale = { type: "linear", domain, range: [layout.plotLeft, layout.plotRight] };
  assertInside(scale, values);
  const marks = ticks(domain, size === "wide" ? 7 : 4);
  const averages = [
    { value: figure.from.value, y: layout.rows[0]?.y ?? 0 },
    { value: figure.to.value, y: layout.rows.at(-1)?.y ?? 0 },
  ];
  const axis = inputAxis(layout, scale, marks, figure);
  return chart(layout.width, axis.bottom, [
    {
      name: "grid",
      rows: verticalLines(layout, marks, 12),
      mark: { type: "rule", color: colours.grid },
      encoding: verticalEncoding(scale),
    },
    connectors(figure, steps, layout, scale),
    bars(
      "lowering",
      steps.filter(({ from, to }) => to < from),
      scale,
      colours.ink,
    ),
    bars(
      "raising",
      steps.filter(({ from, to }) => to >= from),
      scale,
      colours.paper,
    ),
    {
      name: "averages",
      rows: averages.map(({ value, y }) => datum(value, y - barHalf, y + barHalf)),
      mark: { type: "rule", color: colours.ink, strokeWidth: 4 },
      encoding: verticalEncoding(scale),
    },
    ...labelLayers(layout),
    ...axis.layers,
  ]);
}
