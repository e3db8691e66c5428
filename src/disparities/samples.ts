import type { Sample } from "../stats/index.js";
import type { DisparityValue, Member } from "./disparity.js";

/** The members as samples; null where one of them has no interval. */
export function samplesOf<const T extends readonly Member[]>(members: T): { [K in keyof T]: Sample } | null {
  return members.every(({ evidence }) => evidence !== null) ? (members as { [K in keyof T]: Sample }) : null;
}

/** A value whose parts have no interval. */
export const bare = (value: number | null): DisparityValue => ({ value, low: null, high: null, p: null, method: null });

/** Indices of the highest and the lowest value, the first where several are equal; two different ones even if all are. */
export function extremes(members: readonly Member[]): readonly [number, number] {
  const values = members.map(({ value }) => value);
  const [highest, lowest] = [values.indexOf(Math.max(...values)), values.indexOf(Math.min(...values))];
  return highest === lowest ? [0, 1] : [highest, lowest];
}

/** Groups of which each is bounded against every other that may be the best one: their number squared takes too long beyond. */
export const mostRanked = 100;

/** Index of the best value, the first where several are equal. */
export function bestOf(members: readonly Member[], better: "higher" | "lower"): number {
  const values = members.map(({ value }) => value);
  return values.indexOf(better === "higher" ? Math.max(...values) : Math.min(...values));
}
