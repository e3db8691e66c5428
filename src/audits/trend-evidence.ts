import { random } from "../core/random.js";
import {
  batchEvalue,
  type Contrast,
  type ContrastName,
  contrasts,
  dealBlocks,
  type Evalue,
  extendGapSequence,
  type GapSequence,
  gapSequenceLimits,
  type Interval,
  logEvalue,
  type Proportion,
  startEvalue,
  startGapSequence,
} from "../stats/index.js";
import type { ComparedPair } from "./trend-facts.js";

/** Evidence of one pair of groups. */
interface PairEvidence {
  readonly group: string;
  readonly reference: string | null;
  readonly evalue: Evalue;
  readonly sequence: GapSequence;
  /** Level of its sequence: α over the pairs that were known when it came. */
  readonly alpha: number;
  /** ln of its share of the whole: 1 over the pairs, less for those that came later. */
  readonly logWeight: number;
}

/** Evidence that a gate's groups are further apart than tolerated, over the audits of one unbroken line. */
export interface GateEvidence {
  readonly pairs: readonly PairEvidence[];
  /** When the e-value first reached 1/α. */
  readonly alarmSince: string | null;
}

export const noEvidence: GateEvidence = { pairs: [], alarmSince: null };

/** What a period adds. */
export interface Period {
  readonly pairs: readonly ComparedPair[];
  readonly contrast: ContrastName;
  /** On the scale of the contrast. */
  readonly tolerance: number;
  /** The gate's confidence: α = 1 − confidence. */
  readonly confidence: number;
  readonly seed: number;
  /** Names the gate and the data: with the seed it decides how rows are dealt into blocks. */
  readonly stream: string;
  /** When the audit was sealed, UTC. */
  readonly time: string;
}

/**
 * The evidence after one more audit. e is the mean of the pairs' e-values; a pair that first comes later takes an equal share of what
 * the others have by then, which keeps e a supermartingale. An alarm stays for as long as the line.
 * Source: statistics page of Turner, Ly and Grünwald 2024, doi:10.1016/j.jspi.2023.106116; means and reinvested shares of e-processes:
 * A. Ramdas et al., Statistical Science 38 (2023) 576–601, doi:10.1214/23-STS894.
 */
export function withPeriod(before: GateEvidence, period: Period): GateEvidence {
  const alpha = 1 - period.confidence;
  const known = new Map(before.pairs.map((pair) => [nameOf(pair), pair]));
  const fresh = period.pairs.filter((pair) => !known.has(nameOf(pair)));
  const now = new Map(period.pairs.map((pair) => [nameOf(pair), pair]));
  const pairs = [...shared(before, fresh.length), ...joined(before, fresh, alpha)].map((pair) => {
    const counted = now.get(nameOf(pair));
    return counted === undefined ? pair : grown(pair, counted, period);
  });
  const isAlarm = logEvidence({ pairs }) >= -Math.log(alpha);
  return { pairs, alarmSince: before.alarmSince ?? (isAlarm ? period.time : null) };
}

/** ln e over all pairs; 0 before any. */
export function logEvidence({ pairs }: Pick<GateEvidence, "pairs">): number {
  if (pairs.length === 0) return 0;
  const parts = pairs.map(({ evalue, logWeight }) => logWeight + logEvalue(evalue).mixture);
  const top = Math.max(...parts);
  return top + Math.log(parts.reduce((sum, part) => sum + Math.exp(part - top), 0));
}

/** The pair that is furthest apart in all audits of the line, and the limits of its gap's size on the scale of a contrast. */
export interface WidestPair {
  readonly group: string;
  readonly reference: string | null;
  /** Limits of |gap|; null where the gap was not the same in all audits, and no one value fits them all. */
  readonly limits: Interval | null;
}

/** null before any evidence. */
export function widestPair({ pairs }: GateEvidence, name: ContrastName): WidestPair | null {
  const contrast = contrasts[name];
  const [first, ...others] = pairs;
  if (first === undefined) return null;
  const widest = others.reduce((a, b) => (gapOf(b, contrast) > gapOf(a, contrast) ? b : a), first);
  const { low, high } = gapSequenceLimits(widest.sequence, contrast);
  return {
    ...{ group: widest.group, reference: widest.reference },
    limits: low > high ? null : { low: Math.max(0, low, 0 - high), high: Math.max(high, 0 - low) },
  };
}

const nameOf = ({ group, reference }: Pick<ComparedPair, "group" | "reference">): string =>
  JSON.stringify([group, reference]);

/** Half a success and half a failure more, so that no rate is 0. */
const rateOf = ({ successes, trials }: Proportion): number => (successes + 0.5) / (trials + 1);

function gapOf({ sequence: { seen } }: PairEvidence, { gap }: Contrast): number {
  const { a, b } = seen;
  return a.trials === 0 || b.trials === 0 ? 0 : Math.abs(gap(rateOf(a), rateOf(b)));
}

/** The known pairs, with room made for new ones. */
function shared({ pairs }: GateEvidence, fresh: number): PairEvidence[] {
  const less = Math.log(pairs.length / (pairs.length + fresh));
  return pairs.map((pair) => ({ ...pair, logWeight: pair.logWeight + (fresh === 0 ? 0 : less) }));
}

function joined(before: GateEvidence, fresh: readonly ComparedPair[], alpha: number): PairEvidence[] {
  const all = before.pairs.length + fresh.length;
  const logWeight = logEvidence(before) - Math.log(all);
  return fresh.map(({ group, reference }) => ({
    ...{ group, reference, logWeight, alpha: alpha / all },
    evalue: startEvalue(),
    sequence: startGapSequence(),
  }));
}

function grown(pair: PairEvidence, { counts }: ComparedPair, period: Period): PairEvidence {
  const { seed, stream, tolerance } = period;
  const contrast = contrasts[period.contrast];
  const blocks = dealBlocks(random(seed, `${stream} ${nameOf(pair)}`), counts);
  return {
    ...pair,
    evalue: batchEvalue(pair.evalue, blocks, tolerance, contrast),
    sequence: extendGapSequence(pair.sequence, blocks, pair.alpha, contrast),
  };
}
