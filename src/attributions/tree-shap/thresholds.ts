import { nextUp, nextUpSingle } from "../../models/trees/next-up.js";

/**
 * The least number that does not go left at a numeric split. A `single` model rounds values to float32 before it compares, so that
 * numbers below its threshold may round up to it.
 */
export const leastRight = (threshold: number, single: boolean): number =>
  single ? leastRoundedTo(singleAtLeast(threshold)) : threshold;

function singleAtLeast(value: number): number {
  const rounded = Math.fround(value);
  return rounded < value ? nextUpSingle(rounded) : rounded;
}

const singleBefore = (value: number): number => -nextUpSingle(-value);

/** Where the float32 numbers would go on beyond their largest: what is at least half way there rounds to infinity. */
const afterLastSingle = 2 ** 128;
const finite = (single: number): number => Math.max(-afterLastSingle, Math.min(afterLastSingle, single));

/** The least double that rounds to a float32 number or a larger one: half way from the one before, where ties go to even. */
function leastRoundedTo(single: number): number {
  if (single === Number.NEGATIVE_INFINITY) return single;
  const half = (finite(singleBefore(single)) + finite(single)) / 2;
  return Math.fround(half) >= single ? half : nextUp(half);
}
