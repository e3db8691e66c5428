import { audited, isOverLimit, sideOf } from "./audit.js";
import { interactionsOf, shipped } from "./generator.js";
import { absent, measures, type Planted, type PopulationRate, planted, populationRates } from "./planted.js";

/** How the truth is found: by simulation, from seeds that nothing else uses. */
export interface Effort {
  readonly simulations: number;
  readonly firstSeed: number;
  readonly audits: number;
  readonly firstAuditSeed: number;
}

/** Two-sided level of intervals and one-sided level of checks, as in the suites. */
export const alpha = 0.05;

type Pair = Pick<Planted, "measure" | "attribute" | "group" | "against">;
const seedsFrom = (first: number, count: number): number[] => Array.from({ length: count }, (_, i) => first + i);
const points = (share: number): number => Math.round(share * 1e4) / 1e2;
const share = (value: number): number => Math.round(value * 1e4) / 1e4;

/** A pair of groups as truth.json states it: rates in the population, and their difference with its simulation error. */
function statedOf({ measure, attribute, group, against }: Pair, rates: readonly PopulationRate[]) {
  const rateOf = (name: string) =>
    rates.find((rate) => rate.measure === measure && rate.attribute === attribute && rate.group === name)!;
  const [a, b] = [rateOf(group), rateOf(against)];
  return {
    column: measures.find(({ name }) => name === measure)!.column,
    measure,
    attribute,
    group,
    against,
    rate: share(a.value),
    rate_against: share(b.value),
    difference: a.value - b.value,
    monte_carlo_error_points: points(Math.hypot(a.monteCarloError, b.monteCarloError)),
  };
}

/** Whether other groups of the attribute do differ, so that a check over all of them is right to fail. */
const hasPlanted = (pair: Pair): boolean =>
  planted.some(({ measure, attribute }) => measure === pair.measure && attribute === pair.attribute);

/** How many audits of data sets with these seeds show each planted difference, and raise a false alarm at each absent one. */
export function auditRates(seeds: readonly number[], directions: readonly number[]) {
  const [shown, over] = [planted.map(() => 0), planted.map(() => 0)];
  const [shownAbsent, overAbsent] = [absent.map(() => 0), absent.map(() => 0)];
  for (const seed of seeds) {
    const interactions = interactionsOf({ ...shipped, seed });
    const audits = new Map(measures.map(({ name }) => [name, audited(interactions, name)]));
    for (const [i, pair] of planted.entries()) {
      const audit = audits.get(pair.measure)!(pair.attribute);
      if (sideOf(audit, pair, alpha) === directions[i]) shown[i]! += 1;
      if (pair.limit !== null && isOverLimit(audit, pair.limit, alpha)) over[i]! += 1;
    }
    for (const [i, pair] of absent.entries()) {
      const audit = audits.get(pair.measure)!(pair.attribute);
      if (sideOf(audit, pair, alpha) !== 0) shownAbsent[i]! += 1;
      if (isOverLimit(audit, 0, alpha)) overAbsent[i]! += 1;
    }
  }
  return { shown, over, shownAbsent, overAbsent };
}

type Found = ReturnType<typeof auditRates>;
type Stated = ReturnType<typeof statedOf>;

const plantedRow = ({ difference, ...stated }: Stated, i: number, found: Found, audits: number) => {
  const { limit, why } = planted[i]!;
  return {
    ...stated,
    direction: difference < 0 ? "lower" : "higher",
    size_points: points(Math.abs(difference)),
    /** Share of data sets whose interval of the difference leaves out 0 on the planted side. */
    shown: share(found.shown[i]! / audits),
    limit,
    over_limit: limit === null ? null : share(found.over[i]! / audits),
    why,
  };
};

const absentRow = ({ difference, ...stated }: Stated, i: number, found: Found, audits: number) => ({
  ...stated,
  direction: "none",
  size_points: 0,
  simulated_points: points(difference),
  shown: share(found.shownAbsent[i]! / audits),
  over_zero: hasPlanted(absent[i]!) ? null : share(found.overAbsent[i]! / audits),
});

/** The content of datasets/truth.json. */
export function truthOf({ simulations, firstSeed, audits, firstAuditSeed }: Effort) {
  const rates = populationRates(shipped, seedsFrom(firstSeed, simulations));
  const stated = planted.map((pair) => statedOf(pair, rates));
  const directions = stated.map(({ difference }) => Math.sign(difference));
  const found = auditRates(seedsFrom(firstAuditSeed, audits), directions);
  return {
    about:
      "Disparities that the generator of datasets/retention plants, and some that it does not. Rates are of the population that the data are drawn from, by simulation; written by scripts/generate-truth.ts.",
    rows: "Contacts outside channel test with consent to retention-offer; share_with_retention_offer: all outside channel test.",
    population: { simulated_data_sets: simulations, first_seed: firstSeed, rows_each: shipped.rows },
    audits: { simulated_data_sets: audits, first_seed: firstAuditSeed, rows_each: shipped.rows, alpha },
    planted: stated.map((row, i) => plantedRow(row, i, found, audits)),
    absent: absent.map((pair, i) => absentRow(statedOf(pair, rates), i, found, audits)),
    rates: rates.map(({ monteCarloError, value, ...rest }) => ({
      ...rest,
      rate: share(value),
      monte_carlo_error: Number(monteCarloError.toFixed(6)),
    })),
  };
}

export type Truth = ReturnType<typeof truthOf>;
