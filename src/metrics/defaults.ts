/** What the data and the model allow to be computed. */
export interface Available {
  readonly label: boolean;
  readonly score: boolean;
  readonly favourable: boolean;
  readonly severalClasses: boolean;
}

/** The metrics of a suite that names none, in the order readers meet them. */
export function defaultMetrics({ label, score, favourable, severalClasses }: Available): string[] {
  const chosen = favourable ? ["favourable_rate"] : [];
  if (severalClasses) return label ? [...chosen, "accuracy"] : chosen;
  if (!label) return ["selection_rate", ...chosen, ...(score ? ["mean_score"] : [])];
  const scored = score ? ["mean_score", "roc_auc"] : [];
  return ["selection_rate", ...chosen, "true_positive_rate", "false_positive_rate", "precision", "accuracy", ...scored];
}
