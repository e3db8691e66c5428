import type { GateSpec } from "../record/run-record.js";
import { boundsOf, detectableDifference, detectableRatio, neededOfGroups, normalQuantile } from "../stats/index.js";
import type { Member } from "./gate-groups.js";
import { effectiveRows, isShare, rowsBehind } from "./sizes.js";

/** Chance of settling a gate that planning figures are for. */
export const plannedPower = 0.8;

/** Differences that are the largest between any two groups. */
const ofAllGroups = new Set(["max_difference", "difference_to_best"]);

/** An undecided gate as planning sees it. */
export interface Undecided {
  readonly gate: GateSpec;
  readonly members: readonly Member[];
  /** Which of them the gate judges. */
  readonly judged: readonly boolean[];
  /** The two that the gate speaks of. */
  readonly pair: readonly [Member, Member];
  /** One-sided level of the failing bound, which Holm's procedure gave the gate. */
  readonly failingAlpha: number;
}

/**
 * Rows of each group (metric denominators) that would settle the gate with 80 % power if today's values are the true ones; null
 * where they lie on the limit. The largest difference between shares depends on all of them, other comparisons on the two that
 * are furthest apart.
 */
export function rowsNeeded({ gate, members, judged, pair, failingAlpha }: Undecided): number | null {
  const alpha = 1 - gate.confidence;
  const all = ofAllGroups.has(gate.disparity);
  const compared = all ? members : pair;
  if (gate.bound === "at_least" || !compared.every(isShare)) return rowsOfPair(...pair, gate, alpha);
  const rates = all ? plannedRates(members, judged) : pair.map(({ value }) => value);
  const plan = { tolerance: gate.tolerance, alpha, lowAlpha: failingAlpha };
  const needed = neededOfGroups(rates, plan, plannedPower);
  return needed === null ? null : Math.ceil(needed * designEffect(compared));
}

/**
 * Today's shares. Groups too small to be judged stand at the share of those that are, all together: their own says next to
 * nothing. Where fewer than two are judged, all stand for themselves.
 */
function plannedRates(members: readonly Member[], judged: readonly boolean[]): number[] {
  const large = members.filter((_, i) => judged[i]);
  if (large.length < 2) return members.map(({ value }) => value);
  const sum = (of: (member: Member) => number | null) => large.reduce((total, member) => total + (of(member) ?? 0), 0);
  const pooled = sum(({ numerator }) => numerator) / sum(({ denominator }) => denominator);
  return members.map(({ value }, i) => (judged[i] ? value : pooled));
}

/** How many times as many rows are needed as independent ones of equal weight, on average. */
const designEffect = (members: readonly Member[]): number =>
  members.reduce((sum, member) => sum + rowsBehind(member) / effectiveRows(member), 0) / members.length;

/** The same for ratios and for values that are no shares, at one-sided level alpha: two normal values by themselves. */
function rowsOfPair(a: Member, b: Member, gate: GateSpec, alpha: number): number | null {
  const spread = rowVariance(a, gate.bound, alpha) + rowVariance(b, gate.bound, alpha);
  const distance = Math.abs(onScale(a.value, gate.bound) - onScale(b.value, gate.bound));
  const short = Math.abs(distance - (gate.bound === "at_most" ? gate.tolerance : -Math.log(gate.tolerance)));
  const needed = (factor(alpha) ** 2 * spread) / short ** 2;
  return Number.isFinite(needed) && short > 1e-12 ? Math.max(1, Math.ceil(needed)) : null;
}

/**
 * Smallest true gap to the reference group (largest ratio below 1) that an audit of this size finds with 80 % power, at
 * one-sided level alpha; null where none within the metric's range is large enough.
 */
export function smallestFound(member: Member, reference: Member, { bound }: GateSpec, alpha: number): number | null {
  if (isShare(member) && isShare(reference)) {
    const rule = bound === "at_most" ? detectableDifference : detectableRatio;
    return rule(reference.value, effectiveRows(member), effectiveRows(reference), alpha, plannedPower);
  }
  const error = Math.sqrt(
    rowVariance(member, bound, alpha) / rowsBehind(member) +
      rowVariance(reference, bound, alpha) / rowsBehind(reference),
  );
  const distance = factor(alpha) * error;
  if (!Number.isFinite(distance)) return null;
  if (bound === "at_least") return Math.exp(-distance);
  return distance <= widest(member) ? distance : null;
}

const factor = (alpha: number): number => normalQuantile(plannedPower) - normalQuantile(alpha);

/** Intervals of values that may be any number, such as minutes or amounts. */
const unbounded: readonly string[] = ["t_mean", "t_log", "t_log_complement", "order_statistic"];

/** The largest gap there can be: correlations reach from -1 to 1, other values from 0 to 1. */
function widest({ evidence: { interval, basis } }: Member): number {
  if (unbounded.includes(interval)) return Number.POSITIVE_INFINITY;
  if (interval === "t_bounded") return (basis[5] as number) - (basis[4] as number);
  return interval === "mcc_fisher_z" ? 2 : 1;
}

const onScale = (value: number, bound: GateSpec["bound"]): number => (bound === "at_most" ? value : Math.log(value));

/** Variance that one row contributes, on the scale that is compared: from the half-width of the interval. */
function rowVariance(member: Member, bound: GateSpec["bound"], alpha: number): number {
  if (isShare(member)) {
    const { value } = member;
    const designEffect = rowsBehind(member) / effectiveRows(member);
    return designEffect * (bound === "at_most" ? value * (1 - value) : (1 - value) / value);
  }
  const { low, high } = boundsOf(member.evidence, 2 * alpha);
  const halfWidth = (onScale(high ?? Number.POSITIVE_INFINITY, bound) - onScale(low ?? 0, bound)) / 2;
  return (halfWidth / normalQuantile(alpha)) ** 2 * rowsBehind(member);
}
