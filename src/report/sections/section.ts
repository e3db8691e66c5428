import type { RunHistory } from "../../record/run-history.js";
import type { Check } from "../checks.js";
import type { Context } from "../context.js";
import type { Figure, Sketch } from "../figure.js";
import type { Measure } from "../interactive/content.js";

/** What every section is made from. `figure` numbers figures in the order they are asked for. */
export interface Material {
  readonly context: Context;
  readonly checks: readonly Check[];
  readonly figure: (sketch: Sketch) => Promise<Figure>;
  /** Lets a reader choose between figures of one kind, where the page can; gives those that are to be drawn only then. */
  readonly choose: (measures: readonly Measure[]) => Promise<readonly Figure[]>;
  /** What the archive knew of the suite when the run was sealed; null: nothing. */
  readonly history: RunHistory | null;
}

/** One section of the report: reads the record, touches nothing else. `template` names the file that prints `view`. */
export interface SectionMaker {
  /** "0" to "14", "11a", or "A". */
  readonly number: string;
  /** Key of the catalogue below `section`, and id in the page. */
  readonly id: string;
  make(material: Material): Promise<{ readonly template: string; readonly view: object }>;
}
