import type { Confusion } from "../core/confusion.js";
import { aif360ConditionalDisparity } from "../stats/aif360-conditional-disparity.js";
import { kullbackLeibler } from "../stats/kullback-leibler.js";
import { smoothedDifferentialFairness } from "../stats/smoothed-differential-fairness.js";
import type { CompatibilityFamily, CompatibilityFigure, FigureDraft } from "./compatibility.js";
import { type Fraction, fractions, plainly, proportionOf, type Rate, sizeOfGroup, zeroWhenEmpty } from "./fractions.js";

const pair =
  "The row's group is the unprivileged one and the reference group the privileged one: unprivileged minus privileged, or divided by it";

/** Which rate, what guards it, and what ours is called. */
interface RateWords {
  readonly symbol: string;
  readonly rate: Rate;
  readonly ours: string;
  readonly edge: string;
  readonly needs: CompatibilityFigure["needs"];
}

const unguarded = "0/0 is NaN and x/0 infinite, where ours has no value with the reason in words";
const guarded = "A rate of nobody is 0 (no error rate of nobody: 1 − 0), where ours has no value";

const nan = (symbol: string, fraction: Fraction, ours: string, needs: CompatibilityFigure["needs"] = "confusion") => ({
  symbol,
  rate: plainly(fraction),
  ours,
  edge: unguarded,
  needs,
});
const zero = (symbol: string, rate: Rate, ours: string): RateWords => ({
  symbol,
  rate,
  ours,
  edge: guarded,
  needs: "confusion",
});

const accuracy = zeroWhenEmpty(fractions.accuracy);
const precision = zeroWhenEmpty(fractions.precision);
const falseOmissionRate = zeroWhenEmpty(fractions.falseOmissionRate);
const truePositiveRate = plainly(fractions.truePositiveRate);
const falsePositiveRate = plainly(fractions.falsePositiveRate);

const rates = {
  labels: nan("P(y = 1)", fractions.baseRate, "prevalence", "label"),
  predictions: nan("P(ŷ = 1)", fractions.selectionRate, "selection_rate", "prediction"),
  truePositives: nan("TPR", fractions.truePositiveRate, "true_positive_rate"),
  falsePositives: nan("FPR", fractions.falsePositiveRate, "false_positive_rate"),
  falseNegatives: nan("FNR", fractions.falseNegativeRate, "false_negative_rate"),
  falseOmissions: zero("FOR", falseOmissionRate, "false_omission_rate"),
  falseDiscoveries: zero("FDR", zeroWhenEmpty(fractions.falseDiscoveryRate), "false_discovery_rate"),
  errors: zero("ERR", (counts) => 1 - accuracy(counts), "error_rate"),
} satisfies Record<string, RateWords>;

const difference = (name: string, { symbol, rate, ours, edge, needs }: RateWords): FigureDraft => ({
  name,
  formula: `${symbol}_unprivileged − ${symbol}_privileged`,
  ours: `${ours}, difference_to_reference`,
  compares: "reference",
  needs,
  convention: `${pair}. ${edge}.`,
  of: ({ group, other }) => rate(group.sums) - rate(other.sums),
});

const ratio = (name: string, { symbol, rate, ours, edge, needs }: RateWords): FigureDraft => ({
  name,
  formula: `${symbol}_unprivileged / ${symbol}_privileged`,
  ours: `${ours}, ratio_to_reference`,
  compares: "reference",
  needs,
  convention: `${pair}. ${edge}; a ratio to a rate of 0 is infinite, or NaN when both are 0.`,
  of: ({ group, other }) => rate(group.sums) / rate(other.sums),
});

/** Differences of two rates of the pair. */
const gaps =
  (first: Rate, second: Rate, of: (first: number, second: number) => number): FigureDraft["of"] =>
  ({ group, other }) =>
    of(first(group.sums) - first(other.sums), second(group.sums) - second(other.sums));

const twoRates: readonly FigureDraft[] = [
  {
    name: "average_odds_difference",
    formula: "½ (ΔFPR + ΔTPR)",
    ours: "average_odds",
    convention: `${pair}. Gaps of opposite sign cancel. ${unguarded}.`,
    of: gaps(falsePositiveRate, truePositiveRate, (fpr, tpr) => (fpr + tpr) / 2),
  },
  {
    name: "average_abs_odds_difference",
    formula: "½ (|ΔFPR| + |ΔTPR|)",
    ours: "average_odds",
    convention: `${pair}. ${unguarded}.`,
    of: gaps(falsePositiveRate, truePositiveRate, (fpr, tpr) => (Math.abs(fpr) + Math.abs(tpr)) / 2),
  },
  {
    name: "equalized_odds_difference",
    formula: "max(|ΔFPR|, |ΔTPR|)",
    ours: "equalized_odds",
    convention: `${pair}. A TPR that is NaN is passed over silently and a NaN of FPR is not, by the order in which Python's max compares; ours is not estimable in both cases.`,
    of: gaps(falsePositiveRate, truePositiveRate, (fpr, tpr) => {
      const isLarger = Math.abs(tpr) > Math.abs(fpr);
      return Math.abs(isLarger ? tpr : fpr);
    }),
  },
  {
    name: "average_predictive_value_difference",
    formula: "½ (ΔPPV + ΔFOR)",
    ours: null,
    convention: `${pair}. ${guarded}.`,
    of: gaps(precision, falseOmissionRate, (ppv, omission) => (ppv + omission) / 2),
  },
].map((draft) => ({ ...draft, compares: "reference", needs: "confusion" }));

