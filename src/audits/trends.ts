import type { TrendBreak, TrendPoint, TrendRow } from "../record/run-history.js";
import type { ContrastName, Interval } from "../stats/index.js";
import { type GateEvidence, logEvidence, noEvidence, widestPair, withPeriod } from "./trend-evidence.js";
import { contrastOf, type GateFacts, type TrendData, type TrendFacts } from "./trend-facts.js";

/** What the trends of a suite follow from after its last audit, and nothing of the audits before it but which data they saw. */
export interface TrendState {
  /** Which data each audit saw, in their order. */
  readonly data: readonly SeenData[];
  readonly gates: { readonly [key: string]: GateState };
}

interface SeenData extends TrendData {
  readonly run: string;
}

/** A gate's line so far. */
interface GateState {
  /** What would break the line when it changes. */
  readonly line: Line;
  /** How many audits there were before the line began: their data may be counted again, for another question. */
  readonly from: number;
  /** Audits of the line that did not count, by their place in `data`. */
  readonly skipped: readonly number[];
  readonly evidence: GateEvidence;
}

interface Line {
  readonly suite: string;
  readonly model: string;
  readonly limit: string;
  readonly tool: string;
  /** null: nothing was estimated yet. */
  readonly interval: string | null;
}

/** What names a gate in its trend. */
type TrendGate = Pick<
  TrendRow,
  "gate" | "model" | "metric" | "attribute" | "class" | "stratum" | "disparity" | "confidence"
>;

/** What one audit adds to the trend of a gate. */
export interface TrendStep {
  readonly key: string;
  readonly gate: TrendGate;
  readonly point: TrendPoint;
  readonly noEvidence: string | null;
  readonly group: string | null;
  readonly reference: string | null;
  readonly alarmSince: string | null;
}

export const noTrends: TrendState = { data: [], gates: {} };

/**
 * The state after one more audit, and the points that it adds. The work depends on the audit's gates and groups alone, not on how many
 * audits there were before. A gate that the audit does not have keeps its line for a later one.
 */
export function withAudit(state: TrendState, audit: TrendFacts): { state: TrendState; steps: readonly TrendStep[] } {
  const steps: TrendStep[] = [];
  const gates: Record<string, GateState> = { ...state.gates };
  for (const facts of audit.gates) {
    const { gate, step } = withGate(
      Object.hasOwn(gates, facts.key) ? gates[facts.key] : undefined,
      facts,
      audit,
      state,
    );
    gates[facts.key] = gate;
    steps.push(step);
  }
  const data = [...state.data, { ...audit.data, run: audit.run ?? "" }];
  return { state: { data, gates }, steps };
}

/** The trends of one suite from all its audits, which may be given in any order: they are taken by time, then by their place in the log. */
export function trendsOf(audits: readonly TrendFacts[], last = Number.POSITIVE_INFINITY): TrendRow[] {
  const inOrder = [...audits].sort((a, b) => (a.time === b.time ? a.entry - b.entry : a.time < b.time ? -1 : 1));
  let state = noTrends;
  const steps: (readonly TrendStep[])[] = [];
  for (const audit of inOrder) {
    const after = withAudit(state, audit);
    state = after.state;
    steps.push(after.steps);
  }
  return trendRows(steps, last);
}

/**
 * Trends from the steps of audits, oldest first: one row for each gate of the last audit, in its order.
 * @param last points to keep of each
 * @param before audits whose steps are not given
 */
export function trendRows(audits: readonly (readonly TrendStep[])[], last: number, before = 0): TrendRow[] {
  const latest = audits.at(-1) ?? [];
  return latest.map(({ key, gate, noEvidence, group, reference, alarmSince }) => {
    const points = audits.flatMap((steps) => steps.find((step) => step.key === key)?.point ?? []);
    const kept = points.slice(Math.max(0, points.length - last));
    return {
      ...gate,
      ...{ earlier: before + points.length - kept.length, points: kept },
      ...{ no_evidence: noEvidence, group, reference, alarm_since: alarmSince },
    };
  });
}

