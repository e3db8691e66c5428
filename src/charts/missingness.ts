import { asGiven, type Chart, type ChartSize, chart, chartWidths, datum, type Layer } from "./chart.js";
import { isolated, wrapped } from "./lettering.js";
import { assertInside, placed, type Scale } from "./scale.js";
import { colours, textSize } from "./theme.js";

/** How much of one attribute is known. */
export interface MissingnessRow {
  readonly label: string;
  /** Share of people whose group is unknown, in [0, 1]; null: too few to show. */
  readonly unknown: number | null;
  readonly text: string;
}

export interface Missingness {
  readonly rows: readonly MissingnessRow[];
  readonly tick: (value: number) => string;
}

const rowHeight = { wide: 31, narrow: 50 } as const;

/** A bar per attribute, known and unknown; drawn for every attribute, also where nothing is missing. */
export function missingness(figure: Missingness, size: ChartSize): Chart {
  const narrow = size === "narrow";
  const width = chartWidths[size];
  const scale: Scale = { type: "linear", domain: [0, 1], range: narrow ? [14, width - 20] : [188, 660] };
  const heightOf = rowHeight[size];
  const middle = (index: number) => index * heightOf + (narrow ? 33 : 15);
  const bottom = figure.rows.length * heightOf + 2;
  assertInside(
    scale,
    figure.rows.flatMap(({ unknown }) => (unknown === null ? [] : [unknown])),
  );
  const known = figure.rows.map((row, index) => datum(0, 1 - (row.unknown ?? 0), middle(index) - 9, middle(index) + 9));
  const missing = figure.rows.flatMap((row, index) =>
    row.unknown === null || row.unknown === 0 ? [] : [datum(1 - row.unknown, 1, middle(index) - 9, middle(index) + 9)],
  );
  const bars = { x: placed("c0", scale), x2: { field: "c1" }, y: asGiven("c2"), y2: { field: "c3" } };
  const text = { x: asGiven("c0"), y: asGiven("c1"), text: { field: "c2", type: "nominal" } };
  const labelWidth = narrow ? 200 : 176;
  const layers: Layer[] = [
    {
      name: "grid",
      rows: [0, 0.25, 0.5, 0.75, 1].map((tick) => datum(tick, 0, bottom)),
      mark: { type: "rule", color: colours.grid },
      encoding: { x: placed("c0", scale), y: asGiven("c1"), y2: { field: "c2" } },
    },
    {
      name: "known",
      rows: known.filter((row) => row.c1 !== 0),
      mark: { type: "rect", color: colours.faint },
      encoding: bars,
    },
    {
      name: "unknown",
      rows: missing,
      mark: { type: "rect", fill: colours.paper, stroke: colours.ink, strokeWidth: 1.5 },
      encoding: bars,
    },
    {
      name: "labels",
      rows: figure.rows.map((row, index) =>
        datum(
          0,
          narrow ? middle(index) - 20 : middle(index),
          isolated(wrapped(row.label, { size: textSize.label, width: labelWidth, lines: 1 })[0] ?? ""),
        ),
      ),
      mark: { type: "text" },
      encoding: text,
    },
    {
      name: "values",
      rows: figure.rows.map((row, index) =>
        datum(narrow ? width - 1 : 670, narrow ? middle(index) - 20 : middle(index), row.text),
      ),
      mark: { type: "text", color: colours.ink2, align: narrow ? "right" : "left" },
      encoding: text,
    },
    {
      name: "ticks",
      rows: [0, 0.25, 0.5, 0.75, 1].map((tick) => datum(tick, bottom + 12, figure.tick(tick))),
      mark: { type: "text", fontSize: textSize.axis, color: colours.ink2, align: "center" },
      encoding: { ...text, x: placed("c0", scale) },
    },
  ];
  return chart(width, bottom + 22, layers);
}
