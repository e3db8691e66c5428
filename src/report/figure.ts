import type { Chart, ChartSize } from "../charts/index.js";
import type { Context } from "./context.js";
import { draw } from "./draw.js";
import { plain, type Rich } from "./rich-text.js";
import type { Table } from "./table.js";

/** A sign of a drawing's key. */
export type Sign =
  | "ring"
  | "dot"
  | "square"
  | "diamond"
  | "circle"
  | "unknown"
  | "line"
  | "known"
  | "missing"
  | "bar"
  | "band"
  | "hollow"
  | "limit"
  | "stand-in"
  | "own"
  | "filled";

export interface KeyEntry {
  readonly sign: Sign;
  readonly text: Rich;
}

/** What a section says for a figure before it is drawn. */
export interface Sketch {
  /** A full sentence with the number: the figure's title. */
  readonly takeaway: Rich;
  readonly key: readonly KeyEntry[];
  /** More of what is to be seen, for those who do not see it. */
  readonly summary: readonly Rich[];
  readonly chart: (size: ChartSize) => Chart;
  readonly table: Table;
}

/** A figure as templates print it. */
export interface Figure {
  readonly id: string;
  readonly label: Rich;
  readonly takeaway: Rich;
  readonly key: readonly KeyEntry[];
  readonly description: string;
  /** Finished markup of this program's own drawings, data escaped. */
  readonly svg: string;
  /** What opens the table. */
  readonly show: Rich;
  readonly table: Table;
}

/** Draws a figure in both widths; figures are numbered in the order of the report. */
export async function drawn(context: Context, sketch: Sketch, number: number): Promise<Figure> {
  const { takeaway, key, summary, table } = sketch;
  const svg = (await draw(sketch.chart("wide"), "wide")) + (await draw(sketch.chart("narrow"), "narrow"));
  const description = [takeaway, ...summary, context.t("figure.see_table")].map(plain).join(" ");
  return {
    id: `figure-${number}`,
    label: context.t("figure.number", { n: number }),
    takeaway,
    key,
    description,
    svg,
    show: context.t("figure.show"),
    table,
  };
}
