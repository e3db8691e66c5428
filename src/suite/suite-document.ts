import type { Alias, Scalar, YAMLMap, YAMLSeq } from "yaml";
import type { Place } from "./suite.js";
import type { TextPlaces } from "./text-places.js";

/** What a YAML text is made of. */
export type Node = Alias | Scalar | YAMLMap | YAMLSeq;

/** A complaint about the text itself. */
export interface TextProblem extends Place {
  readonly message: string;
}

/** A YAML or JSON text as plain data, and where its parts stand. */
export interface SuiteDocument {
  /** Plain objects, arrays and scalars; undefined when the text could not be read as YAML. */
  readonly data: unknown;
  readonly root: Node | null;
  readonly anchors: ReadonlyMap<string, Node>;
  readonly places: TextPlaces;
  readonly problems: readonly TextProblem[];
}
