import { asGiven, type Chart, type ChartSize, chart, datum, type Layer } from "./chart.js";
import { inputAxis, inputLayout, labelLayers, verticalEncoding, verticalLines } from "./input-layout.js";
import { assertInside, placed, type Scale, ticks } from "./scale.js";
import { colours } from "./theme.js";

/** A group whose decisions changed, or a line over several. */
export interface FlipBar {
  readonly label: string;
  readonly bold: boolean;
  /** Shares of its rows that lost and got the outcome, in [0, 1]; null: a line over others, or not shown. */
  readonly lost: number | null;
  readonly got: number | null;
  /** "40 of 1,062". */
  readonly text: string;
}

export interface FlipBars {
  readonly rows: readonly FlipBar[];
  readonly axisTitle: string;
  readonly tick: (value: number, decimals: number) => string;
}

const barHalf = 8;

/** A bar per group from nothing changed: outlined to the left for those who lost the outcome, filled to the right for those who got it. */
export function flipBars({ rows, ...texts }: FlipBars, size: ChartSize): Chart {
  const labels = rows.map(({ label, bold, text }) => ({ label, bold, sign: null, figure: text }));
  const layout = inputLayout(labels, size, 6);
  const bars = rows.flatMap(({ lost, got }, i) =>
    lost === null || got === null ? [] : [{ lost, got, y: layout.rows[i]!.y }],
  );
  const reach = Math.max(0.001, ...bars.flatMap(({ lost, got }) => [lost, got])) * 1.05;
  const scale: Scale = { type: "linear", domain: [-reach, reach], range: [layout.plotLeft, layout.plotRight] };
  assertInside(
    scale,
    bars.flatMap(({ lost, got }) => [-lost, got]),
  );
  const marks = ticks(scale.domain, size === "wide" ? 7 : 5);
  // Lines that stand over others have no bar, and on a phone no mark of the axis.
  const barred = { ...layout, rows: layout.rows.filter((_, i) => rows[i]!.lost !== null) };
  const axis = inputAxis(layout, scale, marks, { ...texts, gloss: null });
  const bar = (name: string, of: readonly { from: number; to: number; y: number }[], fill: string): Layer => ({
    name,
    rows: of.filter(({ from, to }) => from !== to).map(({ from, to, y }) => datum(from, to, y - barHalf, y + barHalf)),
    mark: { type: "rect", fill, stroke: colours.ink, strokeWidth: 1.5 },
    encoding: { x: placed("c0", scale), x2: { field: "c1" }, y: asGiven("c2"), y2: { field: "c3" } },
  });
  return chart(layout.width, axis.bottom, [
    {
      name: "grid",
      rows: verticalLines(
        barred,
        marks.filter((mark) => mark !== 0),
        12,
      ),
      mark: { type: "rule", color: colours.grid },
      encoding: verticalEncoding(scale),
    },
    bar(
      "lost",
      bars.map(({ lost, y }) => ({ from: -lost, to: 0, y })),
      colours.paper,
    ),
    bar(
      "got",
      bars.map(({ got, y }) => ({ from: 0, to: got, y })),
      colours.ink,
    ),
    {
      name: "nothing",
      rows: verticalLines(barred, [0], 12),
      mark: { type: "rule", color: colours.ink, strokeWidth: 1.5 },
      encoding: verticalEncoding(scale),
    },
    ...labelLayers(layout),
    ...axis.layers,
  ]);
}
