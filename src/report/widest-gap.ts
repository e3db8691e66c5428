import { splitNames } from "../core/groups.js";
import type { DisparityRow, GateRow } from "../record/run-record.js";
import { unitOf } from "./amounts.js";
import { type Check, checkOf } from "./checks.js";
import type { Context } from "./context.js";

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
  p: row.p,
  p_adjusted: row.p_adjusted,
  not_judged: [],
  n_needed: null,
});

/** Which comparisons: of one metric or of all shares, by one attribute (or combination) or by all single ones. */
interface About {
  readonly metric: string;
  readonly class: string | null;
}

/** The widest gap that the first model's groups show; null where no two groups can be compared. */
export function widestGap(context: Context, about: About | null, attribute: string | null = null): Check | null {
  const { record } = context;
  const wanted = (row: DisparityRow): boolean =>
    about === null
      ? // The base rate is a fact about the data, not about what the model does.
        row.metric !== "prevalence" && unitOf(context, row.metric) === "percent"
      : row.metric === about.metric && row.class === about.class;
  const candidates = record.disparities.filter(
    (row) =>
      row.disparity === "max_difference" &&
      row.model === record.models[0]?.id &&
      row.stratum === null &&
      row.status === "ok" &&
      row.value !== null &&
      (attribute === null ? splitNames(row.attribute).length === 1 : row.attribute === attribute) &&
      wanted(row),
  );
  const [widest] = candidates.toSorted((a, b) => (b.value ?? 0) - (a.value ?? 0));
  return widest === undefined ? null : checkOf(context, asGate(widest, record.suite.confidence ?? 0.95));
}
