import type { Confusion } from "../core/confusion.js";
import { clarifyConditionalDisparity } from "../stats/clarify-conditional-disparity.js";
import { type ClarifyDivergences, clarifyDivergences } from "../stats/clarify-divergences.js";
import { generalizedEntropy } from "../stats/generalized-entropy.js";
import { benefitsOf } from "./benefits.js";
import {
  type Comparison,
  type CompatibilityFigure,
  type FigureDraft,
  ofLibrary,
  type Refusal,
} from "./compatibility.js";
import { type Fraction, fractions, proportionOf, type Rate, sizeOfGroup, zeroOverZero } from "./fractions.js";
import { clarifyNeighbours } from "./neighbour-figures.js";

const figure = ofLibrary("clarify", {
  library: "SageMaker Clarify",
  version: "smclarify of April 2025",
  source: "github.com/aws/amazon-sagemaker-clarify, smclarify/bias/metrics",
});

/** The facet d and everybody else, a, as rows. */
type Sides = { readonly a: Confusion; readonly d: Confusion };

const rowsOnly = "Counts rows; weights are not used";
const againstRest = `${rowsOnly}. a is everybody of the attribute outside the facet d`;

/** Clarify refuses a facet that holds nobody or everybody. */
function between({ group, other }: Comparison, of: (sides: Sides) => number | Refusal): number | Refusal {
  const sides = { a: other.rows, d: group.rows };
  if (sizeOfGroup(sides.d) === 0) return { refused: "the facet is empty" };
  if (sizeOfGroup(sides.a) === 0) return { refused: "nobody is outside the facet" };
  return of(sides);
}

/** Its report on predictions does not exist when nobody at all is predicted positive. */
const afterTraining = (comparison: Comparison, of: (sides: Sides) => number | Refusal): number | Refusal =>
  between(comparison, (sides) =>
    sides.a.tp + sides.a.fp + sides.d.tp + sides.d.fp === 0 ? { refused: "no row is predicted positive" } : of(sides),
  );

/** A difference of rates divided its way; two infinite ones are equal. */
const difference = (left: number, right: number): number => (left === right ? 0 : left - right);

const divergences = (
  [
    ["kl", "KL(P_a ‖ P_d) = Σ_y P_a(y) ln(P_a(y) / P_d(y))", "kullbackLeibler (evenhand/stats)"],
    ["js", "½ KL(P_a ‖ M) + ½ KL(P_d ‖ M), M = ½ (P_a + P_d), natural logarithm", "jensenShannon (evenhand/stats)"],
    ["lp", "‖P_a − P_d‖₂", null],
    ["tvd", "½ ‖P_a − P_d‖₁", "totalVariation (evenhand/stats)"],
    ["ks", "max_y |P_a(y) − P_d(y)|", null],
  ] as const
).map(([name, formula, ours]): FigureDraft => {
  const shape = name === "ks" ? " The largest difference of two shares, not of cumulated ones." : "";
  return {
    name,
    formula,
    ours,
    compares: "rest",
    needs: "label",
    convention: `${againstRest}. A label that one side never has is dropped and the rest is not scaled up to 1, so its complete absence counts as no difference.${shape}`,
    of: (comparison) => between(comparison, (sides) => divergence(sides, name)),
  };
});

function divergence({ a, d }: Sides, name: keyof ClarifyDivergences): number | Refusal {
  const [ofA, ofD] = [a, d].map(({ tp, fp, fn, tn }) => [fp + tn, tp + fn]) as [number[], number[]];
  if (ofA.every((count, label) => count === 0 || ofD[label] === 0)) return { refused: "the two sides share no label" };
  return clarifyDivergences(ofA, ofD)?.[name] ?? { refused: "the facet is empty" };
}

const preTraining: readonly FigureDraft[] = [
  {
    name: "ci",
    formula: "(n_a − n_d) / (n_a + n_d)",
    ours: null,
    compares: "rest",
    needs: "label",
    convention: `${againstRest}: sizes only, positive where the facet is the smaller side (AIF360's class_imbalance has the opposite sign).`,
    of: (comparison) =>
      between(comparison, ({ a, d }) => (sizeOfGroup(a) - sizeOfGroup(d)) / (sizeOfGroup(a) + sizeOfGroup(d))),
  },
  {
    name: "dpl",
    formula: "P(y = 1 | a) − P(y = 1 | d)",
    ours: "prevalence, difference_to_rest",
    compares: "rest",
    needs: "label",
    convention: `${againstRest}. The rest minus the facet: the opposite sign of ours.`,
    of: (comparison) =>
      between(comparison, ({ a, d }) => zeroOverZero(fractions.baseRate)(a) - zeroOverZero(fractions.baseRate)(d)),
  },
  ...divergences,
  conditional("cddl", "label", fractions.baseRate),
];

