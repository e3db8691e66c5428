import type { Findings, GateSpec } from "../record/run-record.js";
import { assessor } from "./assess.js";
import { attributionCase } from "./attribution-case.js";
import type { Case } from "./case.js";
import { detectionRows } from "./detection.js";
import { driftCase } from "./drift-case.js";
import { gateGroups } from "./gate-groups.js";
import { jointCase } from "./joint-case.js";
import { judgedGroups } from "./judged-groups.js";
import { regressionCase } from "./regression-case.js";
import { rowCase } from "./row-case.js";

/** Collects from the record what a gate is judged on, and how. */
export function caseOf(findings: Findings, gate: GateSpec): Case {
  if (gate.drift !== undefined) return driftCase(findings, gate);
  if (gate.regression) return regressionCase(findings, gate);
  if (gate.metric === null)
    return jointCase(findings, gate) ?? attributionCase(findings, gate) ?? rowCase(findings, gate);
  const groups = gateGroups(findings, gate);
  const notJudged = judgedGroups(groups.members, gate, findings.suite.min_group);
  const judged = notJudged.map((reason) => reason === null);
  const assess = assessor(gate, groups, judged);
  const toReference = gate.disparity.endsWith("_to_reference");
  return { gate, groups, notJudged, toReference, assess, planned: gate, detection: detectionRows(gate, groups) };
}
