import type { Confusion } from "../core/confusion.js";
import { type CompatibilityFigure, type FigureDraft, ofLibrary } from "./compatibility.js";
import { fractions, plainly, type Rate } from "./fractions.js";

const figure = ofLibrary("fairmodels", {
  library: "fairmodels",
  version: "commit 10e60d8",
  source: "github.com/ModelOriented/fairmodels, R/calculate_group_fairness_metrics.R and R/helper_functions.R",
});

/** As R has it: no F1 where precision and recall are both 0, or one of them has no value. */
function harmonicMean(counts: Confusion): number {
  const [precision, recall] = [plainly(fractions.precision)(counts), plainly(fractions.truePositiveRate)(counts)];
  return (2 * precision * recall) / (precision + recall);
}

const metrics: readonly (readonly [name: string, symbol: string, ours: string | null, rate: Rate])[] = [
  ["tpr", "TPR", "true_positive_rate", plainly(fractions.truePositiveRate)],
  ["tnr", "TNR", "true_negative_rate", plainly(fractions.trueNegativeRate)],
  ["ppv", "PPV", "precision", plainly(fractions.precision)],
  ["npv", "NPV", "negative_predictive_value", plainly(fractions.negativePredictiveValue)],
  ["fnr", "FNR", "false_negative_rate", plainly(fractions.falseNegativeRate)],
  ["fpr", "FPR", "false_positive_rate", plainly(fractions.falsePositiveRate)],
  ["fdr", "FDR", "false_discovery_rate", plainly(fractions.falseDiscoveryRate)],
  ["for", "FOR", "false_omission_rate", plainly(fractions.falseOmissionRate)],
  ["ts", "TS", null, ({ tp, fp, fn }) => tp / (tp + fp + fn)],
  ["stp", "SR", "selection_rate", plainly(fractions.selectionRate)],
  ["acc", "ACC", "accuracy", plainly(fractions.accuracy)],
  ["f1", "F1", "f1", harmonicMean],
];

/** The parity losses of fairmodels, by group: what each adds to the library's one number per metric. */
export const fairmodels: readonly CompatibilityFigure[] = metrics.map(([name, symbol, ours, rate]) =>
  figure({
    name: `parity_loss_${name}`,
    formula: `|ln(${symbol}_g / ${symbol} of the privileged group)|`,
    ours: ours === null ? null : `${ours}, ratio_to_reference`,
    compares: "reference",
    needs: name === "stp" ? "prediction" : "confusion",
    convention: `Counts rows; weights are not used. The size of the logarithm of our ratio, so the direction is gone. fairmodels adds it up over the groups, so more groups make a larger loss; a value that is infinite or 0/0 is NA${name === "ts" ? ". Threat score: TP / (TP + FP + FN)" : ""}.`,
    of: ({ group, other }) => {
      const loss = Math.abs(Math.log(rate(group.rows) / rate(other.rows)));
      return Number.isFinite(loss) ? loss : Number.NaN;
    },
  } satisfies FigureDraft),
);
