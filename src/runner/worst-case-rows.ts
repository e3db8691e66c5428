import { splitNames, unknownGroup } from "../core/groups.js";
import type { GroupRow, WorstCaseRow } from "../record/run-record.js";
import { type ManskiBounds, manskiBounds, type Proportion } from "../stats/index.js";

/** Spreads whose bounds follow from the rates' parts. */
const spreads = [
  { disparity: "max_difference", of: ({ gap }: ManskiBounds) => gap },
  { disparity: "min_ratio", of: ({ ratio }: ManskiBounds) => ratio },
] as const;

/**
 * What the spreads of a rate can be over all ways to deal an attribute's unknown rows to its groups; no row where every group
 * is known. Learnt from the rows of the record alone: with hidden groups, to which unknown rows may belong as well, the bounds
 * are those of the spread between the others, and none are given where the unknown group itself is hidden.
 * @param groups a rate's rows of one table
 */
export function worstCaseRows(groups: readonly GroupRow[]): WorstCaseRow[] {
  const [first] = groups;
  const unknown = groups.find(({ group }) => group === unknownGroup);
  if (first === undefined || unknown === undefined || !isSingle(first.attribute)) return [];
  const { model, metric, attribute, class: className, stratum } = first;
  const place = { model, metric, attribute, class: className, stratum };
  const known = groups.filter((row) => row !== unknown);
  const hidden = [unknown, ...known].filter(isHidden);
  const figures = isHidden(unknown) ? nothing : figuresOf(known, unknown, hidden.length > 0);
  if (figures === null) return [];
  const { bounds, ...rows } = figures;
  return spreads.map(
    ({ disparity, of }): WorstCaseRow => ({
      ...place,
      disparity,
      status: hidden.length > 0 ? "suppressed" : "ok",
      reason: hidden.length > 0 ? hidden.map(({ group }) => `not shown: ${group}`).join("; ") : null,
      ...(bounds === null ? { low: null, high: null } : of(bounds)),
      interval: "manski",
      ...rows,
    }),
  );
}

const isHidden = ({ status }: GroupRow): boolean => status === "suppressed";

const isSingle = (attribute: string | null): attribute is string =>
  attribute !== null && splitNames(attribute).length === 1;

const nothing = { bounds: null, known: null, unknown: null };

/** Bounds with the rows behind them; null: fewer than two groups can have a rate. */
function figuresOf(known: readonly GroupRow[], unknown: GroupRow, others: boolean) {
  const groups = known.filter((row) => !isHidden(row)).map(partsOf);
  const bounds = manskiBounds(groups, partsOf(unknown), { others });
  if (bounds === null) return null;
  return { bounds, known: groups.reduce((sum, { trials }) => sum + trials, 0), unknown: partsOf(unknown).trials };
}

const partsOf = ({ numerator, denominator }: GroupRow): Proportion => ({
  successes: numerator ?? 0,
  trials: denominator ?? 0,
});
