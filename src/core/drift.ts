/** How far two distributions over the same bins are apart. */
export const driftStatistics = [
  "population_stability",
  "jensen_shannon",
  "kolmogorov_smirnov",
  "total_variation",
] as const;
export type DriftStatistic = (typeof driftStatistics)[number];

/** What a distribution is of: its rows' groups, a model's labels, predictions or scores, or a column that the suite names. */
export const driftSubjects = ["population", "label", "prediction", "score", "feature"] as const;
