import { asGiven, type Datum, datum, type Layer } from "./chart.js";
import { isolated, textWidth, wrapped } from "./lettering.js";
import type { PlacedBlock, PlacedRow, RateColumns } from "./rate-layout.js";
import { isNote, type RateMark, type RateNote, type RateRow, type Rates } from "./rates.js";
import { placed, type Scale } from "./scale.js";
import { colours, textSize } from "./theme.js";

interface Look {
  readonly fill: string;
  readonly stroke: string;
  readonly shape: string;
}

/** Colour means verdict: only a group over its limit has one. Marks stand out from lines by an outline in the colour of the paper. */
const looks: Record<RateMark, Look> = {
  reference: { fill: colours.paper, stroke: colours.ink, shape: "circle" },
  group: { fill: colours.ink, stroke: colours.paper, shape: "circle" },
  over: { fill: colours.over, stroke: colours.paper, shape: "square" },
  undecided: { fill: colours.paper, stroke: colours.ink, shape: "diamond" },
  unknown: { fill: colours.faint, stroke: colours.paper, shape: "circle" },
};

type Drawn = PlacedRow & { row: RateRow };
type Noted = PlacedRow & { row: RateNote };

const text = (name: string, rows: readonly Datum[], mark: object = {}): Layer => ({
  name,
  rows,
  mark: { type: "text", ...mark },
  encoding: { x: asGiven("c0"), y: asGiven("c1"), text: { field: "c2", type: "nominal" } },
});

type Span = readonly [top: number, bottom: number];

/** Where vertical lines run: through all rows at once or, where labels stand above their marks, beside each mark only. */
const spans = (rows: readonly PlacedRow[], columns: RateColumns, whole: Span): Span[] =>
  columns.stacked ? rows.filter(({ row }) => !isNote(row)).map(({ y }): Span => [y - 8, y + 10]) : [whole];

const note = ({ row, y }: Noted, columns: RateColumns): Datum => {
  const width = (columns.stacked ? columns.width : columns.plotRight) - columns.plotLeft - 12;
  const text = textWidth(row.note, textSize.axis) <= width ? row.note : row.brief;
  return datum(columns.plotLeft + 7, y, wrapped(text, { size: textSize.axis, width, lines: 1 })[0] ?? "");
};

/** Dotted lines: each block's reference through its rows with a mark, everybody's value through all rows. */
function dottedLines(figure: Rates, blocks: readonly PlacedBlock[], columns: RateColumns, whole: Span): Datum[] {
  const references = blocks.flatMap((block, index) => {
    const value = figure.blocks[index]?.reference ?? null;
    const marked = block.rows.filter(({ row }) => !isNote(row));
    const last = marked.at(-1);
    if (value === null || last === undefined) return [];
    return spans(marked, columns, [block.top, last.y + 11]).map((span) => datum(value, ...span));
  });
  const { everybody } = figure;
  const rows = blocks.flatMap((block) => block.rows);
  return everybody === null
    ? references
    : [...references, ...spans(rows, columns, whole).map((span) => datum(everybody.value, ...span))];
}

/** Ground: grid lines, dotted lines of references, and over them bands of rows without a mark. */
export function groundLayers(
  figure: Rates,
  blocks: readonly PlacedBlock[],
  columns: RateColumns,
  scale: Scale,
  at: { ticks: readonly number[]; top: number; bottom: number },
): Layer[] {
  const rows = blocks.flatMap((block) => block.rows);
  const notes = rows.filter((row): row is Noted => isNote(row.row));
  const vertical = { x: placed("c0", scale), y: asGiven("c1"), y2: { field: "c2" } };
  const grid = at.ticks.flatMap((tick) =>
    spans(rows, columns, [at.top - 6, at.bottom]).map((span) => datum(tick, ...span)),
  );
  const right = columns.stacked ? columns.width : columns.plotRight;
  return [
    { name: "grid", rows: grid, mark: { type: "rule", color: colours.grid }, encoding: vertical },
    {
      name: "references",
      rows: dottedLines(figure, blocks, columns, [at.top, at.bottom]),
      mark: { type: "rule", color: colours.ink, strokeDash: [1.5, 3], strokeWidth: 1.5 },
      encoding: vertical,
    },
    {
      name: "bands",
      rows: notes.map(({ y }) => datum(columns.plotLeft, right, y - 9, y + 9)),
      mark: { type: "rect", color: colours.tint },
      encoding: { x: asGiven("c0"), x2: { field: "c1" }, y: asGiven("c2"), y2: { field: "c3" } },
    },
    text(
      "notes",
      notes.map((row) => note(row, columns)),
      { fontSize: textSize.axis, color: colours.ink2 },
    ),
  ];
}

