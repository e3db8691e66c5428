import type { Confusion } from "../core/confusion.js";
import { aif360EntropyIndex } from "../stats/aif360-entropy-index.js";
import { benefitsOf } from "./benefits.js";
import {
  type Comparison,
  type CompatibilityFamily,
  type CompatibilityFigure,
  type FigureDraft,
  ofLibrary,
  type Refusal,
} from "./compatibility.js";
import { type Fraction, fractions, plainly, sizeOfGroup, zeroWhenEmpty } from "./fractions.js";
import { holisticNeighbours } from "./neighbour-figures.js";
import { holisticScores } from "./score-figures.js";

const figure = ofLibrary("holistic", {
  library: "Holistic AI",
  version: "May 2025",
  source: "github.com/holistic-ai/holisticai, bias/metrics/_classification.py",
});

const pair = "Counts rows; weights are not used. a is the row's group and b the reference group";
const success = plainly(fractions.selectionRate);

/** Sizes and success rates of both groups, and of both together. */
interface Rates {
  readonly a: number;
  readonly b: number;
  readonly sizeOfA: number;
  readonly sizeOfB: number;
  /** Success rate of both groups together. */
  readonly p: number;
  /** Share of a in both. */
  readonly q: number;
}

function ratesOf(groupA: Confusion, groupB: Confusion): Rates {
  const [sizeOfA, sizeOfB] = [sizeOfGroup(groupA), sizeOfGroup(groupB)];
  const n = sizeOfA + sizeOfB;
  const p = (groupA.tp + groupA.fp + groupB.tp + groupB.fp) / n;
  return { a: success(groupA), b: success(groupB), sizeOfA, sizeOfB, p, q: sizeOfA / n };
}

interface OutcomeDraft {
  readonly name: string;
  readonly formula: string;
  readonly ours: string | null;
  readonly words: string;
  readonly of: (rates: Rates) => number;
}

const outcomes: readonly OutcomeDraft[] = [
  {
    name: "statistical_parity",
    formula: "SR_a − SR_b",
    ours: "selection_rate, difference_to_reference",
    words: "A rate of nobody is NaN",
    of: ({ a, b }) => a - b,
  },
  {
    name: "disparate_impact",
    formula: "SR_a / SR_b",
    ours: "selection_rate, ratio_to_reference",
    words: "x/0 is infinite and 0/0 NaN, where ours has no value",
    of: ({ a, b }) => a / b,
  },
  {
    name: "four_fifths",
    formula: "min(SR_a / SR_b, SR_b / SR_a)",
    ours: "selection_rate, min_ratio",
    words: "Of the pair; NaN when nobody is selected in either",
    of: ({ a, b }) => Math.min(a / b, b / a),
  },
  {
    name: "cohen_d",
    formula: "(SR_a − SR_b) / √(((n_a − 1) SR_a (1 − SR_a) + (n_b − 1) SR_b (1 − SR_b)) / (n_a + n_b − 2))",
    ours: "cohensH (evenhand/stats)",
    words:
      "A standardised difference of means on 0 and 1, weighted by n − 1 although the variances divide by n; infinite or NaN when neither group varies. Ours for shares is h, which does",
    of: ({ a, b, sizeOfA, sizeOfB }) =>
      (a - b) / Math.sqrt(((sizeOfB - 1) * b * (1 - b) + (sizeOfA - 1) * a * (1 - a)) / (sizeOfA + sizeOfB - 2)),
  },
  {
    name: "z_test_diff",
    formula: "(SR_a − SR_b) / √(p (1 − p) / (n q (1 − q))), p of both, q = n_a / n",
    ours: "zTestPooled (evenhand/stats)",
    words:
      "The 2SD rule flags |z| above 2 by the normal approximation however few rows there are; the statistic is that of the pooled z test. NaN when p is 0 or 1",
    of: ({ a, b, p, q, sizeOfA, sizeOfB }) => (a - b) / Math.sqrt((p * (1 - p)) / ((sizeOfA + sizeOfB) * q * (1 - q))),
  },
  {
    name: "z_test_ratio",
    formula: "ln(SR_a / SR_b) / √((1 − p) / (p n q (1 − q))), p of both, q = n_a / n",
    ours: "selection_rate, ratio_to_reference",
    words: "Infinite when one rate is 0",
    of: ({ a, b, p, q, sizeOfA, sizeOfB }) =>
      Math.log(a / b) / Math.sqrt((1 - p) / (p * (sizeOfA + sizeOfB) * q * (1 - q))),
  },
];

const outcome = ({ name, formula, ours, words, of }: OutcomeDraft): FigureDraft => ({
  name,
  formula,
  ours,
  compares: "reference",
  needs: "prediction",
  convention: `${pair}. ${words}.`,
  of: ({ group, other }) => of(ratesOf(group.rows, other.rows)),
});

