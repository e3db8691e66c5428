import type { Evidence } from "../core/estimate.js";
import type { GateSpec } from "../record/run-record.js";
import { hanleyMcneil } from "../stats/hanley-mcneil.js";
import { boundsOf, canBeJudged, canBeJudgedRatio } from "../stats/index.js";
import { normalUpper } from "../stats/normal-upper.js";
import type { Member } from "./gate-groups.js";
import { effectiveRows, isShare, rowsBehind } from "./sizes.js";

/** Why a group is not judged by a gate; null: it is. */
export type NotJudged = string | null;

/**
 * Which groups a gate judges: those of a size that could pass it, and of `minGroup` rows or more. What decides is the outcome
 * of all groups pooled, never the group's own, so that a group is not left out for how it does (calibrated in simulations:
 * equal groups pass, and a judged group at the tolerance passes falsely in no more than alpha).
 */
export function judgedGroups(members: readonly Member[], gate: GateSpec, minGroup: number): NotJudged[] {
  const couldPass = members.every(isShare) ? shareRule(members, gate) : widthRule(members, gate);
  return members.map((member) => {
    if (rowsBehind(member) < minGroup) return `fewer than ${minGroup}`;
    return couldPass(member) ? null : "too few to settle this limit";
  });
}

function shareRule(
  members: readonly Member[],
  { bound, tolerance, confidence }: GateSpec,
): (member: Member) => boolean {
  const pooled =
    total(members, ({ numerator }) => numerator ?? 0) / total(members, ({ denominator }) => denominator ?? 0);
  const most = Math.max(...members.map(effectiveRows));
  const rule = bound === "at_most" ? canBeJudged : canBeJudgedRatio;
  return (member) => rule(pooled, effectiveRows(member), most, tolerance, 1 - confidence);
}

/** The same for values that are no shares: half-widths of the pooled outcome's interval at the sizes of the group and of the largest one. */
function widthRule(
  members: readonly Member[],
  { bound, tolerance, confidence }: GateSpec,
): (member: Member) => boolean {
  const pooled = pooledEvidence(members);
  const level = 2 * (1 - confidence);
  const halfWidth = (member: Member): number => {
    const { low, high } = boundsOf(pooled(member), level);
    const [from, to] = bound === "at_most" ? [low, high] : [Math.log(low ?? 0), Math.log(high ?? 0)];
    return ((to as number) - (from as number)) / 2;
  };
  const largest = members.reduce((a, b) => (rowsBehind(b) > rowsBehind(a) ? b : a));
  const allowed = bound === "at_most" ? tolerance : -Math.log(tolerance);
  return (member) => Math.hypot(halfWidth(member), halfWidth(largest)) <= allowed;
}

/** Evidence of the outcome of all groups together, if it had the size of one of them. */
function pooledEvidence(members: readonly Member[]): (member: Member) => Evidence {
  if (members.every(({ evidence }) => areaIntervals.has(evidence.interval))) return pooledArea(members);
  const first = members[0]!.evidence.interval;
  // Bases that do not mean the same have nothing but their intervals in common.
  const interval = members.every(({ evidence }) => evidence.interval === first) ? first : "";
  const at =
    (i: number) =>
    ({ evidence }: Member) =>
      evidence.basis[i] as number;
  const share = (x: number, n: number) => total(members, at(x)) / Math.max(total(members, at(n)), 1);
  switch (interval) {
    case "f1_wilson": {
      const pooled = share(0, 1);
      return (member) => ({ interval, basis: [pooled * at(1)(member), at(1)(member)] });
    }
    case "balanced_accuracy_scas": {
      const [truePositive, falsePositive] = [share(0, 1), share(2, 3)];
      return (member) => ({
        interval,
        basis: [truePositive * at(1)(member), at(1)(member), falsePositive * at(3)(member), at(3)(member)],
      });
    }
    case "mcc_fisher_z": {
      const rows = total(members, rowsBehind);
      const shares = [0, 1, 2, 3].map((i) => total(members, at(i)) / rows);
      return (member) => ({ interval, basis: shares.map((part) => part * rowsBehind(member)) });
    }
    default:
      return pooledSpread(members);
  }
}

/** Their basis ends with the sizes of both classes. */
const areaIntervals = new Set(["delong_logit", "newcombe_auc"]);

/** Of values with a standard error: the spread of one row, pooled over all groups, at the size of one of them. */
function pooledSpread(members: readonly Member[]): (member: Member) => Evidence {
  const variance =
    total(members, (member) => errorOf(member) ** 2 * rowsBehind(member) ** 2) / total(members, rowsBehind);
  return (member) => {
    const error = Math.sqrt(variance / rowsBehind(member));
    return { interval: "t_mean", basis: [member.value, error, degreesOfFreedom(member), rowsBehind(member)] };
  };
}

/** Two-sided level of ± one standard error of a normal value. */
const oneError = 2 * normalUpper(1);

function errorOf({ evidence }: Member): number {
  const [, error = 0] = evidence.basis;
  if (evidence.interval.startsWith("t_")) return error;
  const { low, high } = boundsOf(evidence, oneError);
  return ((high as number) - (low as number)) / 2;
}

const degreesOfFreedom = ({ evidence: { interval, basis } }: Member): number =>
  interval.startsWith("t_") ? (basis[2] as number) : Number.MAX_SAFE_INTEGER;

function pooledArea(members: readonly Member[]): (member: Member) => Evidence {
  const classes = ({ evidence }: Member): [number, number] => evidence.basis.slice(-2) as [number, number];
  const pairs = (member: Member) => classes(member)[0] * classes(member)[1];
  const area = total(members, (member) => member.value * pairs(member)) / total(members, pairs);
  return (member) => {
    const [positives, negatives] = classes(member);
    const inside = area > 0 && area < 1;
    return inside
      ? { interval: "delong_logit", basis: [area, hanleyMcneil(area, positives, negatives), positives, negatives] }
      : { interval: "newcombe_auc", basis: [area, positives, negatives] };
  };
}

const total = (members: readonly Member[], of: (member: Member) => number): number =>
  members.reduce((sum, member) => sum + of(member), 0);
