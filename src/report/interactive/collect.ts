import type { Chart } from "../../charts/index.js";
import type { Context } from "../context.js";
import { compiled } from "../draw.js";
import { drawn, type Figure, type Sketch } from "../figure.js";
import { scriptSafe } from "../island.js";
import { plain } from "../rich-text.js";
import { type Content, controlWords, type LiveDrawing, type LiveFigure, type Measure } from "./content.js";
import { partsOf } from "./parts.js";

/** Gathers what an interactive page needs beside what it shows. */
export interface Collector {
  /** A figure that stands in the page. */
  add(figure: Figure, sketch: Sketch): void;
  /** Figures to choose between; gives those that stand in the page only when they are chosen, without drawings. */
  choose(measures: readonly Measure[]): Promise<Figure[]>;
  /** As JSON, safe inside a script element. */
  content(): string;
}

/** More than this many measures in one list would make a page that is slow to open; the others are read in the tables. */
const mostMeasures = 24;

/** Name of the rows that can be pointed at. */
const spotsName = "spots";

/** A chart's specification for Vega, with a transparent mark over each row that can be pointed at: its tooltip is the row's number, from 1, because Vega takes 0 for none. */
function liveDrawing(chart: Chart, shapes: string[]): LiveDrawing {
  const { $schema, data = [], marks = [], ...vega } = compiled(chart);
  const spots = chart.spots.map(({ top, bottom }) => [top, bottom] as const);
  const values = spots.map(([top, bottom], row) => ({ c0: top, c1: bottom - top, c2: row + 1 }));
  const place = { x: { value: 0 }, x2: { signal: "width" }, y: { field: "c0" }, height: { field: "c1" } };
  const over = {
    ...{ type: "rect", aria: false, from: { data: spotsName } },
    encode: { enter: { ...place, fill: { value: "transparent" }, tooltip: { field: "c2" } } },
  };
  const whole = { ...vega, data: [...data, { name: spotsName, values }], marks: [...marks, over] };
  return { ...partsOf(whole, shapes), spots };
}

function liveFigure(sketch: Sketch, shapes: string[]): LiveFigure | null {
  const [wide, narrow] = [sketch.chart("wide"), sketch.chart("narrow")];
  if (wide.spots.length === 0) return null;
  if (wide.spots.length !== narrow.spots.length) throw new Error("a figure has other rows in its narrow drawing");
  return {
    tips: wide.spots.map(({ tip }) => tip()),
    wide: liveDrawing(wide, shapes),
    narrow: liveDrawing(narrow, shapes),
  };
}

export function collector(context: Context): Collector {
  const figures = new Map<string, LiveFigure>();
  const shapes: string[] = [];
  const lists: { readonly name: string; readonly id: string }[][] = [];
  const keep = (id: string, sketch: Sketch): void => {
    const live = liveFigure(sketch, shapes);
    if (live !== null) figures.set(id, live);
  };
  const choose = async (measures: readonly Measure[]): Promise<Figure[]> => {
    if (measures.length < 2) return [];
    const others: Figure[] = [];
    const list: { name: string; id: string }[] = [];
    for (const { name, figure, sketch } of measures.slice(0, mostMeasures)) {
      const id = figure?.id ?? `measure-${lists.length}-${list.length}`;
      if (figure === null) {
        const sketched = sketch();
        // Drawn for its checks: what the browser draws from the same specification is whole too.
        others.push({ ...(await drawn(context, sketched, 0)), id, label: [], svg: "" });
        keep(id, sketched);
      }
      if (figures.has(id)) list.push({ name: plain(name), id });
    }
    lists.push(list);
    return others.filter(({ id }) => figures.has(id));
  };
  const content = (): string => {
    const words = Object.fromEntries(
      controlWords.map((key) => [key, context.text(`interactive.${key}`, places)]),
    ) as Content["words"];
    const content: Content = {
      words,
      shapes: shapes.map((shape) => JSON.parse(shape)),
      figures: Object.fromEntries(figures),
      measures: lists,
    };
    return scriptSafe(content);
  };
  return { add: ({ id }, sketch) => keep(id, sketch), choose, content };
}

/** Places of a message that the page fills in. */
const places = { figure: "{figure}", table: "{table}", n: "{n}", all: "{all}" };
