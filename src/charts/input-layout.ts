import { asGiven, type ChartSize, chartWidths, type Datum, datum, type Layer } from "./chart.js";
import type { InputSign } from "./inputs.js";
import { isolated, textWidth, wrapped } from "./lettering.js";
import { placed, type Scale } from "./scale.js";
import type { Spot, Tip } from "./spot.js";
import { colours, textSize } from "./theme.js";

/** A row of a figure of inputs: its name at the left, its figure at the right. */
export interface InputLabel {
  readonly label: string;
  readonly bold: boolean;
  readonly sign: InputSign;
  readonly figure: string;
  /** Everything known of the row, for who points at it. */
  readonly tip?: (() => Tip) | undefined;
}

/** An input in its place: heights of its label and of its mark. */
export interface PlacedInput extends InputLabel {
  readonly labelY: number;
  readonly y: number;
  readonly top: number;
  readonly bottom: number;
}

export interface InputLayout {
  readonly width: number;
  readonly plotLeft: number;
  readonly plotRight: number;
  readonly labelX: number;
  readonly labelWidth: number;
  /** Labels stand above their marks, with their figure, and no line may run through them. */
  readonly stacked: boolean;
  readonly rows: readonly PlacedInput[];
  readonly top: number;
  readonly bottom: number;
}

const rowHeight = { wide: 29, narrow: 46 } as const;
/** Room for the figures at the right, and for the signs before the plot or before the label. */
const columns = { figure: 84, sign: 26 } as const;

/** Rows under each other, from `top` on. */
export function inputLayout(labels: readonly InputLabel[], size: ChartSize, top: number): InputLayout {
  const stacked = size === "narrow";
  const width = chartWidths[size];
  const signed = labels.some(({ sign }) => sign !== null);
  const room = signed ? columns.sign : 0;
  const longest = Math.max(0, ...labels.map(({ label, bold }) => textWidth(label, textSize.label, bold)));
  const plotLeft = stacked ? 4 : Math.min(330, Math.max(170, Math.ceil(longest) + 20)) + room;
  const labelX = stacked && signed ? 16 : 0;
  const height = rowHeight[size];
  const rows = labels.map((label, index) => {
    const start = top + index * height;
    return {
      ...label,
      labelY: start + (stacked ? 11 : height / 2),
      y: start + (stacked ? 31 : height / 2),
      top: start,
      bottom: start + height,
    };
  });
  return {
    width,
    plotLeft,
    plotRight: stacked ? width - 6 : width - columns.figure,
    labelX,
    labelWidth: stacked ? width - labelX - columns.figure : plotLeft - room - 12,
    stacked,
    rows,
    top,
    bottom: top + labels.length * height,
  };
}

export const inputSpots = ({ rows }: InputLayout): Spot[] =>
  rows.flatMap(({ tip, top, bottom }) => (tip === undefined ? [] : [{ top, bottom, tip }]));

export const textLayer = (name: string, rows: readonly Datum[], mark: object = {}): Layer => ({
  name,
  rows,
  mark: { type: "text", ...mark },
  encoding: { x: asGiven("c0"), y: asGiven("c1"), text: { field: "c2", type: "nominal" } },
});

export const small = { fontSize: textSize.axis, color: colours.ink2 } as const;

/** Vertical lines at values: through all rows at once or, where labels stand above their marks, beside each mark only. */
export const verticalLines = (
  { rows, stacked, top, bottom }: InputLayout,
  values: readonly number[],
  reach = 10,
): Datum[] =>
  values.flatMap((value) =>
    stacked ? rows.map(({ y }) => datum(value, y - reach, y + reach)) : [datum(value, top - 4, bottom)],
  );

export const verticalEncoding = (scale: Scale) => ({
  x: placed("c0", scale),
  y: asGiven("c1"),
  y2: { field: "c2" },
});

/** Names of the inputs, their figures, and what they are to the attribute. */
export function labelLayers({ rows, labelX, labelWidth, width, plotLeft, stacked }: InputLayout): Layer[] {
  const label = ({ label, bold, labelY }: PlacedInput) =>
    datum(
      labelX,
      labelY,
      isolated(wrapped(label, { size: textSize.label, width: labelWidth, lines: 1, bold })[0] ?? ""),
    );
  const figure = ({ figure, labelY }: PlacedInput) => datum(width - 2, labelY, figure);
  const sign = (wanted: InputSign) =>
    rows
      .filter(({ sign }) => sign === wanted)
      .map(({ labelY }) => datum(stacked ? 6 : plotLeft - columns.sign / 2, labelY));
  const signLayer = (name: string, rows: readonly Datum[], fill: string): Layer => ({
    name,
    rows,
    mark: {
      type: "point",
      shape: "triangle-up",
      size: 66,
      filled: false,
      fill,
      stroke: colours.ink2,
      strokeWidth: 1.6,
    },
    encoding: { x: asGiven("c0"), y: asGiven("c1") },
  });
  const [bold, plain] = [rows.filter((row) => row.bold), rows.filter((row) => !row.bold)];
  return [
    textLayer("labels", plain.map(label)),
    textLayer("bold", bold.map(label), { fontWeight: 650 }),
    textLayer("figures", plain.map(figure), { align: "right" }),
    textLayer("boldFigures", bold.map(figure), { align: "right", fontWeight: 650 }),
    signLayer("standIns", sign("stand_in"), colours.ink2),
    signLayer("own", sign("own"), colours.paper),
  ];
}

/** Tick texts, a second line below them where there is one, and the axis title. */
export function inputAxis(
  layout: InputLayout,
  scale: Scale,
  ticks: readonly number[],
  texts: {
    readonly axisTitle: string;
    readonly tick: (value: number, decimals: number) => string;
    readonly gloss: ((value: number) => string) | null;
  },
): { readonly layers: readonly Layer[]; readonly bottom: number } {
  const { width, plotLeft, stacked, bottom } = layout;
  const { gloss } = texts;
  const titleX = stacked ? 0 : plotLeft;
  const title = wrapped(texts.axisTitle, { size: textSize.axis, width: width - titleX, lines: 3 });
  const onScale = (name: string, rows: readonly Datum[]): Layer => ({
    ...textLayer(name, rows, { ...small, align: "center" }),
    encoding: { x: placed("c0", scale), y: asGiven("c1"), text: { field: "c2", type: "nominal" } },
  });
  const decimals = Math.max(0, ...ticks.map((tick) => (String(tick).split(".")[1] ?? "").length));
  const titleY = bottom + (gloss === null ? 32 : 48);
  return {
    layers: [
      onScale(
        "ticks",
        ticks.map((tick) => datum(tick, bottom + 12, texts.tick(tick, decimals))),
      ),
      onScale("glosses", gloss === null ? [] : ticks.map((tick) => datum(tick, bottom + 28, gloss(tick)))),
      textLayer(
        "axisTitle",
        title.map((line, index) => datum(titleX, titleY + index * 16, line)),
        small,
      ),
    ],
    bottom: titleY + (title.length - 1) * 16 + 10,
  };
}
