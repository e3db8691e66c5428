import type { PairedModels } from "../../core/paired.js";
import type { BaselineFacts, Findings } from "../../record/run-record.js";

/** A record that stands in for the run that is compared with: its figures, and what it says of itself. */
export type BaselineRecord = Pick<Findings, "groups" | "disparities" | "correlations" | "models" | "suite" | "data">;

/** What a run is compared with. */
export interface Baseline {
  readonly facts: Pick<BaselineFacts, "name" | "kind" | "run_sha256" | "tool_version" | "finished">;
  /** Of another model of the suite: the run's own. */
  readonly record: BaselineRecord;
  /** The model that the first one is compared with. */
  readonly model: string;
  /** What both said of the same rows; null: it is not known, for the reason given. */
  readonly paired: PairedModels | null;
  readonly reason: string | null;
}
