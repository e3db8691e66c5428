import type { Confusion } from "../core/confusion.js";
import { atkinson } from "../stats/atkinson.js";
import type { CountedValues } from "../stats/counted-values.js";
import { generalizedEntropy } from "../stats/generalized-entropy.js";
import { jensenShannon } from "../stats/jensen-shannon.js";
import { largestShareGap } from "../stats/lp-distance.js";
import { totalVariation } from "../stats/total-variation.js";
import { type CompatibilityFamily, type CompatibilityFigure, type FigureDraft, ofLibrary } from "./compatibility.js";
import { fractions, type Rate, zeroWhenEmpty } from "./fractions.js";

const figure = ofLibrary("lift", {
  library: "LiFT",
  version: "March 2021",
  source: "github.com/linkedin/LiFT, lib/DivergenceUtils.scala and types/BenefitMap.scala",
});

const rowsOnly = "Counts rows; weights are not used";

/** Which outcome LiFT looks at together with the groups. */
const outcomes = {
  label: ({ tp, fp, fn, tn }: Confusion): [number, number] => [fp + tn, tp + fn],
  prediction: ({ tp, fp, fn, tn }: Confusion): [number, number] => [fn + tn, tp + fp],
};
type OutcomeName = keyof typeof outcomes;

/** Counts of the categories group × outcome that occur; LiFT knows no others. */
const categories = (groups: readonly Confusion[], outcome: OutcomeName): number[] =>
  groups.flatMap((counts) => outcomes[outcome](counts)).filter((count) => count > 0);

/** LiFT's UNIFORM reference: shares, not counts, of as many categories. */
const uniform = (counts: readonly number[]): number[] => counts.map(() => 1 / counts.length);

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/**
 * Kullback–Leibler divergence of p from q in bits, with α added to each entry of q, as it is given (count or share).
 * Source: LiFT, `computeKullbackLeiblerDivergence`.
 */
function smoothedDivergence(p: readonly number[], q: readonly number[], alpha: number): number {
  const [pSum, qSum] = [sum(p), sum(q) + alpha * q.length];
  const terms = p.map((count, i) =>
    count === 0 ? 0 : (count / pSum) * Math.log2(count / pSum / ((q[i]! + alpha) / qSum)),
  );
  return sum(terms);
}

/** ln of each smoothed share in p over that in q. Source: LiFT, `computeAllSkews`. */
function skews(p: readonly number[], q: readonly number[], alpha = 1): number[] {
  const scale = (sum(q) + alpha * q.length) / (sum(p) + alpha * p.length);
  return p.map((count, category) => Math.log(((count + alpha) / (q[category]! + alpha)) * scale));
}

const againstUniform =
  (of: (p: readonly number[], q: readonly number[]) => number | null, outcome: OutcomeName): FigureDraft["of"] =>
  ({ groups }) => {
    const p = categories(
      groups.map(({ rows }) => rows),
      outcome,
    );
    return p.length === 0 ? Number.NaN : (of(p, uniform(p)) ?? Number.NaN);
  };

const smoothing =
  "α = 1 is added to each count, and to each share of the reference, which leaves a uniform one as it is";

const extremeSkew = (pick: (...two: number[]) => number) => (p: readonly number[], q: readonly number[]) =>
  skews(p, q).reduce((extreme, skew) => pick(extreme, skew));

const distances: readonly {
  readonly name: string;
  readonly formula: string;
  readonly ours: string | null;
  readonly words: string;
  readonly of: (p: readonly number[], q: readonly number[]) => number | null;
}[] = [
  {
    name: "max_skew",
    formula: "max_c ln((p_c + 1) / (Σp + k)) − ln((q_c + 1) / (Σq + k))",
    ours: null,
    words: smoothing,
    of: extremeSkew(Math.max),
  },
  {
    name: "min_skew",
    formula: "min_c ln((p_c + 1) / (Σp + k)) − ln((q_c + 1) / (Σq + k))",
    ours: null,
    words: smoothing,
    of: extremeSkew(Math.min),
  },
  {
    name: "kullback_leibler",
    formula: "Σ_c p_c log₂(p_c / q_c)",
    ours: "kullbackLeibler (evenhand/stats)",
    words: "In bits. α = 1 is added to each share of the reference, which leaves a uniform one as it is",
    of: (p, q) => smoothedDivergence(p, q, 1),
  },
  {
    name: "jensen_shannon",
    formula: "½ KL(p ‖ m) + ½ KL(q ‖ m), m = ½ (p + q), log₂",
    ours: "jensenShannon (evenhand/stats)",
    words: "In bits, where ours is in nats; without smoothing",
    of: (p, q) => {
      const nats = jensenShannon(p, q);
      return nats === null ? null : nats / Math.LN2;
    },
  },
  {
    name: "total_variation",
    formula: "½ Σ_c |p_c − q_c|",
    ours: "totalVariation (evenhand/stats)",
    words: "The distance is ours",
    of: totalVariation,
  },
  {
    name: "infinity_norm",
    formula: "max_c |p_c − q_c|",
    ours: null,
    words: "The largest difference of two shares",
    of: largestShareGap,
  },
];

