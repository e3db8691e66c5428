/** Names that others use for our metrics, in lower case. */
const metrics: Readonly<Record<string, string>> = {
  auc: "roc_auc",
  auroc: "roc_auc",
  recall: "true_positive_rate",
  sensitivity: "true_positive_rate",
  hit_rate: "true_positive_rate",
  equal_opportunity: "true_positive_rate",
  specificity: "true_negative_rate",
  fall_out: "false_positive_rate",
  miss_rate: "false_negative_rate",
  positive_predictive_value: "precision",
  positive_rate: "selection_rate",
  acceptance_rate: "selection_rate",
  approval_rate: "selection_rate",
  demographic_parity: "selection_rate",
  statistical_parity: "selection_rate",
  f1_score: "f1",
  mcc: "matthews_correlation",
  kappa: "cohen_kappa",
  brier: "brier_score",
  ece: "expected_calibration_error",
  mae: "mean_absolute_error",
  rmse: "root_mean_squared_error",
  r2: "r_squared",
};

/** Names that others use for our disparities, in lower case. */
const disparities: Readonly<Record<string, string>> = {
  difference: "max_difference",
  gap: "max_difference",
  demographic_parity: "max_difference",
  demographic_parity_difference: "max_difference",
  statistical_parity: "max_difference",
  statistical_parity_difference: "max_difference",
  equal_opportunity_difference: "max_difference",
  ratio: "min_ratio",
  disparate_impact: "min_ratio",
  demographic_parity_ratio: "min_ratio",
  four_fifths: "min_ratio",
  equalised_odds: "equalized_odds",
  equalized_odds_difference: "equalized_odds",
  average_odds_difference: "average_odds",
};

/** Names that others use for our kinds of models, in lower case. */
const kinds: Readonly<Record<string, string>> = {
  tfjs: "tfjs-layers",
  tensorflow: "tf-saved-model",
  savedmodel: "tf-saved-model",
  onnxruntime: "onnx",
  xgb: "xgboost",
  lgbm: "lightgbm",
  predictions: "logged",
  rest: "http",
};

const tables = { metric: metrics, disparity: disparities, kind: kinds } as const;

/** What somebody else's name is called here; null: we know of none. */
export function ourName(what: keyof typeof tables, name: string): string | null {
  const key = name.toLowerCase().replace(/[ -]/g, "_");
  return Object.hasOwn(tables[what], key) ? (tables[what][key] ?? null) : null;
}
