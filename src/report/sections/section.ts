import type { Check } from "../checks.js";
import type { Context } from "../context.js";
import type { Figure, Sketch } from "../figure.js";
import type { Rich } from "../rich-text.js";

/** What every section is made from. `figure` numbers figures in the order they are asked for. */
export interface Material {
  readonly context: Context;
  readonly checks: readonly Check[];
  readonly figure: (sketch: Sketch) => Promise<Figure>;
}

/** A section as the page prints it: `template` names the file that prints `view`. */
export interface Section {
  /** "0" to "14", or "A". */
  readonly number: string;
  readonly id: string;
  readonly title: Rich;
  readonly question: Rich;
  readonly template: string;
  readonly view: object;
}

/** One section of the report: reads the record, touches nothing else. */
export interface SectionMaker {
  readonly number: string;
  /** Key of the catalogue below `section`, and id in the page. */
  readonly id: string;
  make(material: Material): Promise<{ readonly template: string; readonly view: object }>;
}
