/** A figure of one or more samples, each given as counts per cell; null where it is not defined. */
export type CellStatistic = (samples: readonly Float64Array[]) => number | null;

/** Sum over a sample's rows of the influence's cube and square, each divided by that power of the sample's size. */
interface Influence {
  readonly cubes: number;
  readonly squares: number;
}

function influenceOf(samples: readonly Float64Array[], s: number, statistic: CellStatistic): Influence | null {
  const cells = samples[s]!;
  const n = cells.reduce((sum, count) => sum + count, 0);
  const left: { rows: number; value: number }[] = [];
  for (const [i, rows] of cells.entries()) {
    if (rows === 0) continue;
    cells[i] = rows - 1;
    const value = statistic(samples);
    cells[i] = rows;
    if (value === null) return null;
    left.push({ rows, value });
  }
  const mean = left.reduce((sum, { rows, value }) => sum + rows * value, 0) / n;
  const influence = ({ value }: { value: number }): number => ((n - 1) * (mean - value)) / n;
  return {
    cubes: left.reduce((sum, part) => sum + part.rows * influence(part) ** 3, 0),
    squares: left.reduce((sum, part) => sum + part.rows * influence(part) ** 2, 0),
  };
}

/**
 * Acceleration of the BCa interval by the jackknife, from cells: leaving out one row of a cell has the same effect for all its
 * rows, so there are as many evaluations as cells. Several samples are left out of in turn. null where leaving out a row
 * makes the statistic undefined; 0 where nothing varies.
 * Source: B. Efron and R. Tibshirani, An Introduction to the Bootstrap (1993), equation 14.15; several samples as in
 * A. C. Davison and D. V. Hinkley, Bootstrap Methods and their Application (1997), section 5.3.2.
 */
export function jackknifeAcceleration(samples: readonly Float64Array[], statistic: CellStatistic): number | null {
  const copies = samples.map((cells) => cells.slice());
  let [cubes, squares] = [0, 0];
  for (const s of copies.keys()) {
    const influence = influenceOf(copies, s, statistic);
    if (influence === null) return null;
    cubes += influence.cubes;
    squares += influence.squares;
  }
  return squares === 0 ? 0 : cubes / (6 * squares ** 1.5);
}
