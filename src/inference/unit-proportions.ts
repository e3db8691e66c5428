import { cautiousProportion, clusteredProportion, type EffectiveProportion, type UnitSums } from "../stats/index.js";

/** From this share of the rows on a group has next to nobody beside it. */
const nearlyAll = 2 / 3;

/**
 * Proportions of groups whose rows come in units, by the method that held its level in simulations (docs/calibration.md): the
 * design effect pooled over the groups steadies each of them; a group that holds nearly all rows is left with its own, and
 * weights make it uncertain everywhere: there the cautious variance and degrees of freedom.
 */
export function unitProportions(
  groups: readonly UnitSums[],
  { weighted }: { readonly weighted: boolean },
): (EffectiveProportion | null)[] {
  if (weighted) return cautiousProportion(groups);
  const rows = groups.map(rowsOf);
  const all = rows.reduce((sum, n) => sum + n, 0);
  const large = rows.findIndex((n) => n > nearlyAll * all);
  const proportions = clusteredProportion(groups);
  return large < 0 ? proportions : proportions.with(large, cautiousProportion(groups)[large] ?? null);
}

function rowsOf({ rows, count }: UnitSums): number {
  let sum = 0;
  for (let i = 0; i < rows.length; i++) sum += rows[i]! * count[i]!;
  return sum;
}