function withGate(
  before: GateState | undefined,
  facts: GateFacts,
  audit: TrendFacts,
  { data }: TrendState,
): { gate: GateState; step: TrendStep } {
  const line = lineOf(facts, audit, before);
  const breaks = before === undefined ? [] : breaksBetween(before.line, line);
  const sofar: Omit<GateState, "line"> =
    before === undefined || breaks.length > 0 ? { from: data.length, skipped: [], evidence: noEvidence } : before;
  const repeats = repeated(audit.data, data, sofar);
  const evidence = repeats === null ? grown(sofar.evidence, facts, audit) : sofar.evidence;
  const skipped = repeats === null ? sofar.skipped : [...sofar.skipped, data.length];
  const gate: GateState = { line, from: sofar.from, skipped, evidence };
  return { gate, step: stepOf(facts, audit, { breaks, repeats, evidence }) };
}

function stepOf(
  facts: GateFacts,
  { run, time }: TrendFacts,
  { breaks, repeats, evidence }: { breaks: TrendBreak[]; repeats: string | null; evidence: GateEvidence },
): TrendStep {
  const { metric, attribute, class: of, stratum, disparity, confidence, id, model } = facts;
  const { verdict, value, low, high, bound, tolerance, n } = facts;
  const without = typeof facts.pairs === "string" ? facts.pairs : null;
  const contrast = without === null ? contrastOf(facts) : null;
  const widest = contrast === null ? null : widestPair(evidence, contrast);
  const sequence = contrast === null || widest === null ? null : asDisparity(contrast, widest.limits);
  return {
    key: facts.key,
    gate: { gate: id, model, metric, attribute, class: of, stratum, disparity, confidence },
    point: {
      ...{ run, time, verdict, value, low, high, bound, tolerance, n, breaks, repeats },
      log_e: widest === null ? null : logEvidence(evidence),
      sequence_low: sequence?.low ?? null,
      sequence_high: sequence?.high ?? null,
      alarm: evidence.alarmSince !== null,
    },
    noEvidence: without,
    group: widest?.group ?? null,
    reference: widest?.reference ?? null,
    alarmSince: evidence.alarmSince,
  };
}

/** Limits of a gap's size as a gate tells it: a ratio is that of the lower rate to the higher. */
const asDisparity = (contrast: ContrastName, limits: Interval | null): Interval | null =>
  limits === null || contrast === "difference" ? limits : { low: Math.exp(-limits.high), high: Math.exp(-limits.low) };

/** A method that is not told goes on as the one before. */
const lineOf = (facts: GateFacts, { definition, tool }: TrendFacts, before: GateState | undefined): Line => ({
  ...{ suite: definition, model: facts.modelHash, limit: facts.limitHash, tool },
  interval: facts.interval ?? before?.line.interval ?? null,
});

function breaksBetween(before: Line, now: Line): TrendBreak[] {
  const isOther = {
    suite: before.suite !== now.suite || before.limit !== now.limit,
    model: before.model !== now.model,
    method: before.tool !== now.tool || (before.interval !== null && before.interval !== now.interval),
  };
  return (["suite", "model", "method"] as const).filter((reason) => isOther[reason]);
}

function grown(sofar: GateEvidence, facts: GateFacts, { seed, data, time }: TrendFacts): GateEvidence {
  const contrast = contrastOf(facts);
  if (typeof facts.pairs === "string" || contrast === null) return sofar;
  const { pairs, confidence, key } = facts;
  const tolerance = contrast === "log_ratio" ? -Math.log(facts.tolerance) : facts.tolerance;
  return withPeriod(sofar, { pairs, contrast, tolerance, confidence, seed, stream: `${key} ${data.sha256}`, time });
}

/** The run of the same line that saw these data before and counted: the same bytes, or rows of an overlapping period, partly the same rows. */
function repeated(
  now: TrendData,
  data: readonly SeenData[],
  { from, skipped }: Pick<GateState, "from" | "skipped">,
): string | null {
  for (let at = from; at < data.length; at++) {
    const other = data[at]!;
    if (!skipped.includes(at) && (isSame(now, other) || overlaps(now, other))) return other.run;
  }
  return null;
}

const isSame = ({ sha256 }: TrendData, other: TrendData): boolean => sha256 !== null && sha256 === other.sha256;

/** Two audits may meet in one moment: the last row of one and the first of the next. */
const overlaps = ({ from, to }: TrendData, other: TrendData): boolean =>
  from !== null &&
  to !== null &&
  other.from !== null &&
  other.to !== null &&
  Date.parse(from) < Date.parse(other.to) &&
  Date.parse(other.from) < Date.parse(to);
