import type { ChartSize } from "./chart.js";
import { textWidth, wrapped } from "./lettering.js";
import type { RateNote, RateRow, Rates } from "./rates.js";
import { textSize } from "./theme.js";

/** Where the columns of a figure of rates lie, in pixels. */
export interface RateColumns {
  readonly width: number;
  readonly plotLeft: number;
  readonly plotRight: number;
  /** Right edges of the two columns of figures, and left edge of the bars of counts. */
  readonly rateRight: number;
  readonly countRight: number;
  readonly barLeft: number;
  readonly indent: number;
  /** Labels stand above their marks, where they are too long to stand beside them. */
  readonly stacked: boolean;
}

/** A row in its place: the lines of its label and the height at which its mark lies. */
export interface PlacedRow {
  readonly row: RateRow | RateNote;
  readonly labels: readonly { readonly text: string; readonly y: number }[];
  readonly y: number;
  readonly top: number;
  readonly bottom: number;
}

export interface PlacedBlock {
  readonly head: { readonly text: string; readonly y: number } | null;
  readonly rows: readonly PlacedRow[];
  readonly top: number;
  readonly bottom: number;
}

const rowHeight = 26;
const lineHeight = 17;

/** Columns for a figure: as wide as its longest label asks for, within limits. */
export function columnsFor(figure: Rates, size: ChartSize, bars: boolean): RateColumns {
  const indent = size === "wide" ? 12 : 8;
  const longest = Math.max(
    0,
    ...figure.blocks.flatMap(({ rows }) => rows.map((row) => textWidth(row.label, textSize.label, row.whole))),
  );
  if (size === "wide") {
    const plotLeft = Math.min(320, Math.max(170, Math.ceil(longest) + indent + 16));
    const right = bars
      ? { plotRight: 704, rateRight: 766, countRight: 830, barLeft: 838 }
      : { plotRight: 756, rateRight: 821, countRight: 902, barLeft: 904 };
    return { width: 904, plotLeft, ...right, indent, stacked: false };
  }
  // Two lines of 88 pixels beside the plot hold most labels.
  const stacked = longest > 150;
  return {
    width: 343,
    plotLeft: stacked ? indent : 98,
    plotRight: 232,
    rateRight: 282,
    countRight: 342,
    barLeft: 343,
    indent,
    stacked,
  };
}

function placeRow(row: RateRow | RateNote, top: number, columns: RateColumns): PlacedRow {
  const width = columns.stacked ? columns.width - columns.indent : columns.plotLeft - columns.indent - 10;
  const lines = wrapped(row.label, {
    size: textSize.label,
    width,
    lines: 2,
    bold: row.whole || ("mark" in row && row.mark === "over"),
  });
  const above = columns.stacked ? lines.length * lineHeight : 0;
  const height = rowHeight + (columns.stacked ? above : (lines.length - 1) * lineHeight);
  const y = columns.stacked ? top + above + 9 : top + height / 2;
  const first = columns.stacked ? top + lineHeight / 2 + 2 : y - ((lines.length - 1) * lineHeight) / 2;
  return {
    row,
    y,
    labels: lines.map((text, index) => ({ text, y: first + index * lineHeight })),
    top,
    bottom: top + height,
  };
}

/** All blocks under each other, from `top` on. */
export function placeBlocks(figure: Rates, columns: RateColumns, top: number): PlacedBlock[] {
  let y = top;
  return figure.blocks.map(({ head, rows }) => {
    const headY = y + rowHeight / 2;
    if (head !== null) y += rowHeight;
    const start = y;
    const placedRows = rows.map((row) => {
      const placed = placeRow(row, y, columns);
      y = placed.bottom;
      return placed;
    });
    const block = { head: head === null ? null : { text: head, y: headY }, rows: placedRows, top: start, bottom: y };
    y += 13;
    return block;
  });
}
