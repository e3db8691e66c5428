import type { Spot } from "./spot.js";
import { vegaConfig } from "./theme.js";

/** One drawn thing: a position, a text, a colour. Columns are `c0`, `c1` …, because Vega reads a dot or bracket in a column name as a path and then draws nothing. */
export type Datum = Readonly<Record<`c${number}`, number | string>>;

/** Marks of one kind, each with its own finished rows: nothing is counted, binned or filtered by Vega, which merges "null" with missing. */
export interface Layer {
  readonly name: string;
  readonly mark: Readonly<Record<string, unknown>>;
  readonly encoding: Readonly<Record<string, unknown>>;
  readonly rows: readonly Datum[];
}

/** A Vega-Lite specification and what has to be seen in its drawing. Sizes are in CSS pixels. */
export interface Chart {
  readonly width: number;
  readonly height: number;
  readonly spec: Readonly<Record<string, unknown>>;
  /** Marks that each layer must draw: rows without a finite value would vanish without a word. */
  readonly marks: Readonly<Record<string, number>>;
  /** Rows that can be pointed at where the drawing is alive, from top to bottom. */
  readonly spots: readonly Spot[];
}

/** The two widths of every figure: one for a column of text, one for a phone, where the first one's letters would be unreadable. */
export const chartWidths = { wide: 904, narrow: 343 } as const;
export type ChartSize = keyof typeof chartWidths;

export const datum = (...values: readonly (number | string)[]): Datum =>
  Object.fromEntries(values.map((value, index) => [`c${index}`, value]));

/** A channel whose column holds pixels, colours or shapes as they are to be drawn. */
export const asGiven = (field: string, type: "quantitative" | "nominal" = "quantitative") => ({
  field,
  type,
  scale: null,
  axis: null,
  legend: null,
});

/**
 * On a scale Vega drops a row without a finite value, and without a scale it draws it at 0; a column name with a dot or bracket
 * is read as a path into an object and found empty. None of this makes a sound.
 */
function assertDrawable({ name, rows }: Layer): void {
  for (const row of rows) {
    for (const [column, value] of Object.entries(row)) {
      if (!/^c\d+$/.test(column)) throw new RangeError(`chart layer "${name}" has a column that is not c0, c1 …`);
      if (typeof value !== "string" && !Number.isFinite(value))
        throw new RangeError(`chart layer "${name}" has a row with ${value}`);
    }
  }
}

/**
 * Layers without rows are left out: Vega-Lite would still draw their axes.
 * @throws RangeError for a row that Vega would lose
 */
export function chart(width: number, height: number, layers: readonly Layer[], spots: readonly Spot[] = []): Chart {
  const drawn = layers.filter((layer) => layer.rows.length > 0);
  for (const layer of drawn) assertDrawable(layer);
  return {
    width,
    height,
    spots,
    marks: Object.fromEntries(drawn.map((layer) => [layer.name, layer.rows.length])),
    spec: {
      $schema: "https://vega.github.io/schema/vega-lite/v6.json",
      width,
      height,
      padding: 0,
      autosize: "none",
      config: vegaConfig,
      layer: drawn.map(({ name, mark, encoding, rows }) => ({ name, data: { values: rows }, mark, encoding })),
    },
  };
}
