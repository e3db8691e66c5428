import type { Interval } from "./interval-function.js";
import type { Proportion } from "./proportion.js";

/** Rows that share the value of a proxy (such as name and postcode), and how likely each group is among them. */
export interface ProxyCell extends Proportion {
  /** P(group | proxy) per group, adding to at most 1. */
  readonly probabilities: readonly number[];
}

/** Least and most successes that can be a group's in one cell, and the group's expected rows. */
function shareOf({ successes, trials, probabilities }: ProxyCell, group: number): Interval & { readonly rows: number } {
  const rows = trials * (probabilities[group] ?? 0);
  return { low: Math.max(0, successes + rows - trials), high: Math.min(successes, rows), rows };
}

/**
 * Bounds of one group's rate when the group itself is unknown and only its probability given a proxy is: within every cell all
 * ways to match outcomes with groups that the two margins allow. In [0, 1]; null when the group is nowhere possible. They
 * narrow as the proxy (or the outcome) comes near to certain, and they take the probabilities as exact.
 * Source: N. Kallus, X. Mao and A. Zhou, Management Science 68 (2022) 1959–1981, doi:10.1287/mnsc.2020.3850 (Fréchet bounds).
 */
export function proxyRate(cells: readonly ProxyCell[], group: number): Interval | null {
  let [low, high, rows] = [0, 0, 0];
  for (const cell of cells) {
    const share = shareOf(cell, group);
    low += share.low;
    high += share.high;
    rows += share.rows;
  }
  return rows > 0 ? { low: low / rows, high: high / rows } : null;
}

/**
 * Bounds of the difference of two groups' rates a − b under a proxy, in [−1, 1]. Sharp: in every cell the outcomes can be matched so
 * that a has the most and b the least it can. null when a group is nowhere possible.
 * Source: as `proxyRate`.
 */
export function proxyDifference(cells: readonly ProxyCell[], a: number, b: number): Interval | null {
  const [ofA, ofB] = [proxyRate(cells, a), proxyRate(cells, b)];
  return ofA === null || ofB === null ? null : { low: ofA.low - ofB.high, high: ofA.high - ofB.low };
}