const byLabel = ({ tp, fp, fn, tn }: Confusion): number[] => [fp + tn, tp + fn];

/** Differences and ratios of AIF360, where its edges differ from ours. */
export const differences: readonly FigureDraft[] = [
  difference("mean_difference", rates.labels),
  { ...ratio("disparate_impact(labels)", rates.labels), ours: "prevalence, ratio_to_reference" },
  difference("statistical_parity_difference", rates.predictions),
  ratio("disparate_impact", rates.predictions),
  difference("equal_opportunity_difference", rates.truePositives),
  difference("false_positive_rate_difference", rates.falsePositives),
  difference("false_negative_rate_difference", rates.falseNegatives),
  difference("false_omission_rate_difference", rates.falseOmissions),
  difference("false_discovery_rate_difference", rates.falseDiscoveries),
  difference("error_rate_difference", rates.errors),
  ratio("false_positive_rate_ratio", rates.falsePositives),
  ratio("false_negative_rate_ratio", rates.falseNegatives),
  ratio("false_omission_rate_ratio", rates.falseOmissions),
  ratio("false_discovery_rate_ratio", rates.falseDiscoveries),
  ratio("error_rate_ratio", rates.errors),
  ...twoRates,
  {
    name: "class_imbalance",
    formula: "(N_unprivileged − N_privileged) / (N_unprivileged + N_privileged)",
    ours: null,
    compares: "reference",
    needs: "label",
    convention: `${pair}: the opposite sign of Clarify's CI.`,
    of: ({ group, other }) => {
      const [unprivileged, privileged] = [sizeOfGroup(group.sums), sizeOfGroup(other.sums)];
      return (unprivileged - privileged) / (unprivileged + privileged);
    },
  },
  {
    name: "kl_divergence",
    formula: "Σ_y P_privileged(y) ln(P_privileged(y) / P_unprivileged(y))",
    ours: "kullbackLeibler (evenhand/stats)",
    compares: "reference",
    needs: "label",
    convention: `${pair}: from the privileged group, in nats. Infinite where only the unprivileged group lacks a label, as ours (Clarify drops it).`,
    of: ({ group, other }) => kullbackLeibler(byLabel(other.sums), byLabel(group.sums)) ?? Number.NaN,
  },
  {
    name: "conditional_demographic_disparity",
    formula: "Σ_g N_g · DD_g / Σ_g N_g, DD_g = rejected_g / rejected − accepted_g / accepted",
    ours: "conditional_demographic_disparity",
    compares: "groups",
    needs: "prediction",
    convention:
      "Averages the groups' own disparities and conditions on nothing, although the paper it cites does; ours (and Clarify's CDDPL) averages one group's disparity over strata. Of predictions.",
    of: ({ groups }) =>
      aif360ConditionalDisparity(groups.map(({ sums }) => proportionOf(fractions.selectionRate, sums))) ?? Number.NaN,
  },
];

const edf = (groups: readonly Confusion[], rate: Fraction, concentration: number): number =>
  smoothedDifferentialFairness(
    groups.map((counts) => proportionOf(rate, counts)),
    concentration,
  ) ?? Number.NaN;

const smoothed = (name: string, what: string, needs: CompatibilityFigure["needs"], of: EdfOf) => ({
  name,
  parameter: "concentration of the prior in rows, 0 or more",
  byDefault: 1,
  allows: (concentration: number) => concentration >= 0,
  draft: (concentration: number): Omit<FigureDraft, "name"> => ({
    formula: `${what}; ε = max over pairs of |ln(p_i / p_j)| and |ln((1 − p_i) / (1 − p_j))|, p = (positives + ${concentration}/2) / (n + ${concentration})`,
    ours: "differential_fairness",
    compares: "groups",
    needs,
    convention:
      "Over every group of the attribute, whatever is privileged. The smoothing is ours; the amplification compares two unpaired maxima, which need not be of the same pair of groups.",
    of: ({ groups }) =>
      of(
        groups.map(({ sums }) => sums),
        concentration,
      ),
  }),
});

type EdfOf = (groups: readonly Confusion[], concentration: number) => number;

/** A family before its figures carry the library's name. */
export interface FamilyDraft extends Omit<CompatibilityFamily, "of"> {
  readonly draft: (value: number) => Omit<FigureDraft, "name">;
}

/** Smoothed empirical differential fairness by its concentration. */
export const smoothedFamilies: readonly FamilyDraft[] = [
  smoothed("smoothed_empirical_differential_fairness", "ε of the labels", "label", (groups, concentration) =>
    edf(groups, fractions.baseRate, concentration),
  ),
  smoothed("smoothed_edf", "ε of the predictions", "prediction", (groups, concentration) =>
    edf(groups, fractions.selectionRate, concentration),
  ),
  smoothed(
    "differential_fairness_bias_amplification",
    "ε of the predictions − ε of the labels",
    "confusion",
    (groups, concentration) =>
      edf(groups, fractions.selectionRate, concentration) - edf(groups, fractions.baseRate, concentration),
  ),
];