/** Intervals and marks, one of each per group with a value. */
export function markLayers(blocks: readonly PlacedBlock[], scale: Scale): Layer[] {
  const drawn = blocks.flatMap((block) => block.rows).filter((row): row is Drawn => !isNote(row.row));
  const bounded = drawn.filter(({ row }) => row.low !== null && row.high !== null);
  return [
    {
      name: "intervals",
      rows: bounded.map(({ row, y }) => datum(row.low ?? row.value, row.high ?? row.value, y)),
      mark: { type: "rule", color: colours.ink2, strokeWidth: 2 },
      encoding: { x: placed("c0", scale), x2: { field: "c1" }, y: asGiven("c2") },
    },
    {
      name: "points",
      rows: drawn.map(({ row, y }) =>
        datum(
          row.value,
          y,
          looks[row.mark].fill,
          looks[row.mark].stroke,
          looks[row.mark].shape,
          row.whole ? 140 : row.mark === "over" ? 110 : 80,
        ),
      ),
      mark: { type: "point", filled: false, strokeWidth: 1.8 },
      encoding: {
        x: placed("c0", scale),
        y: asGiven("c1"),
        fill: asGiven("c2", "nominal"),
        stroke: asGiven("c3", "nominal"),
        shape: asGiven("c4", "nominal"),
        size: asGiven("c5"),
      },
    },
  ];
}

const isBold = (row: RateRow | RateNote): boolean => row.whole || (!isNote(row) && row.mark === "over");

/** Labels at the left, figures at the right, bars of counts. */
export function columnLayers(blocks: readonly PlacedBlock[], columns: RateColumns): Layer[] {
  const rows = blocks.flatMap((block) => block.rows);
  const drawn = rows.filter((row): row is Drawn => !isNote(row.row));
  const label = ({ row, labels }: PlacedRow) =>
    labels.map((line) => datum(row.whole ? 0 : columns.indent, line.y, isolated(line.text)));
  const heads = blocks.flatMap(({ head }) =>
    head === null
      ? []
      : [
          datum(
            0,
            head.y,
            isolated(
              wrapped(head.text, { size: textSize.label, width: columns.rateRight - 44, lines: 1, bold: true })[0] ??
                "",
            ),
          ),
        ],
  );
  const bars = drawn.filter(({ row }) => row.share !== null && row.share > 0);
  return [
    text("heads", heads, { fontWeight: 650 }),
    text("labels", rows.filter(({ row }) => !isBold(row)).flatMap(label)),
    text("bold", rows.filter(({ row }) => isBold(row)).flatMap(label), { fontWeight: 650 }),
    text(
      "rates",
      drawn.map(({ row, y }) => datum(columns.rateRight, y, row.rate)),
      { align: "right" },
    ),
    text(
      "counts",
      drawn.map(({ row, y }) => datum(columns.countRight, y, row.count)),
      { align: "right", color: colours.ink2 },
    ),
    {
      name: "bars",
      rows:
        columns.barLeft >= columns.width
          ? []
          : bars.map(({ row, y }) =>
              datum(
                columns.barLeft,
                columns.barLeft + (row.share ?? 0) * (columns.width - columns.barLeft),
                y - 5,
                y + 5,
              ),
            ),
      mark: { type: "rect", color: colours.rule },
      encoding: { x: asGiven("c0"), x2: { field: "c1" }, y: asGiven("c2"), y2: { field: "c3" } },
    },
  ];
}

/** Column heads, the text of the line for everybody, tick texts and the axis title. */
export function legendLayers(
  figure: Rates,
  columns: RateColumns,
  scale: Scale,
  at: { ticks: readonly number[]; bottom: number },
): Layer[] {
  const small = { fontSize: textSize.axis, color: colours.ink2 };
  const title = wrapped(figure.axisTitle, {
    size: textSize.axis,
    width: columns.width - (columns.stacked ? 0 : columns.plotLeft),
    lines: 3,
  });
  return [
    text(
      "columnHeads",
      [
        datum(columns.rateRight, 8, figure.rateHead),
        datum(
          Math.min(columns.width - 1, columns.barLeft < columns.width ? columns.width : columns.countRight),
          8,
          figure.countHead,
        ),
      ],
      { ...small, align: "right" },
    ),
    {
      ...text(
        "everybody",
        figure.everybody === null ? [] : [datum(figure.everybody.value, 8, figure.everybody.label)],
        { ...small, align: "center" },
      ),
      encoding: { x: placed("c0", scale), y: asGiven("c1"), text: { field: "c2", type: "nominal" } },
    },
    {
      ...text(
        "ticks",
        at.ticks.map((tick) => datum(tick, at.bottom + 12, figure.tick(tick))),
        { ...small, align: "center" },
      ),
      encoding: { x: placed("c0", scale), y: asGiven("c1"), text: { field: "c2", type: "nominal" } },
    },
    text(
      "axisTitle",
      title.map((line, index) => datum(columns.plotLeft, at.bottom + 32 + index * 16, line)),
      small,
    ),
  ];
}
