import { z } from "zod";
import { driftSubjects } from "../core/drift.js";

const number = z.number().nullable();
const text = z.string().nullable();

/** How many rows of a group are in a bin. Rows are counted, not weighted. */
export const distributionRow = z.strictObject({
  /** null: the distribution does not depend on a model. */
  model: text,
  of: z.enum(driftSubjects),
  /** Column of the data; null: it is of no column. */
  feature: text,
  /** null: everybody. Of the population: the attribute whose groups are the bins. */
  attribute: text,
  group: text,
  /** From 0, in the order of the values; of values without an order the most frequent first. */
  bin: z.number(),
  /** Numbers above `low` and up to `high`; null: without end, or no numbers. */
  low: number,
  high: number,
  /** The value; null: the bin holds numbers. "(other)" and "(missing)" are bins of their own; a value of that name has a \ before it. */
  value: text,
  /** Rows; null: told together with those of the bin `merged_into`. */
  n: number,
  /** The bin whose `n` holds this one's rows, so that no small number is told; null: its own. */
  merged_into: number,
  /** Rows in all bins together, and how many independent ones they are worth; null: not known, as there are too few units. */
  rows: z.number(),
  effective: number,
});

/** How far a distribution is from that of the baseline. */
export const driftRow = z.strictObject({
  model: text,
  of: z.enum(driftSubjects),
  feature: text,
  attribute: text,
  group: text,
  /** population_stability, jensen_shannon (distance), kolmogorov_smirnov or total_variation. */
  statistic: z.string(),
  status: z.enum(["ok", "undefined", "suppressed", "not_estimable"]),
  reason: text,
  /** Of the rows as they are. */
  observed: number,
  /** Without what chance adds: the drift of which the observed one would be the median. */
  value: number,
  low: number,
  high: number,
  /** Rows of both runs, and bins that both tell apart. */
  n_before: number,
  n_now: number,
  bins: number,
});

/** What a drift gate looks at, besides the attribute whose groups it judges. */
export const driftSubject = z.strictObject({ of: z.enum(driftSubjects), feature: text });

export type DistributionRow = z.infer<typeof distributionRow>;
export type DriftRow = z.infer<typeof driftRow>;
export type DriftSubject = z.infer<typeof driftSubject>;

/** Names of bins beside the values. */
export const otherValues = "(other)";
export const missingValue = "(missing)";

/** A value of the data as the name of a bin. */
export const valueName = (value: string): string => (/^\\*\((other|missing)\)$/.test(value) ? `\\${value}` : value);

/** The value that such a name stands for; inverse of {@link valueName}. */
export const valueOfName = (name: string): string => (/^\\+\((other|missing)\)$/.test(name) ? name.slice(1) : name);

/** Two distributions over the same bins. */
export interface ComparedDistributions {
  readonly before: { readonly counts: Float64Array; readonly effective: number };
  readonly now: { readonly counts: Float64Array; readonly effective: number };
  /** Rows in all bins. */
  readonly rowsBefore: number;
  readonly rowsNow: number;
  /** Whether the bins have an order. */
  readonly ordered: boolean;
}

/**
 * The rows of one distribution then and now over the bins that both tell apart: what either merges is merged in both. A bin that one of them
 * does not have is empty there. null: one is not there, or nothing is known of how many independent rows it is worth.
 */
export function comparedDistributions(
  before: readonly DistributionRow[],
  now: readonly DistributionRow[],
): ComparedDistributions | null {
  const [effectiveBefore, effectiveNow] = [before[0]?.effective ?? null, now[0]?.effective ?? null];
  if (effectiveBefore === null || effectiveNow === null) return null;
  const keys = [...new Set([...now, ...before].map(keyOf))];
  const parts = joined(keys, [before, now]);
  const places = [...new Set(parts)];
  const counts = (rows: readonly DistributionRow[]): Float64Array => {
    const sums = new Float64Array(places.length);
    for (const row of rows) sums[places.indexOf(parts[keys.indexOf(keyOf(row))]!)]! += row.n ?? 0;
    return sums;
  };
  return {
    before: { counts: counts(before), effective: effectiveBefore },
    now: { counts: counts(now), effective: effectiveNow },
    rowsBefore: before[0]!.rows,
    rowsNow: now[0]!.rows,
    ordered: [...before, ...now].some(({ value }) => value === null),
  };
}

/** What tells a bin from the others of its distribution. */
const keyOf = ({ low, high, value }: DistributionRow): string => JSON.stringify([low, high, value]);

/** By bin the first one that it is together with, in either list. */
function joined(keys: readonly string[], lists: readonly (readonly DistributionRow[])[]): number[] {
  const part = keys.map((_, place) => place);
  for (const rows of lists) {
    for (const row of rows) {
      const into = rows.find(({ bin }) => bin === row.merged_into);
      if (into === undefined) continue;
      const [from, to] = [part[keys.indexOf(keyOf(row))]!, part[keys.indexOf(keyOf(into))]!];
      const [first, second] = [Math.min(from, to), Math.max(from, to)];
      for (const [place, of] of part.entries()) if (of === second) part[place] = first;
    }
  }
  return part;
}

/** The rows of one distribution. */
export const distributionOf = (
  rows: readonly DistributionRow[],
  place: Pick<DistributionRow, "model" | "of" | "feature" | "attribute" | "group">,
): DistributionRow[] =>
  rows.filter(
    (row) =>
      row.of === place.of &&
      row.model === place.model &&
      row.feature === place.feature &&
      row.attribute === place.attribute &&
      row.group === place.group,
  );
