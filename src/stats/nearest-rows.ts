/** The rows next to one row, nearest first, in steps of equal distance. */
export interface NearestRows {
  readonly rows: Int32Array;
  /** Step s holds the places start[s] … start[s + 1] − 1 of `rows`. */
  readonly start: Int32Array;
  /** Distance of each step. */
  readonly distance: Float64Array;
}

/**
 * The nearest rows, at least `size` of them where there are so many, with all that are as far as the last one.
 * @param distance to each row; rows at an infinite one take no part
 */
export function nearestRows(distance: Float64Array, size: number): NearestRows {
  const sorted = distance.slice().sort();
  const limit = sorted[Math.min(size, sorted.length) - 1] ?? Number.NEGATIVE_INFINITY;
  const near: number[] = [];
  for (let row = 0; row < distance.length; row++)
    if (distance[row]! <= limit && distance[row]! < Number.POSITIVE_INFINITY) near.push(row);
  near.sort((a, b) => distance[a]! - distance[b]! || a - b);
  const start = near.flatMap((row, place) =>
    place > 0 && distance[row] === distance[near[place - 1]!] ? [] : [place],
  );
  return {
    rows: Int32Array.from(near),
    start: Int32Array.from([...start, near.length]),
    distance: Float64Array.from(start, (place) => distance[near[place]!]!),
  };
}

/** A mean over the nearest rows of one row, and what it would be without each unit. */
export interface NearestMean {
  /** NaN: there is no row. */
  readonly value: number;
  /** Units that the mean is made from. */
  readonly units: readonly number[];
  /** By unit of `units`: its part of the mean, which add up to 1, and the mean if the unit were not there (NaN: nobody else is). */
  readonly part: Float64Array;
  readonly without: Float64Array;
}

/**
 * Mean of `y` over the k nearest rows. Where rows as far as the k-th are more than are needed, all of them count in equal parts, so that
 * the mean does not depend on the order of rows. Of fewer than k rows it is the mean of them all.
 * @param nearest at least k rows more than the largest unit has, or all there are, with those that are as far as the last one
 * @param unit of each row
 * @param y a number per row
 */
export function nearestMean(
  nearest: NearestRows,
  k: number,
  unit: Int32Array,
  y: (row: number) => number,
): NearestMean {
  const { rows, start } = nearest;
  const steps = start.length - 1;
  const [count, sum] = [new Float64Array(steps), new Float64Array(steps)];
  for (let step = 0; step < steps; step++) {
    count[step] = start[step + 1]! - start[step]!;
    for (let place = start[step]!; place < start[step + 1]!; place++) sum[step]! += y(rows[place]!);
  }
  const taken = takenOf(count, k);
  const units = spotsOf(nearest, taken.findLastIndex((of) => of > 0) + 1, unit);
  const [part, without] = [new Float64Array(units.size), new Float64Array(units.size)];
  let at = 0;
  for (const spots of units.values()) {
    for (const { step, row } of spots) {
      part[at]! += taken[step]!;
      count[step]!--;
      sum[step]! -= y(row);
    }
    without[at++] = meanOf(count, sum, k);
    for (const { step, row } of spots) {
      count[step]!++;
      sum[step]! += y(row);
    }
  }
  return { value: meanOf(count, sum, k), units: [...units.keys()], part, without };
}

/** Mean distance of the k nearest rows; NaN without any. */
export const meanDistance = ({ start, distance }: NearestRows, k: number): number =>
  meanOf(
    distance.map((_, step) => start[step + 1]! - start[step]!),
    distance.map((far, step) => far * (start[step + 1]! - start[step]!)),
    k,
  );

/** Part of the mean that each row of a step has: 1/k while there are fewer than k, equal parts of what is left at the end. */
function takenOf(count: Float64Array, k: number): Float64Array {
  const size = Math.min(
    k,
    count.reduce((a, b) => a + b, 0),
  );
  let needed = size;
  return count.map((rows) => {
    const taken = Math.min(needed, rows);
    needed -= taken;
    return taken / rows / size;
  });
}

/** Mean of the first k rows, those of the last step that is needed in equal parts. */
function meanOf(count: Float64Array, sum: Float64Array, k: number): number {
  let [needed, total] = [k, 0];
  for (let step = 0; step < count.length && needed > 0; step++) {
    const taken = Math.min(needed, count[step]!);
    if (taken === 0) continue;
    total += (sum[step]! * taken) / count[step]!;
    needed -= taken;
  }
  return needed === k ? Number.NaN : total / (k - needed);
}

interface Spot {
  readonly step: number;
  readonly row: number;
}

/** The units of the first steps, each with all its rows. */
function spotsOf({ rows, start }: NearestRows, steps: number, unit: Int32Array): Map<number, Spot[]> {
  const found = new Map<number, Spot[]>();
  for (let step = 0; step < start.length - 1; step++)
    for (let place = start[step]!; place < start[step + 1]!; place++) {
      const row = rows[place]!;
      const spots = found.get(unit[row]!);
      if (spots !== undefined) spots.push({ step, row });
      else if (step < steps) found.set(unit[row]!, [{ step, row }]);
    }
  return found;
}