const divergences = distances.flatMap(({ name, formula, ours, words, of }) =>
  (["label", "prediction"] as const).map(
    (outcome): FigureDraft => ({
      name: `${name}(${outcome})`,
      formula: `${formula}; c the ${outcome}s of each group, q uniform`,
      ours,
      compares: "groups",
      needs: outcome,
      convention: `${rowsOnly}. The joint distribution of group and ${outcome} against a uniform one, so groups of unequal size already make a distance; combinations that do not occur take no part. ${words}.`,
      of: againstUniform(of, outcome),
    }),
  ),
);

/** As LiFT rounds: 5 decimals. */
const rounded = (value: number): number => Math.round(value * 1e5) / 1e5;

/** Largest pairwise difference of rates that were rounded first. */
function largestGap(groups: readonly Confusion[], rate: Rate): number {
  const values = groups.map((counts) => rounded(rate(counts)));
  return values.length < 2 ? Number.NaN : rounded(Math.max(...values) - Math.min(...values));
}

const parity: readonly FigureDraft[] = [
  {
    name: "demographic_parity",
    formula: "max over pairs |P(ŷ = 1 | g₁) − P(ŷ = 1 | g₂)|",
    ours: "selection_rate, max_difference",
    compares: "groups",
    needs: "prediction",
    convention: `${rowsOnly}. Rates are rounded to 5 decimals before they are compared, and the difference again. LiFT lists all pairs; this is the largest.`,
    of: ({ groups }) =>
      largestGap(
        groups.map(({ rows }) => rows),
        zeroWhenEmpty(fractions.selectionRate),
      ),
  },
  {
    name: "equalized_odds",
    formula: "max over pairs and y |P(ŷ = 1 | y, g₁) − P(ŷ = 1 | y, g₂)|",
    ours: "equalized_odds",
    compares: "groups",
    needs: "confusion",
    convention: `${rowsOnly}. As demographic_parity, for each label; a rate of nobody is 0. LiFT lists all pairs; this is the largest.`,
    of: ({ groups }) => {
      const rows = groups.map((group) => group.rows);
      return Math.max(
        largestGap(rows, zeroWhenEmpty(fractions.truePositiveRate)),
        largestGap(rows, zeroWhenEmpty(fractions.falsePositiveRate)),
      );
    },
  },
];

/** The groups' benefits, each group once whatever its size. */
function benefitMap(groups: readonly Confusion[], rate: Rate): CountedValues {
  const values = Float64Array.from(groups, rate).sort();
  return { values, counts: new Float64Array(values.length).fill(1) };
}

/** Metrics of groups that LiFT takes as benefits; a numerator of 0 gives 0. */
const benefits = {
  precision: zeroWhenEmpty(fractions.precision),
  recall: zeroWhenEmpty(fractions.truePositiveRate),
  true_negative_rate: zeroWhenEmpty(fractions.trueNegativeRate),
  false_negative_rate: zeroWhenEmpty(fractions.falseNegativeRate),
  false_positive_rate: zeroWhenEmpty(fractions.falsePositiveRate),
} satisfies Record<string, Rate>;
type BenefitName = keyof typeof benefits;

const inequality = (
  formula: string,
  ours: string,
  words: string,
  name: BenefitName,
  of: (map: CountedValues) => number | null,
) => ({
  formula: `${formula}; b the groups' ${name.replaceAll("_", " ")}`,
  ours,
  compares: "groups" as const,
  needs: "confusion" as const,
  convention: `${rowsOnly}. Every group counts once, whatever its size; 0/0 is 0. ${words}`,
  of: ({ groups }: Parameters<FigureDraft["of"]>[0]) =>
    of(
      benefitMap(
        groups.map(({ rows }) => rows),
        benefits[name],
      ),
    ) ?? Number.NaN,
});

const inequalities = (Object.keys(benefits) as BenefitName[]).flatMap((name): FigureDraft[] => [
  {
    ...inequality(
      "−mean ln(b / μ)",
      "generalizedEntropy (evenhand/stats)",
      "Infinite when a group's benefit is 0.",
      name,
      (map) => generalizedEntropy(map, 0),
    ),
    name: `theil_l(${name})`,
  },
  {
    ...inequality(
      "mean((b / μ) ln(b / μ))",
      "generalizedEntropy (evenhand/stats)",
      "NaN when a group's benefit is 0, where the limit is 0.",
      name,
      (map) => (map.values.includes(0) ? Number.NaN : generalizedEntropy(map, 1)),
    ),
    name: `theil_t(${name})`,
  },
]);

const atkinsonFamilies = (Object.keys(benefits) as BenefitName[]).map(
  (name): CompatibilityFamily => ({
    name: `lift.atkinson_index_${name}`,
    parameter: "ε, 0 or more: aversion to inequality",
    byDefault: 1,
    allows: (epsilon) => epsilon >= 0,
    of: (epsilon, wholeName) => ({
      ...figure({
        ...inequality(
          `1 − mean((b / μ)^${1 - epsilon})^(1 / ${1 - epsilon}) (ε = 1: 1 − geometric mean of b / μ)`,
          "atkinson (evenhand/stats)",
          "",
          name,
          (map) => atkinson(map, epsilon),
        ),
        name: "",
      }),
      name: wholeName,
    }),
  }),
);

/** The figures of LiFT that counts give. Its permutation test and AUC need rows and scores. */
export const lift: readonly CompatibilityFigure[] = [...divergences, ...parity, ...inequalities].map(figure);

/** Atkinson's index by ε. */
export const liftFamilies: readonly CompatibilityFamily[] = atkinsonFamilies;
