import type { Interaction } from "./decisions.js";
import { interactionsOf, type Population } from "./generator.js";

/** A share of the interactions: which count at all, and which of them have it. */
export interface Measure {
  readonly name: string;
  /** The column that is looked at: a logged decision or an outcome. */
  readonly column: string;
  readonly counts: (interaction: Interaction) => boolean;
  readonly has: (interaction: Interaction) => boolean;
}

// No other purpose has this one in its name, so that the list need not be taken apart.
const consented = ({ contact }: Interaction): boolean =>
  contact.customer.consents?.includes("retention-offer") === true;
const real = ({ contact }: Interaction): boolean => contact.channel !== "test";
/** Rows that an audit for the purpose of retention offers keeps. All shares but `consented` are of these. */
export const isAudited = (interaction: Interaction): boolean => real(interaction) && consented(interaction);

const leaves = ({ contact }: Interaction): boolean => contact.leaves;
const longWait = 15;

export const measures = [
  {
    name: "true_positive_rate",
    column: "house_decision",
    counts: (i) => isAudited(i) && leaves(i),
    has: (i) => i.houseDecision,
  },
  {
    name: "false_positive_rate",
    column: "house_decision",
    counts: (i) => isAudited(i) && !leaves(i),
    has: (i) => i.houseDecision,
  },
  { name: "selection_rate", column: "house_decision", counts: isAudited, has: (i) => i.houseDecision },
  { name: "prevalence", column: "churned", counts: isAudited, has: leaves },
  { name: "share_answered", column: "survey_answered", counts: isAudited, has: (i) => i.surveyAnswered },
  {
    name: "share_above_15_minutes",
    column: "waiting_minutes",
    counts: isAudited,
    has: (i) => i.contact.waiting > longWait,
  },
  {
    name: "share_of_leavers_without_visits",
    column: "help_visits",
    counts: (i) => isAudited(i) && leaves(i),
    has: (i) => i.contact.helpVisits === 0,
  },
  { name: "share_with_retention_offer", column: "consents", counts: real, has: consented },
] as const satisfies readonly Measure[];

export type MeasureName = (typeof measures)[number]["name"];

const ageBand = (age: number): string => (age < 30 ? "18–29" : age < 45 ? "30–44" : age < 60 ? "45–59" : "60+");

/** Groups as suites/house-decision.yaml makes them. */
export const attributes: Readonly<Record<string, (interaction: Interaction) => string | null>> = {
  gender: (i) => i.contact.customer.gender,
  age_band: (i) => ageBand(i.contact.customer.age),
  language: (i) => {
    const { language } = i.contact.customer;
    return language === "sv" || language === "fi" ? "other" : language;
  },
  region: (i) => i.contact.customer.region,
};

/** A difference between two groups that the generator makes, and why. */
export interface Planted {
  readonly measure: MeasureName;
  readonly attribute: string;
  readonly group: string;
  readonly against: string;
  /** Limit of the check of suites/house-decision.yaml on this measure and attribute; null where it has none. */
  readonly limit: number | null;
  readonly why: string;
}

const noScript = "Offer scripts exist in Danish and Norwegian only: a third of the offers due to others are lost.";
const noApp =
  "Offers are shown in the app, which fewer than half of those aged 60 and over have: without it most offers due are lost.";
const noPages =
  "The help pages on ending a contract exist in Danish and Norwegian only, so the plans of others leave fewer traces.";

const movers = "Those who moved here have been customers for a shorter time, are bound less often, and wait longer.";

const plant = (
  measure: MeasureName,
  attribute: string,
  group: string,
  against: string,
  limit: number | null,
  why: string,
): Planted => ({
  measure,
  attribute,
  group,
  against,
  limit,
  why,
});

