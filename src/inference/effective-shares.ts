import type { Entries, Measurement } from "../metrics/index.js";
import { type EffectiveProportion, type UnitSums, weightedProportion } from "../stats/index.js";
import type { Material } from "./material.js";
import { unitProportions } from "./unit-proportions.js";

/** Groups whose values are shares of rows, or stand on one. */
interface ShareGroups {
  readonly measurements: readonly (Measurement | null)[];
  readonly groups: readonly Entries[];
  /** Per group and unit, as for a mean; null where rows are not counted by unit. */
  readonly sums: readonly UnitSums[] | null;
}

/**
 * How many independent rows that count alike each group's share is worth; null where they are such rows, or the values do not stand on
 * shares.
 */
export function effectiveShares(
  { measurements, groups, sums }: ShareGroups,
  material: Material,
): (EffectiveProportion | null)[] | null {
  if (!measurements.some((measurement) => measurement?.share !== undefined)) return null;
  if (material.clustered) return sums && unitProportions(sums, material);
  if (!material.weighted) return null;
  return weightedProportion(
    measurements.map((measurement, group) => ({
      successes: weightsOf(groups[group]!, (i) => measurement !== null && isWithin(measurement, i)),
      trials: weightsOf(groups[group]!, () => measurement !== null),
    })),
  );
}

/** Whether an entry's rows are in the numerator of the share: share + influence is 1 or 0, but for rounding. */
const isWithin = ({ share, influence }: Measurement, entry: number): boolean =>
  (share?.of ?? 0) + (influence?.[entry] ?? 0) > 0.5;

/** Every row of an entry is taken to carry their mean weight. */
function weightsOf({ n, w }: Entries, wanted: (entry: number) => boolean) {
  const sums = { n: 0, w: 0, w2: 0 };
  for (let i = 0; i < n.length; i++) {
    if (!(n[i]! > 0 && wanted(i))) continue;
    sums.n += n[i]!;
    sums.w += w[i]!;
    sums.w2 += (w[i]! * w[i]!) / n[i]!;
  }
  return sums;
}
