import type { Disparity, DistributionDisparity, GroupScores } from "../disparities/index.js";
import { byLabel } from "../metrics/by-label.js";
import type { Entries } from "../metrics/index.js";
import { boundsOf } from "../stats/index.js";
import { type Comparable, type DisparityEstimate, noValue, withInterval, worstStatus } from "./compare-groups.js";

/** The groups of one table with the distributions of their scores. */
export interface DistributionTable {
  /** Of a metric of the same rows and scores. */
  readonly table: Comparable;
  /** In the order of the groups of `table`. */
  readonly entries: readonly Entries[];
  readonly weighted: boolean;
  /** Whether rows have weights, or units several rows. */
  readonly dependent: boolean;
}

const dependentRows = "no interval that holds its level with weights, or with several rows per unit";
const singleRow = "a single row has no spread";

/** How the scores of each group are distributed against those of the reference group, by each of the disparities that say so. */
export function compareDistributions(
  compared: DistributionTable,
  disparities: readonly Disparity[],
): DisparityEstimate[] {
  const { table, entries, weighted } = compared;
  if (table.groups.length < 2) return [];
  const scores = entries.map((one) => groupScores(one, weighted));
  return disparities.flatMap((disparity) =>
    disparity.kind === "distribution"
      ? table.groups.flatMap((_, group) =>
          group === table.reference ? [] : [ofPair(compared, scores, disparity, group)],
        )
      : [],
  );
}

function ofPair(
  { table, dependent }: DistributionTable,
  scores: readonly GroupScores[],
  disparity: DistributionDisparity,
  group: number,
): DisparityEstimate {
  const { referenceName, reference, groups, alpha } = table;
  const one = groups[group] as Comparable["groups"][number];
  const names = { disparity: disparity.name, group: one.name, reference: referenceName, ...withInterval(noValue) };
  if (reference === null)
    return { ...names, status: "not_estimable", reason: `the reference group ${referenceName} has no rows here` };
  const { status, reason } = worstStatus([one, groups[reference] as Comparable["groups"][number]]);
  if (status !== "ok") return { ...names, status, reason };
  const [ofGroup, ofReference] = [scores[group]!, scores[reference]!];
  if (dependent) {
    const value = disparity.value(ofGroup, ofReference);
    if (value === null) return { ...names, status: "not_estimable", reason: disparity.empty };
    return { ...names, value, status, reason: dependentRows };
  }
  const found = disparity.of(ofGroup, ofReference);
  if (found === null) return { ...names, status: "not_estimable", reason: disparity.empty };
  const { value, evidence, p } = found;
  if (evidence === null) return { ...names, value, p, status, reason: singleRow };
  const { interval, basis } = evidence;
  return { ...names, value, ...boundsOf(evidence, alpha), p, interval, basis, status, reason: null };
}

const groupScores = (entries: Entries, weighted: boolean): GroupScores => ({
  ...byLabel(entries, weighted),
  scores: allScores(entries),
});

/** Scores of all rows, whatever their label; equal ones stand side by side. */
function allScores({ score, w }: Entries): GroupScores["scores"] {
  const [values, counts] = [new Float64Array(score.length), new Float64Array(score.length)];
  let distinct = 0;
  for (let i = 0; i < score.length; i++) {
    if (!(w[i]! > 0)) continue;
    if (distinct === 0 || values[distinct - 1] !== score[i]) values[distinct++] = score[i]!;
    counts[distinct - 1]! += w[i]!;
  }
  return { values: values.subarray(0, distinct), counts: counts.subarray(0, distinct) };
}
