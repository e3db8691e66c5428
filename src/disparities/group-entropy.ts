import { equalMeans } from "../stats/index.js";
import type { CountsDisparity } from "./disparity.js";

/** How unequal a benefit is that is b times the mean one, for each α. */
const inequality: Readonly<Record<number, { readonly formula: string; of(b: number): number }>> = {
  0: { formula: "−ln(b/μ)", of: (b) => -Math.log(b) },
  1: { formula: "(b/μ) ln(b/μ)", of: (b) => (b === 0 ? 0 : b * Math.log(b)) },
  2: { formula: "((b/μ)² − 1)/2", of: (b) => (b * b - 1) / 2 },
};

/** What both parts of an entropy have in common. */
const common = {
  kind: "counts",
  metrics: ["selection_rate", "prevalence"],
  range: [0, null],
  scale: "difference",
  bound: "at_most",
  source:
    "Speicher et al. 2018, KDD, section 3, doi:10.1145/3219819.3220046; Shorrocks 1980, Econometrica 48, equation 29",
} as const;

type Alpha = 0 | 1 | 2;

/**
 * Inequality of benefits ŷ − y + 1 (0 for a false negative, 1 for a right answer, 2 for a false positive) that lies between groups: the
 * generalized entropy of the groups' mean benefits, each as often as the group has people; 0 or more.
 */
export const betweenGroupEntropy = (alpha: Alpha): CountsDisparity => ({
  ...common,
  name: `between_group_entropy(${alpha})`,
  formula: `mean over people of ${inequality[alpha]?.formula}, b: mean of ŷ − y + 1 in the person's group, μ: mean of all`,
  empty: "all people, or all of some group, are wrongly predicted negative",
  of: (counts) => finite(betweenOf(counts, alpha)),
  zeroP: (counts) => equalMeans(benefitsByGroup(counts)),
});

/**
 * Inequality of the same benefits inside the groups, which with that between them adds up to that among all people; 0 or more. With α = 0 it is
 * infinite, and has no value, where somebody is wrongly predicted negative.
 */
export const withinGroupEntropy = (alpha: Alpha): CountsDisparity => ({
  ...common,
  name: `within_group_entropy(${alpha})`,
  formula: `mean over people of ${inequality[alpha]?.formula}, b = ŷ − y + 1 of the person, minus the same between groups`,
  empty: alpha === 0 ? "somebody is wrongly predicted negative: infinite" : "all people are wrongly predicted negative",
  of: (counts) => finite(amongAll(counts, alpha) - betweenOf(counts, alpha)),
});

const finite = (value: number): number | null => (Number.isFinite(value) ? Math.max(0, value) : null);

/** People of benefit 0, 1 and 2 of the group at this place. */
const benefitsAt = (counts: Float64Array, at: number): readonly [number, number, number] => [
  counts[at + 2]!,
  counts[at]! + counts[at + 3]!,
  counts[at + 1]!,
];

function amongAll(counts: Float64Array, alpha: Alpha): number {
  const people = [0, 0, 0];
  for (let at = 0; at < counts.length; at += 4) {
    for (const [benefit, count] of benefitsAt(counts, at).entries()) people[benefit]! += count;
  }
  const [none = 0, one = 0, two = 0] = people;
  return meanInequality([none, one, two], [0, 1, 2], alpha);
}

function betweenOf(counts: Float64Array, alpha: Alpha): number {
  const [people, means]: [number[], number[]] = [[], []];
  for (let at = 0; at < counts.length; at += 4) {
    const [none, one, two] = benefitsAt(counts, at);
    const size = none + one + two;
    people.push(size);
    means.push((one + 2 * two) / size);
  }
  return meanInequality(people, means, alpha);
}

/** NaN where nobody has a benefit. */
function meanInequality(people: readonly number[], benefits: readonly number[], alpha: Alpha): number {
  const { of } = inequality[alpha]!;
  let [size, sum] = [0, 0];
  for (let i = 0; i < people.length; i++) {
    if (people[i] === 0) continue;
    size += people[i]!;
    sum += people[i]! * benefits[i]!;
  }
  const mean = sum / size;
  let unequal = 0;
  for (let i = 0; i < people.length; i++) if (people[i]! > 0) unequal += people[i]! * of(benefits[i]! / mean);
  return unequal / size;
}

function benefitsByGroup(counts: Float64Array) {
  return Array.from({ length: counts.length / 4 }, (_, group) => ({
    values: Float64Array.of(0, 1, 2),
    counts: Float64Array.from(benefitsAt(counts, 4 * group)),
  }));
}