export const planted: readonly Planted[] = [
  plant("true_positive_rate", "language", "en", "da", 0.05, noScript),
  plant("true_positive_rate", "age_band", "60+", "45–59", 0.05, noApp),
  plant("selection_rate", "age_band", "60+", "45–59", 0.03, noApp),
  plant("prevalence", "language", "en", "da", null, movers),
  plant("share_answered", "language", "en", "da", null, "The questionnaire exists in Danish and Norwegian only."),
  plant("share_answered", "age_band", "60+", "45–59", null, "People aged 60 and over answer more often."),
  plant("share_above_15_minutes", "language", "en", "da", null, "English is answered by a smaller team."),
  plant("share_of_leavers_without_visits", "language", "en", "da", null, noPages),
  plant("share_with_retention_offer", "age_band", "60+", "45–59", null, "People aged 60 and over consent less often."),
];

/** What the generator keeps apart: nothing is drawn from gender or region, so every gap by them is noise. */
export const absent: readonly Pick<Planted, "measure" | "attribute" | "group" | "against">[] = [
  { measure: "true_positive_rate", attribute: "gender", group: "f", against: "m" },
  { measure: "selection_rate", attribute: "gender", group: "f", against: "m" },
  { measure: "true_positive_rate", attribute: "region", group: "rural", against: "capital" },
  { measure: "selection_rate", attribute: "region", group: "rural", against: "capital" },
  { measure: "true_positive_rate", attribute: "language", group: "nb", against: "da" },
  { measure: "prevalence", attribute: "gender", group: "f", against: "m" },
];

/** A share in the whole population, with the standard error of its simulation. */
export interface PopulationRate {
  readonly measure: MeasureName;
  readonly attribute: string;
  readonly group: string;
  readonly value: number;
  readonly monteCarloError: number;
}

interface Sums {
  numerator: number;
  denominator: number;
}

/** Counts in one simulated data set, by measure, attribute (in the order of the tables above) and group. */
type Counts = readonly (readonly Map<string, Sums>[])[];

function countsOf(population: Population): Counts {
  const groupings = Object.values(attributes);
  const counts = measures.map(() => groupings.map(() => new Map<string, Sums>()));
  for (const interaction of interactionsOf(population)) {
    const groups = groupings.map((groupOf) => groupOf(interaction));
    for (const [m, measure] of measures.entries()) {
      if (!measure.counts(interaction)) continue;
      const has = measure.has(interaction) ? 1 : 0;
      for (const [a, group] of groups.entries()) if (group !== null) add(counts[m]![a]!, group, has);
    }
  }
  return counts;
}

function add(sums: Map<string, Sums>, group: string, has: number): void {
  const sum = sums.get(group);
  if (sum === undefined) sums.set(group, { numerator: has, denominator: 1 });
  else {
    sum.numerator += has;
    sum.denominator += 1;
  }
}

/** A ratio estimate over data sets with its standard error, sqrt(Σ(aᵢ − p·bᵢ)²) / Σbᵢ (Cochran 1977, Sampling Techniques, section 6.4). */
function pooled(runs: readonly Sums[]): { value: number; monteCarloError: number } {
  const total = runs.reduce((sum, run) => sum + run.denominator, 0);
  const value = runs.reduce((sum, run) => sum + run.numerator, 0) / total;
  const spread = Math.sqrt(runs.reduce((sum, run) => sum + (run.numerator - value * run.denominator) ** 2, 0));
  return { value, monteCarloError: spread / total };
}

const none: Sums = { numerator: 0, denominator: 0 };

/** Shares in the population that the generator draws from, pooled over simulated data sets with the given seeds. */
export function populationRates(population: Omit<Population, "seed">, seeds: readonly number[]): PopulationRate[] {
  const runs = seeds.map((seed) => countsOf({ ...population, seed }));
  return measures.flatMap(({ name }, m) =>
    Object.keys(attributes).flatMap((attribute, a) => {
      const groups = [...new Set(runs.flatMap((run) => [...run[m]![a]!.keys()]))].sort();
      return groups.map((group) => ({
        measure: name,
        attribute,
        group,
        ...pooled(runs.map((run) => run[m]![a]!.get(group) ?? none)),
      }));
    }),
  );
}
