import type { UnitProfiles } from "../core/cells.js";
import { type Bootstrap, type BootstrapOptions, bootstrap } from "./bootstrap.js";

/**
 * Bootstrap of a figure of cell counts where rows of one unit (customer) belong together: whole units are drawn anew, by the
 * multiplicities of their distinct profiles, and the cells added up from them. The jackknife leaves out whole units too.
 * `statistic` is given the rows per cell (as many as `cells`), which it must not keep.
 * Source: Davison and Hinkley 1997, section 3.8 (resampling clusters).
 */
export function bootstrapUnits(
  profiles: Pick<UnitProfiles, "units" | "start" | "cell" | "n">,
  cells: number,
  statistic: (rows: Float64Array) => number | null,
  options: BootstrapOptions,
): Bootstrap | null {
  const rows = new Float64Array(cells);
  const { start, cell, n } = profiles;
  const fromUnits = ([units]: readonly Float64Array[]): number | null => {
    rows.fill(0);
    for (const [p, times] of units!.entries()) {
      if (times === 0) continue;
      for (let e = start[p]!; e < start[p + 1]!; e++) {
        const at = cell[e]!;
        rows[at] = rows[at]! + times * n[e]!;
      }
    }
    return statistic(rows);
  };
  return bootstrap([profiles.units], fromUnits, options);
}