/** CDD of labels or predictions over the strata of the declared factors. */
function conditional(name: string, needs: "label" | "prediction", accepted: Fraction): FigureDraft {
  return {
    name,
    needs,
    formula: "Σ_s (n_s / n) · (rejected_{d,s} / rejected_s − accepted_{d,s} / accepted_s)",
    ours: "conditional_demographic_disparity",
    compares: "rest",
    byStratum: true,
    convention: `${rowsOnly}. s are the strata of the suite. A share of nobody counts as 0, where ours leaves a stratum in which nobody, or everybody, is accepted out and names it. AIF360 has another figure by this name.`,
    of: (comparison) => {
      const { strata } = comparison.group;
      if (strata.length === 0) return { refused: "no group variable (the suite names no strata)" };
      const guard = name === "cddl" ? between : afterTraining;
      return guard(comparison, () => {
        const pairs = strata.map((counts, s) => ({
          a: proportionOf(accepted, counts),
          b: proportionOf(accepted, comparison.other.strata[s]!),
        }));
        return clarifyConditionalDisparity(pairs) ?? { refused: "everybody, or nobody, is accepted" };
      });
    },
  };
}

/** What two rates divided Clarify's way give. */
interface RateDraft {
  readonly name: string;
  readonly formula: string;
  readonly ours: string | null;
  readonly rate: Fraction;
  readonly reversed?: true;
}

const rateDifferences: readonly RateDraft[] = [
  {
    name: "dppl",
    formula: "P(ŷ = 1 | a) − P(ŷ = 1 | d)",
    ours: "selection_rate, difference_to_rest",
    rate: fractions.selectionRate,
  },
  { name: "dca", formula: "P_a / P̂_a − P_d / P̂_d", ours: null, rate: fractions.labelsPerSelected },
  { name: "dcr", formula: "N_d / N̂_d − N_a / N̂_a", ours: null, rate: fractions.labelsPerRejected, reversed: true },
  {
    name: "rd",
    formula: "TPR_a − TPR_d",
    ours: "true_positive_rate, difference_to_rest",
    rate: fractions.truePositiveRate,
  },
  {
    name: "sd",
    formula: "TNR_d − TNR_a",
    ours: "true_negative_rate, difference_to_rest",
    rate: fractions.trueNegativeRate,
    reversed: true,
  },
  { name: "dar", formula: "PPV_a − PPV_d", ours: "precision, difference_to_rest", rate: fractions.precision },
  {
    name: "drr",
    formula: "NPV_d − NPV_a",
    ours: "negative_predictive_value, difference_to_rest",
    rate: fractions.negativePredictiveValue,
    reversed: true,
  },
  { name: "ad", formula: "ACC_a − ACC_d", ours: "accuracy, difference_to_rest", rate: fractions.accuracy },
  {
    name: "te",
    formula: "FN_d / FP_d − FN_a / FP_a",
    ours: "treatment_equality, difference_to_rest",
    rate: fractions.falseNegativesPerFalsePositive,
    reversed: true,
  },
];

function rateDifference({ name, formula, ours, rate, reversed }: RateDraft): FigureDraft {
  const of: Rate = zeroOverZero(rate);
  const sign = reversed
    ? "The facet minus the rest, unlike DPPL, DCA, RD, DAR and AD"
    : "The rest minus the facet: the opposite sign of ours";
  return {
    name,
    formula,
    ours,
    compares: "rest",
    needs: name === "dppl" ? "prediction" : "confusion",
    convention: `${againstRest}. ${sign}. 0/0 is 0 and x/0 infinite, where ours has no value; two infinite rates differ by 0.`,
    of: (comparison) =>
      afterTraining(comparison, ({ a, d }) => (reversed ? difference(of(d), of(a)) : difference(of(a), of(d)))),
  };
}

const postTraining: readonly FigureDraft[] = [
  ...rateDifferences.map(rateDifference),
  {
    name: "di",
    formula: "P(ŷ = 1 | d) / P(ŷ = 1 | a)",
    ours: "selection_rate, ratio_to_rest",
    compares: "rest",
    needs: "prediction",
    convention: `${againstRest}. 0/0 is 0 and x/0 infinite, where ours has no value.`,
    of: (comparison) =>
      afterTraining(comparison, ({ a, d }) => {
        const rate = zeroOverZero(fractions.selectionRate);
        return rate(d) === 0 && rate(a) === 0 ? 0 : rate(d) / rate(a);
      }),
  },
  conditional("cddpl", "prediction", fractions.selectionRate),
  {
    name: "ge",
    formula: "1 / (2n) · Σ_i ((b_i / μ)² − 1), b = ŷ − y + 1",
    ours: "generalizedEntropy (evenhand/stats)",
    compares: "everybody",
    needs: "confusion",
    convention: `${rowsOnly}. Of everybody; α is 2. The formula is ours.`,
    of: ({ group: { rows } }) => {
      if (rows.tp + rows.fp === 0) return { refused: "no row is predicted positive" };
      return generalizedEntropy(benefitsOf(rows), 2) ?? { refused: "every prediction is a false negative" };
    },
  },
];

/** The figures of SageMaker Clarify: 8 on labels and 13 on predictions. */
export const clarify: readonly CompatibilityFigure[] = [...preTraining, ...postTraining, ...clarifyNeighbours].map(
  figure,
);
