import { splitNames, unknownGroup } from "../core/groups.js";
import type { DisparityRow, GateRow, GroupRow } from "../record/run-record.js";
import { unitOf } from "./amounts.js";
import { type Check, checkOf } from "./checks.js";
import type { Context } from "./context.js";
import { countOf } from "./sentences.js";

/** A comparison that nobody set a limit for, in the shape of a gate, so that the same sentences tell it. */
const asGate = (row: DisparityRow, confidence: number): GateRow => ({
  id: "",
  model: row.model,
  metric: row.metric,
  attribute: row.attribute,
  class: row.class,
  stratum: row.stratum,
  disparity: row.disparity,
  bound: "at_most",
  tolerance: 0,
  confidence,
  small_groups: "undecided",
  value: row.value,
  low: row.low,
  high: row.high,
  level: confidence,
  verdict: "undecided",
  reason: row.reason,
  group: row.group,
  reference: row.reference,
  judged_value: null,
  judged_group: null,
  judged_reference: null,
  pair_metric: row.metric,
  judged_metric: null,
  p: row.p,
  p_adjusted: row.p_adjusted,
  not_judged: [],
  n_needed: null,
});

/** Whether both groups of a comparison are large enough to be told of: a chance value of five people is no finding. */
function isLarge(context: Context, row: DisparityRow): boolean {
  const sizes = [row.group, row.reference].map((group) => {
    const found = context.find.group(row, group);
    return found === undefined ? 0 : countOf(context, found);
  });
  return Math.min(...sizes) >= (context.record.suite.min_group ?? 0);
}

/**
 * The widest gap of any share of the first model, over its single attributes; null where no two groups can be compared.
 * The base rate is left out: it is a fact about the data, not about what the model does.
 */
export function widestGap(context: Context): Check | null {
  const { record } = context;
  const candidates = record.disparities.filter(
    (row) =>
      row.disparity === "max_difference" &&
      row.model === record.models[0]?.id &&
      row.stratum === null &&
      row.status === "ok" &&
      row.value !== null &&
      row.metric !== "prevalence" &&
      splitNames(row.attribute).length === 1 &&
      unitOf(context, row.metric) === "percent",
  );
  const large = candidates.filter((row) => isLarge(context, row));
  const [widest] = (large.length > 0 ? large : candidates).toSorted((a, b) => (b.value ?? 0) - (a.value ?? 0));
  return widest === undefined ? null : checkOf(context, asGate(widest, record.suite.confidence ?? 0.95));
}

/** The two groups furthest apart among those large enough, of one metric by one attribute or combination. */
export function widestPair(context: Context, rows: readonly GroupRow[]): readonly [GroupRow, GroupRow] | null {
  const known = rows.filter((row) => row.value !== null && !splitNames(row.group ?? "").includes(unknownGroup));
  const large = known.filter((row) => countOf(context, row) >= (context.record.suite.min_group ?? 0));
  const sorted = large.toSorted((a, b) => (a.value ?? 0) - (b.value ?? 0));
  const [lowest, highest] = [sorted[0], sorted.at(-1)];
  return lowest === undefined || highest === undefined || lowest === highest ? null : [lowest, highest];
}
