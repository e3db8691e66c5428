import type { GateSpec } from "../record/run-record.js";
import { maxGap, minRatio, type Sample, signedGap } from "../stats/index.js";
import type { GateGroups, Member } from "./gate-groups.js";

/** What the data say about a gate at some level. */
export interface Assessment {
  readonly value: number | null;
  /** The failing bound of a difference (passing of a ratio), and the other one; null where there is none. */
  readonly low: number | null;
  readonly high: number | null;
  /** p-value of "the true disparity is within the tolerance". */
  readonly p: number;
  readonly fails: boolean;
  readonly passes: boolean;
  /** The two groups that are furthest apart, the one with the higher value first; other null: all others together. null: no two make it. */
  readonly pair: Widest["pair"] | null;
  /** The same among the groups that the passing bound speaks for; null: there are no two, or all groups are judged. */
  readonly inner: Widest | null;
}

/** The two groups that are furthest apart, and by how much. */
export interface Widest {
  readonly value: number | null;
  readonly pair: readonly [Member, Member | null];
}

/** Level of the failing bound; the passing one has the gate's own. */
export type AssessAt = (failingAlpha: number) => Assessment;

/** The largest distance to the best-off group is the largest gap between any two. */
const overAllPairs = ["max_difference", "min_ratio", "difference_to_best", "ratio_to_best"];

/**
 * How a gate is assessed at any level, or why it cannot be. Bounds are those of statistics on all members; `judged` says which
 * of them the passing bound speaks for.
 */
export function assessor(gate: GateSpec, groups: GateGroups, judged: readonly boolean[]): AssessAt | string {
  const { members, reference, missing } = groups;
  if (members.length < 2) return "fewer than two groups can be compared";
  if (overAllPairs.includes(gate.disparity)) {
    return (failingAlpha) => assessAll(gate, groups, judged, failingAlpha);
  }
  if (gate.disparity.endsWith("_to_rest")) {
    if (missing.some(({ status }) => status === "suppressed")) return "a group that is not shown takes part";
    return (failingAlpha) =>
      worstOf(
        gate,
        members.map((member, i) => ({
          pair: [member, null],
          samples: [member, groups.rests.get(member.name) ?? restOf(members, i)],
          judged: judged[i] as boolean,
        })),
        groups,
        failingAlpha,
      );
  }
  const other = members.findIndex(({ name }) => name === reference);
  const base = members[other];
  if (base === undefined) return `the reference group ${reference ?? ""} cannot be compared`.replace("  ", " ");
  const pairs = members.flatMap((member, i): Pair[] =>
    i === other ? [] : [{ pair: [member, base], samples: [member, base], judged: Boolean(judged[i] && judged[other]) }],
  );
  return (failingAlpha) => worstOf(gate, pairs, groups, failingAlpha);
}

interface Pair {
  readonly pair: readonly [Member, Member | null];
  readonly samples: readonly [Sample, Sample];
  readonly judged: boolean;
}

function assessAll(
  gate: GateSpec,
  { members, correlation }: GateGroups,
  judged: readonly boolean[],
  failingAlpha: number,
): Assessment {
  const options = {
    alpha: 1 - gate.confidence,
    lowAlpha: failingAlpha,
    tolerance: gate.tolerance,
    judged,
    correlation,
  };
  const inner = judged.every(Boolean)
    ? null
    : widest(
        gate,
        members.filter((_, i) => judged[i]),
      );
  const widestOfAll = widest(gate, members) as Widest;
  const { low, high, p } = gate.bound === "at_most" ? maxGap(members, options) : minRatio(members, options);
  return decided(gate, { ...widestOfAll, low, high, p, inner });
}

/** The highest and the lowest of two or more. */
function widest({ bound }: GateSpec, members: readonly Member[]): Widest | null {
  if (members.length < 2) return null;
  const high = members.reduce((a, b) => (b.value > a.value ? b : a));
  const low = members.reduceRight((a, b) => (b.value < a.value ? b : a));
  if (bound === "at_most") return { value: high.value - low.value, pair: [high, low] };
  return { value: high.value > 0 ? low.value / high.value : null, pair: [high, low] };
}

/** Several pairs at once: Bonferroni on the failing side; the passing side needs every judged pair. */
function worstOf(
  gate: GateSpec,
  pairs: readonly Pair[],
  { members, correlation }: GateGroups,
  failingAlpha: number,
): Assessment {
  const place = (member: Member) => members.indexOf(member);
  const each = pairs.map(({ pair, samples, judged }) => {
    const options = {
      alpha: 1 - gate.confidence,
      lowAlpha: failingAlpha / pairs.length,
      tolerance: gate.tolerance,
      judged: [judged, judged],
      correlation: () => (pair[1] === null ? 0 : correlation(place(pair[0]), place(pair[1]))),
    };
    const outcome = gate.bound === "at_most" ? signedGap(...samples, options) : minRatio(samples, options);
    const swapped = pair[1] !== null && pair[1].value > pair[0].value;
    return { ...outcome, pair: swapped ? ([pair[1] as Member, pair[0]] as const) : pair };
  });
  const sign = gate.bound === "at_most" ? 1 : -1;
  const worst = (outcomes: readonly Widest[]): Widest | null =>
    outcomes.length === 0 ? null : outcomes.reduce((a, b) => (sign * ((b.value ?? 1) - (a.value ?? 1)) > 0 ? b : a));
  const extreme = (values: readonly (number | null)[]): number | null => {
    const known = values.filter((value) => value !== null);
    return known.length === 0 ? null : sign * Math.max(...known.map((value) => sign * value));
  };
  const { value, pair } = worst(each) as Widest;
  const inner = pairs.every(({ judged }) => judged) ? null : worst(each.filter((_, i) => pairs[i]?.judged));
  return decided(gate, {
    value,
    low: extreme(each.map(({ low }) => low)),
    high: extreme(each.map(({ high }) => high)),
    p: Math.min(1, pairs.length * Math.min(...each.map((one) => one.p))),
    pair,
    inner: inner === null ? null : { value: inner.value, pair: inner.pair },
  });
}

/** fail if the whole interval is beyond the tolerance, pass if it is within (Schuirmann's two one-sided tests). */
export function decided({ bound, tolerance }: GateSpec, outcome: Omit<Assessment, "fails" | "passes">): Assessment {
  const { low, high } = outcome;
  return bound === "at_most"
    ? { ...outcome, fails: low !== null && low > tolerance, passes: high !== null && high <= tolerance }
    : { ...outcome, fails: high !== null && high < tolerance, passes: low !== null && low >= tolerance };
}

/** All other members together, as one share. */
function restOf(members: readonly Member[], index: number): Sample {
  const others = members.filter((_, i) => i !== index);
  const x = others.reduce((sum, { evidence }) => sum + (evidence.basis[0] as number), 0);
  const n = others.reduce((sum, { evidence }) => sum + (evidence.basis[1] as number), 0);
  return { value: x / n, evidence: { interval: "wilson", basis: [x, n] } };
}
