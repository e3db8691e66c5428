import type { Tip } from "../../charts/index.js";
import type { Figure, Sketch } from "../figure.js";
import type { Rich } from "../rich-text.js";

/** A figure that a reader can choose; `figure` null: it is drawn only when it is chosen. */
export interface Measure {
  readonly name: Rich;
  readonly figure: Figure | null;
  readonly sketch: () => Sketch;
}

/** One width of a figure: the parts of its Vega specification, and where its rows lie, in pixels from the top. */
export interface LiveDrawing {
  readonly width: number;
  readonly height: number;
  readonly scales: readonly object[];
  /** Index of the rest of the specification, which drawings of a kind share. */
  readonly shape: number;
  /** Rows of each of its data sets that have rows, columns c0, c1 … in order. */
  readonly rows: readonly (readonly (readonly unknown[])[])[];
  readonly spots: readonly (readonly [top: number, bottom: number])[];
}

export interface LiveFigure {
  /** What each row says, in the order of the spots. */
  readonly tips: readonly Tip[];
  readonly wide: LiveDrawing;
  readonly narrow: LiveDrawing;
}

/** Names of the words that controls are labelled with. */
export const controlWords = ["measure", "measure_of", "filter", "filter_of", "rows", "no_rows", "step", "at"] as const;

/** A Vega specification in which some data sets have an empty list of values. */
export interface LiveShape {
  readonly data: readonly { readonly values?: readonly unknown[] }[];
}

/** What the runtime reads from the page. */
export interface Content {
  readonly words: Readonly<Record<(typeof controlWords)[number], string>>;
  /** Specifications without sizes, scales and rows. */
  readonly shapes: readonly LiveShape[];
  /** By the id of the figure. */
  readonly figures: Readonly<Record<string, LiveFigure>>;
  /** Lists of figures that a reader can choose between, each with its name and id. */
  readonly measures: readonly (readonly { readonly name: string; readonly id: string }[])[];
}
