import type { Evidence } from "../core/estimate.js";
import type { Correlation } from "./pair-limits.js";

/** One group's value; without evidence it has no interval. */
export interface JointSample {
  readonly value: number;
  readonly evidence: Evidence | null;
}

/** One metric (or one class of it) over the groups of an attribute; null: the group has no value of it. */
export interface JointPart {
  readonly samples: readonly (JointSample | null)[];
  /** Of the samples of two groups; absent: 0. */
  readonly correlation?: Correlation;
}

/** Values of one kind that are compared between the groups that have one. */
export interface JointFamily {
  /** Index of each sample's group. */
  readonly groups: readonly number[];
  readonly samples: readonly JointSample[];
  /** Of two samples, by their place here. */
  readonly correlation?: Correlation;
  /** The part whose values these are; null: they are made from several. */
  readonly part: number | null;
}

/** Each part as a family of its own. */
export const separateFamilies = (parts: readonly JointPart[]): JointFamily[] =>
  parts.map((part, index) => familyOf(part, index, (sample) => sample));

/**
 * Half the sum and (shifted by ½) half the difference of two shares that are of different rows, for groups that have both: the
 * larger of their gaps is the mean of the two shares' absolute gaps, as (|x| + |y|)/2 = max(|x + y|, |x − y|)/2.
 */
export function meanFamilies([first, second]: readonly JointPart[]): JointFamily[] {
  if (first === undefined || second === undefined) return [];
  const both = first.samples.flatMap((sample, group) => {
    const other = second.samples[group] ?? null;
    return sample === null || other === null ? [] : [{ group, sample, other }];
  });
  const groups = both.map(({ group }) => group);
  const half = (sign: 1 | -1) => both.map(({ sample, other }) => halfOf(sample, other, sign));
  return [1, -1].map((sign) => ({ groups, samples: half(sign as 1 | -1), part: null }));
}

/** (a + b)/2, or (1 + a − b)/2: the interval is that of balanced accuracy, where b is a share of rows that are rightly rejected. */
function halfOf(a: JointSample, b: JointSample, sign: 1 | -1): JointSample {
  const value = sign === 1 ? (a.value + b.value) / 2 : (1 + a.value - b.value) / 2;
  const [counts, others] = [plainCounts(a), plainCounts(b)];
  if (counts === null || others === null) return { value, evidence: null };
  const [x, n] = others;
  return { value, evidence: { interval: "balanced_accuracy_scas", basis: [...counts, sign === 1 ? n - x : x, n] } };
}

/** Successes and trials of a share of rows that are independent and count alike; null for others. */
export const plainCounts = ({ evidence }: JointSample): [number, number] | null =>
  evidence?.interval === "wilson" ? (evidence.basis as [number, number]) : null;

/** A share, and that of its opposite. */
export const oppositeFamilies = ([part]: readonly JointPart[]): JointFamily[] =>
  part === undefined ? [] : [familyOf(part, 0, (sample) => sample), familyOf(part, 0, opposite)];

function opposite({ value, evidence }: JointSample): JointSample {
  const [first = 0, second = 0, ...rest] = evidence?.basis ?? [];
  if (evidence?.interval === "wilson") {
    return { value: 1 - value, evidence: { interval: "wilson", basis: [second - first, second] } };
  }
  if (evidence?.interval === "wilson_effective") {
    return { value: 1 - value, evidence: { interval: "wilson_effective", basis: [1 - first, second, ...rest] } };
  }
  return { value: 1 - value, evidence: null };
}

/** With more classes there are too many events for bounds of each. */
const mostClasses = 8;

/**
 * The shares of every event made from classes (a class, or any of several), each event or its opposite once: the largest gap of any
 * of them is the total variation distance of the groups' distributions over the classes. Two classes, whose shares add up to 1, are
 * one event. None beyond 8 classes.
 * @param parts shares of each class, of the same rows
 */
export function eventFamilies(parts: readonly JointPart[]): JointFamily[] {
  if (parts.length <= 2) return parts.slice(0, 1).map((part) => familyOf(part, 0, (sample) => sample));
  if (parts.length > mostClasses) return [];
  const events = Array.from({ length: 2 ** (parts.length - 1) - 1 }, (_, i) => i + 1);
  return events.map((event) => {
    const inside = parts.flatMap((_, k) => ((event >> k) & 1 ? [k] : []));
    const outside = parts.flatMap((_, k) => ((event >> k) & 1 ? [] : [k]));
    const single = inside.length === 1 ? inside[0] : outside.length === 1 ? outside[0] : undefined;
    if (single !== undefined) return familyOf(parts[single] as JointPart, single, (sample) => sample);
    return unionOf(inside.map((k) => parts[k] as JointPart));
  });
}

function unionOf(parts: readonly JointPart[]): JointFamily {
  const size = parts[0]?.samples.length ?? 0;
  const summed = Array.from({ length: size }, (_, group) => sumOf(parts.map(({ samples }) => samples[group] ?? null)));
  return { ...familyOf({ samples: summed }, 0, (sample) => sample), part: null };
}

function sumOf(samples: readonly (JointSample | null)[]): JointSample | null {
  const known = samples.filter((sample) => sample !== null);
  if (known.length < samples.length) return null;
  const value = known.reduce((sum, sample) => sum + sample.value, 0);
  const counts = known.map(plainCounts);
  if (counts.includes(null)) return { value, evidence: null };
  const successes = counts.reduce((sum, each) => sum + (each as [number, number])[0], 0);
  return { value, evidence: { interval: "wilson", basis: [successes, (counts[0] as [number, number])[1]] } };
}

function familyOf(part: JointPart, index: number, of: (sample: JointSample) => JointSample): JointFamily {
  const groups = part.samples.flatMap((sample, group) => (sample === null ? [] : [group]));
  const samples = groups.map((group) => of(part.samples[group] as JointSample));
  const { correlation } = part;
  return {
    groups,
    samples,
    part: index,
    ...(correlation === undefined
      ? {}
      : { correlation: (i: number, j: number) => correlation(groups[i] as number, groups[j] as number) }),
  };
}
