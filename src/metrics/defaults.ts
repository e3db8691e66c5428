/** What the data and the model allow to be computed. */
export interface Available {
  readonly label: boolean;
  readonly score: boolean;
  readonly favourable: boolean;
  readonly severalClasses: boolean;
  /** Whether numbers are predicted. */
  readonly regression: boolean;
  /** Whether the model may leave a decision to somebody else. */
  readonly abstains: boolean;
}

/** The metrics of a suite that names none, in the order readers meet them. */
export function defaultMetrics(available: Available): string[] {
  if (available.regression) return errorMetrics;
  const deferral = available.label ? ["coverage", "selective_error_rate"] : ["coverage"];
  return [...classMetrics(available), ...(available.abstains ? deferral : [])];
}

/** Errors with their direction and without, and once more where a few extreme rows do not decide. */
const errorMetrics = [
  "mean_value",
  "mean_prediction",
  "mean_error",
  "mean_absolute_error",
  "median_absolute_error",
  "root_mean_squared_error",
];

function classMetrics({ label, score, favourable, severalClasses }: Available): string[] {
  const chosen = favourable ? ["favourable_rate"] : [];
  if (severalClasses) return label ? [...chosen, "accuracy"] : chosen;
  if (!label) return ["selection_rate", ...chosen, ...(score ? ["mean_score"] : [])];
  const scored = score ? ["mean_score", "roc_auc"] : [];
  return ["selection_rate", ...chosen, "true_positive_rate", "false_positive_rate", "precision", "accuracy", ...scored];
}
