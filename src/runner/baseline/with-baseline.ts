import type { BaselineFacts, Findings } from "../../record/run-record.js";
import { changeGroupRows, placesOf } from "./change-groups.js";
import { changeRows } from "./change-rows.js";
import type { Baseline } from "./comparison.js";
import { flipTable } from "./flip-rows.js";

/**
 * Findings with what changed since a baseline: each group's values of both, what their bounds follow from, how disparities changed and
 * whose decisions did. Nothing is said of groups that either hides, and small numbers of changed decisions are not told.
 */
export function withBaseline(findings: Findings, baseline: Baseline): Findings {
  const usable = findings.suite.weight === null ? baseline : weighted(baseline);
  const flips = usable.paired === null ? null : flipTable(findings, usable.paired);
  const places = placesOf(findings);
  const groups = changeGroupRows(findings, usable, places, flips);
  const facts = factsOf(findings, usable);
  const changed = { ...findings, baseline: facts, change_groups: groups };
  return { ...changed, changes: changeRows(changed, usable), ...(flips === null ? {} : { flips: flips.rows }) };
}

/** Rows are paired as rows, and a share of weighted rows is another one. */
const weighted = (baseline: Baseline): Baseline =>
  baseline.paired === null ? baseline : { ...baseline, paired: null, reason: "rows have weights" };

function factsOf(findings: Findings, { facts, record, model, paired, reason }: Baseline): BaselineFacts {
  const everybody = paired?.groups.find(({ attribute }) => attribute === null);
  const across = [...findings.correlations, ...record.correlations].map(({ attribute }) => attribute);
  return {
    ...facts,
    model,
    paired: paired !== null,
    reason,
    rows_paired: everybody === undefined ? null : everybody.cells.reduce((sum, { n }) => sum + n, 0),
    model_sha256: record.models.find(({ id }) => id === model)?.sha256 ?? null,
    data_sha256: record.data.sha256,
    suite_sha256: record.suite.sha256,
    from: record.data.from,
    to: record.data.to,
    units_across: [...new Set([...(paired?.unitsAcross ?? []), ...across])].sort(),
  };
}
