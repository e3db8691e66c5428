import type { GateSpec } from "../record/run-record.js";
import { boundsOf, detectableDifference, detectableRatio, neededPerGroup, normalQuantile } from "../stats/index.js";
import type { Member } from "./gate-groups.js";
import { effectiveRows, isShare, rowsBehind } from "./sizes.js";

/** Chance of settling a gate that planning figures are for. */
export const plannedPower = 0.8;

/**
 * Rows of each of two groups (metric denominators) that would settle the gate with 80 % power if today's values are the true
 * ones, at one-sided level alpha; null where the values lie on the limit. Repeated units and unequal weights need more rows by
 * today's design effect.
 */
export function rowsNeeded(a: Member, b: Member, gate: GateSpec, alpha: number): number | null {
  if (gate.bound === "at_most" && isShare(a) && isShare(b)) {
    const needed = neededPerGroup(a.value, b.value, gate.tolerance, alpha, plannedPower);
    const designEffect = (rowsBehind(a) / effectiveRows(a) + rowsBehind(b) / effectiveRows(b)) / 2;
    return needed === null ? null : Math.ceil(needed * designEffect);
  }
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
  return member.evidence.interval === "t_mean" || distance <= widest(member) ? distance : null;
}

const factor = (alpha: number): number => normalQuantile(plannedPower) - normalQuantile(alpha);

/** Correlations reach from -1 to 1, other values from 0 to 1. */
const widest = ({ evidence }: Member): number => (evidence.interval === "mcc_fisher_z" ? 2 : 1);

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
