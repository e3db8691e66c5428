import type { CountedValues } from "../stats/index.js";

/**
 * Quantiles as NumPy's `quantile` has them (method "linear"), in the same steps of double arithmetic: whether a score reaches a quantile
 * that is itself a score hangs on the last digit.
 * @param samples counted together; one row at least
 * @param levels in [0, 1]
 */
export function numpyQuantiles(samples: readonly CountedValues[], levels: Float64Array): Float64Array {
  const all = samples.flatMap(({ values, counts }) => Array.from(values, (value, i) => ({ value, rows: counts[i]! })));
  all.sort((a, b) => a.value - b.value);
  const upTo = new Float64Array(all.length);
  let rows = 0;
  for (let i = 0; i < all.length; i++) {
    rows += all[i]!.rows;
    upTo[i] = rows;
  }
  const at = (place: number): number => all[placeOf(upTo, Math.min(place, rows - 1))]!.value;
  return levels.map((level) => {
    const virtual = (rows - 1) * level;
    const place = Math.floor(virtual);
    return between(at(place), at(place + 1), virtual - place);
  });
}

/** First entry whose cumulated rows are more than `place`. */
function placeOf(upTo: Float64Array, place: number): number {
  let [low, high] = [0, upTo.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (upTo[middle]! > place) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** NumPy's `_lerp`. */
const between = (a: number, b: number, t: number): number => {
  const gap = b - a;
  return t >= 0.5 ? b - gap * (1 - t) : a + gap * t;
};
