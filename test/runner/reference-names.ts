/** Our metrics by the keys of the strict reference of binary labels and predictions. */
export const referenceNames = {
  base_rate: "prevalence",
  selection_rate: "selection_rate",
  tpr: "true_positive_rate",
  fpr: "false_positive_rate",
  fnr: "false_negative_rate",
  tnr: "true_negative_rate",
  ppv: "precision",
  npv: "negative_predictive_value",
  fdr: "false_discovery_rate",
  for: "false_omission_rate",
  accuracy: "accuracy",
  balanced_accuracy: "balanced_accuracy",
  f1: "f1",
  mcc: "matthews_correlation",
  treatment_equality_fn_over_fp: "treatment_equality",
  roc_auc: "roc_auc",
};