/** It indexes a 2 × 2 matrix of the values that occur, and fails where only one does. */
const onlyOne = ({ tp, fp, fn, tn }: Confusion): boolean => fp + fn + tn === 0 || tp + fp + fn === 0;
const noMatrix: Refusal = { refused: "a group has one value only, as label and as prediction" };

const sklearn =
  "By scikit-learn's confusion_matrix a rate of nobody is 0, and a group with one value only raises an error; ours has no value";

const rateDifference = (name: string, symbol: string, fraction: Fraction, ours: string): FigureDraft => ({
  name,
  formula: `${symbol}_a − ${symbol}_b`,
  ours: `${ours}, difference_to_reference`,
  compares: "reference",
  needs: "confusion",
  convention: `${pair}. ${sklearn}.`,
  of: ({ group, other }) => {
    if (onlyOne(group.rows) || onlyOne(other.rows)) return noMatrix;
    const rate = zeroWhenEmpty(fraction);
    return rate(group.rows) - rate(other.rows);
  },
});

const opportunities: readonly FigureDraft[] = [
  rateDifference("equal_opportunity_diff", "TPR", fractions.truePositiveRate, "true_positive_rate"),
  rateDifference("false_positive_rate_diff", "FPR", fractions.falsePositiveRate, "false_positive_rate"),
  rateDifference("false_negative_rate_diff", "FNR", fractions.falseNegativeRate, "false_negative_rate"),
  rateDifference("true_negative_rate_diff", "TNR", fractions.trueNegativeRate, "true_negative_rate"),
  {
    name: "average_odds_diff",
    formula: "½ (TPR_a − TPR_b + FPR_a − FPR_b)",
    ours: "average_odds",
    compares: "reference",
    needs: "confusion",
    convention: `${pair}. Gaps of opposite sign cancel. ${sklearn}.`,
    of: ({ group, other }) => {
      if (onlyOne(group.rows) || onlyOne(other.rows)) return noMatrix;
      const [tpr, fpr] = [zeroWhenEmpty(fractions.truePositiveRate), zeroWhenEmpty(fractions.falsePositiveRate)];
      return (tpr(group.rows) - tpr(other.rows) + fpr(group.rows) - fpr(other.rows)) / 2;
    },
  },
  {
    name: "accuracy_diff",
    formula: "ACC_a − ACC_b",
    ours: "accuracy, difference_to_reference",
    compares: "reference",
    needs: "confusion",
    convention: `${pair}. The difference is ours.`,
    of: ({ group, other }) => plainly(fractions.accuracy)(group.rows) - plainly(fractions.accuracy)(other.rows),
  },
];

const everybody = "Counts rows; weights are not used. Of everybody, b = 1 + ŷ − y";

const entropy = (rows: Confusion, alpha: number): number => aif360EntropyIndex(benefitsOf(rows), alpha) ?? Number.NaN;

const inequalities: readonly FigureDraft[] = [
  {
    name: "theil_index",
    formula: "mean((b / μ) ln(b / μ))",
    ours: "generalizedEntropy (evenhand/stats)",
    convention: `${everybody}. The formula is ours.`,
    of: ({ group }: Comparison) => entropy(group.rows, 1),
  },
  {
    name: "coefficient_of_variation",
    formula: "2 √GE(2)",
    ours: "coefficientOfVariation (evenhand/stats)",
    convention: `${everybody}. √2 times the coefficient of variation, which is √(2 GE(2)), as ours.`,
    of: ({ group }: Comparison) => 2 * Math.sqrt(entropy(group.rows, 2)),
  },
].map((draft) => ({ ...draft, compares: "everybody", needs: "confusion" }));

/** The figures of Holistic AI for two classes and for scores; its precision and recall matrices are left out, as they are swapped. */
export const holistic: readonly CompatibilityFigure[] = [
  ...outcomes.map(outcome),
  ...opportunities,
  ...inequalities,
  ...holisticScores,
  ...holisticNeighbours,
].map(figure);

/** The generalized entropy index by its α. */
export const holisticFamilies: readonly CompatibilityFamily[] = [
  {
    name: "holistic.generalized_entropy_index",
    parameter: "α, any number",
    byDefault: 2,
    allows: Number.isFinite,
    of: (alpha, name) => ({
      ...figure({
        name: "",
        formula:
          alpha === 0
            ? "−mean(ln(b / μ) / μ)"
            : alpha === 1
              ? "mean((b / μ) ln(b / μ))"
              : `mean((b / μ)^${alpha} − 1) / (${alpha} · ${alpha - 1})`,
        ours: "generalizedEntropy (evenhand/stats)",
        compares: "everybody",
        needs: "confusion",
        convention: `${everybody}.${alpha === 0 ? " Divides the logarithm by the mean once too often, as AIF360." : " The formula is ours."}`,
        of: ({ group }) => entropy(group.rows, alpha),
      }),
      name,
    }),
  },
];
