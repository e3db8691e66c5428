import type { GatePlaces } from "../record/gate-places.js";
import type { RunFile } from "../record/run-folder.js";
import type { GateRow, RunRecord } from "../record/run-record.js";
import type { RecordFormat } from "./format-names.js";

/** What an output is made from. */
export interface Material {
  readonly record: RunRecord;
  /** Where the suite's gates stand; null: not known, as of a record without its manifest. */
  readonly places: GatePlaces | null;
  /** Undecided gates stop the pipeline, as under `--strict`. */
  readonly strict: boolean;
}

/** One output format: a pure function of a run. The same run gives the same bytes. */
export interface Export {
  /** As on the command line. */
  readonly name: RecordFormat;
  /** Who reads it, in a few words. */
  readonly what: string;
  /** Whether its files go into the run folder, or its text to stdout. */
  readonly goesTo: "folder" | "stdout";
  files(material: Material): readonly RunFile[];
}

/** What a pipeline makes of a gate. */
export type Outcome = "failure" | "error" | "skipped" | "success";

/** A gate on no data is an error, an undecided one says nothing unless it has to. */
export function outcomeOf({ verdict }: GateRow, { strict }: Pick<Material, "strict">): Outcome {
  if (verdict === "undecided") return strict ? "failure" : "skipped";
  return ({ fail: "failure", error: "error", pass: "success" } as const)[verdict];
}
