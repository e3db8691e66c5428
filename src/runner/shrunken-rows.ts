import { splitNames, unknownGroup } from "../core/groups.js";
import type { GroupRow, RunRecord, ShrunkenRow } from "../record/run-record.js";
import { type Proportion, type ShrunkenRate, shrinkRates } from "../stats/index.js";

type CorrelationRow = RunRecord["correlations"][number];

/**
 * Rates of one table of combinations, each drawn towards the mean of all: small combinations are many, and the highest and the
 * lowest of many small numbers are mostly chance. Learnt from the rows of the record alone, so that nothing of a hidden group is in
 * it; unknown groups take no part. Weighted rows and those of units count as many as their intervals take them for.
 * @param groups one metric on one table
 * @param correlations of the same estimates; where units stand in several combinations, these are not separate samples, and no row is made
 */
export function shrunkenRows(
  groups: readonly GroupRow[],
  correlations: readonly CorrelationRow[],
  alpha: number,
): ShrunkenRow[] {
  if (correlations.length > 0 || !isCombination(groups[0])) return [];
  const members = groups.flatMap((row) => {
    const counts = hasUnknown(row) ? null : countsOf(row);
    return counts === null ? [] : [{ row, counts }];
  });
  const rates = shrinkRates(
    members.map(({ counts }) => counts),
    alpha,
  );
  return members.flatMap(({ row }, i) => {
    const rate = rates?.[i];
    return rate === undefined ? [] : [shrunkenRow(row, rate)];
  });
}

function shrunkenRow(row: GroupRow, { value, low, high, posterior }: ShrunkenRate): ShrunkenRow {
  const { model, metric, attribute, group, class: className, stratum, n } = row;
  const place = { model, metric, attribute: attribute as string, group: group as string, class: className, stratum };
  return { ...place, n: n as number, value, low, high, interval: "beta_binomial", basis: [...posterior] };
}

/** Combinations that get no shrunken rates, each once. */
export const notShrunken = (correlations: readonly CorrelationRow[]): RunRecord["warnings"] =>
  [...new Set(correlations.map(({ attribute }) => attribute))]
    .filter((attribute) => splitNames(attribute).length > 1)
    .map((attribute) => ({ code: "not_shrunken", values: { attribute } }));

const isCombination = (row: GroupRow | undefined): boolean =>
  row !== undefined && row.attribute !== null && splitNames(row.attribute).length > 1;

const hasUnknown = ({ group }: GroupRow): boolean => splitNames(group ?? "").includes(unknownGroup);

/** A share's rows, effective ones where they are not independent or do not count alike; null for what is no share or has no value. */
function countsOf({ status, interval, basis }: GroupRow): Proportion | null {
  const [first, second] = basis ?? [];
  if (status !== "ok" || first === undefined || second === undefined) return null;
  if (interval === "wilson") return { successes: first, trials: second };
  return interval === "wilson_effective" ? { successes: first * second, trials: second } : null;
}
