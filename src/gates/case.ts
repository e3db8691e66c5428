import type { DetectionRow, GateSpec } from "../record/run-record.js";
import type { AssessAt } from "./assess.js";
import type { GateGroups } from "./gate-groups.js";
import type { NotJudged } from "./judged-groups.js";

/** A gate with what the record holds for it. */
export interface Case {
  readonly gate: GateSpec;
  readonly groups: GateGroups;
  /** One entry per member. */
  readonly notJudged: readonly NotJudged[];
  /** Whether the pairs it is assessed by are a group and the reference, in this order. */
  readonly toReference: boolean;
  /** How it is assessed, or why it cannot be. */
  readonly assess: AssessAt | string;
  /** The gate as figures for planning take it, on the scale of its members' values; null: there are none for it. */
  readonly planned: GateSpec | null;
  readonly detection: readonly DetectionRow[];
}
