import { type CompatibilityFigure, type FigureDraft, ofLibrary } from "./compatibility.js";
import { type Fraction, fractions, plainly } from "./fractions.js";

const figure = ofLibrary("tfma", {
  library: "TensorFlow Model Analysis",
  version: "August 2025",
  source: "github.com/tensorflow/model-analysis, addons/fairness/metrics/fairness_indicators.py",
});

const rates: readonly (readonly [name: string, rate: Fraction, ours: string, needs: CompatibilityFigure["needs"]])[] = [
  ["true_positive_rate", fractions.truePositiveRate, "true_positive_rate", "confusion"],
  ["true_negative_rate", fractions.trueNegativeRate, "true_negative_rate", "confusion"],
  ["false_positive_rate", fractions.falsePositiveRate, "false_positive_rate", "confusion"],
  ["false_negative_rate", fractions.falseNegativeRate, "false_negative_rate", "confusion"],
  ["positive_rate", fractions.selectionRate, "selection_rate", "prediction"],
  ["negative_rate", fractions.rejectionRate, "selection_rate", "prediction"],
  ["false_discovery_rate", fractions.falseDiscoveryRate, "false_discovery_rate", "confusion"],
  ["false_omission_rate", fractions.falseOmissionRate, "false_omission_rate", "confusion"],
  ["precision", fractions.precision, "precision", "confusion"],
  ["recall", fractions.truePositiveRate, "true_positive_rate", "confusion"],
];

const edge =
  "A rate of nobody is NaN, where ours has no value with the reason in words. At the suite's own decision only, not at thresholds 0.1 to 0.9";

/** The rates of Fairness Indicators per slice, and their difference to a baseline slice. */
export const tfma: readonly CompatibilityFigure[] = rates
  .flatMap(([name, fraction, ours, needs]): FigureDraft[] => {
    const rate = plainly(fraction);
    return [
      {
        name,
        formula: `${name} of the slice`,
        ours,
        compares: "each",
        needs,
        convention: `${edge}.`,
        of: ({ group }) => rate(group.sums),
      },
      {
        name: `${name}_difference`,
        formula: `${name} of the slice − ${name} of the baseline`,
        ours: `${ours}, difference_to_reference`,
        compares: "reference",
        needs,
        convention: `${edge}. The baseline is the attribute's reference group.`,
        of: ({ group, other }) => rate(group.sums) - rate(other.sums),
      },
    ];
  })
  .map(figure);
