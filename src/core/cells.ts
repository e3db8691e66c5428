/**
 * Counts of the finest cells: groups × stratum × label × prediction, columnar, one entry per cell that holds rows.
 * Everything of the confusion matrix is arithmetic on these; margins are added up from them.
 */
export interface Cells {
  /** Protected attributes, in suite order, and the sorted group names of each. */
  readonly attributes: readonly string[];
  readonly levels: readonly (readonly string[])[];
  /** Declared legitimate factors and their sorted values. */
  readonly strata: readonly string[];
  readonly stratumLevels: readonly (readonly string[])[];
  /** Classes of label and prediction. Binary tasks: [negative, positive]. */
  readonly classes: readonly string[];
  /** level[a][i]: index into levels[a] of cell i. */
  readonly level: readonly Int32Array[];
  readonly stratumLevel: readonly Int32Array[];
  /** Index into classes; -1 where the audit has no label (or no prediction). */
  readonly label: Int32Array;
  readonly prediction: Int32Array;
  /** Rows (exact integers), and the sums of w, w², w·s, w·s², w²·s, w²·s² over them (w = 1 and s = 0 where absent). */
  readonly n: Float64Array;
  readonly w: Float64Array;
  readonly w2: Float64Array;
  readonly ws: Float64Array;
  readonly ws2: Float64Array;
  readonly w2s: Float64Array;
  readonly w2s2: Float64Array;
}

/**
 * What the rows of one unit (customer) look like, as sparse vectors over the cells; equal units are counted, not repeated.
 * Profile p has entries start[p] … start[p + 1] - 1. Sorted by content, so that sums over them have one order.
 */
export interface UnitProfiles {
  /** Number of units with profile p. */
  readonly units: Float64Array;
  readonly start: Int32Array;
  /** Index of the cell, and this unit's rows, Σw and Σw·s in it. */
  readonly cell: Int32Array;
  readonly n: Float64Array;
  readonly w: Float64Array;
  readonly ws: Float64Array;
}

/**
 * A number per row by group tuple, stratum and what is true of the row: entry i says that `n` rows (`w` of weight) of a group
 * tuple (level and stratumLevel as in Cells) have this score. Entries are sorted by levels, strata, label, then score.
 */
export interface Scores {
  readonly level: readonly Int32Array[];
  readonly stratumLevel: readonly Int32Array[];
  /** Index of the true class; -1: no label. */
  readonly label: Int32Array;
  readonly score: Float64Array;
  readonly n: Float64Array;
  readonly w: Float64Array;
  /**
   * Number of equal-width bins from the lowest to the highest score where there were too many distinct scores (`score` is then
   * the middle of a bin); null while scores are exact.
   */
  readonly bins: number | null;
  /** As {@link ModelCounts.units} over these entries instead of cells (`ws` is 0); null: no unit, or not counted. */
  readonly units: UnitProfiles | null;
}

/** One model's counts on the rows that were kept. */
export interface ModelCounts {
  readonly cells: Cells;
  /** null when the suite names no unit. */
  readonly units: UnitProfiles | null;
  /** Scores of the positive class (index 1); null when no metric needs whole distributions, or the model has no score. */
  readonly scores: Scores | null;
}
