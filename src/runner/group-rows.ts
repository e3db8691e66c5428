import type { Estimate, GroupTable, MetricView, Split } from "../inference/index.js";
import type { GroupRow } from "../record/run-record.js";
import { boundsOf } from "../stats/index.js";
import type { HiddenReason } from "./hidden-groups.js";
import type { Counts } from "./population.js";

/** One metric's estimates on one table, with the sizes of its groups. */
export interface EstimatedTable {
  readonly model: string;
  readonly view: MetricView;
  readonly table: GroupTable;
  readonly split: Split;
  readonly estimates: readonly Estimate[];
  readonly counts: readonly Counts[];
}

/** Rows of the record for one metric on one table. Hidden groups keep their name and nothing else. */
export function groupRows(estimated: EstimatedTable, hidden: HiddenReason, alpha: number): GroupRow[] {
  const { model, view, table } = estimated;
  return table.groups.flatMap((group, g): GroupRow[] => {
    if (group.rest) return [];
    const place = {
      model,
      metric: view.metric.name,
      attribute: table.attribute,
      group: group.name,
      class: view.class,
      stratum: table.stratum,
    };
    const reason = hidden(table.attribute, table.stratum, group.name);
    if (reason !== null) return [{ ...place, ...nothing, status: "suppressed", reason }];
    const { n, units } = estimated.counts[g] as Counts;
    return [{ ...place, n, units, ...figures(estimated.estimates[g] as Estimate, n, alpha) }];
  });
}

const nothing = {
  n: null,
  units: null,
  value: null,
  numerator: null,
  denominator: null,
  low: null,
  high: null,
  interval: null,
  basis: null,
};

function figures(estimate: Estimate, n: number, alpha: number) {
  const { status, value, numerator, denominator, evidence } = estimate;
  const { low, high } = evidence === null ? { low: null, high: null } : boundsOf(evidence, alpha);
  const basis = evidence === null ? null : [...evidence.basis];
  const reason = n === 0 ? "no row of this group was kept" : estimate.reason;
  return { status, value, numerator, denominator, low, high, interval: evidence?.interval ?? null, basis, reason };
}
