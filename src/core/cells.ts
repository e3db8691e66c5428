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
  /** By attribute: whether groups overlap, so that a level is a list of tags (see `splitTags`). */
  readonly tagged: readonly boolean[];
  /** Classes of label and prediction. Binary tasks: [negative, positive]. */
  readonly classes: readonly string[];
  /** level[a][i]: index into levels[a] of cell i. */
  readonly level: readonly Int32Array[];
  readonly stratumLevel: readonly Int32Array[];
  /** Index into classes; -1 where the audit has no label (or no prediction). */
  readonly label: Int32Array;
  readonly prediction: Int32Array;
  /** 1 where the model left the decision to somebody else (`prediction` is what it would have said); null: it always decides. */
  readonly abstained: Int32Array | null;
  /** Place of the true class among the model's classes by falling score, from 1; 0: it has no score; null: not counted. */
  readonly rank: Int32Array | null;
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
  /** Of classes: index of the true class (-1: no label). Of numbers: the true number (NaN: no label). */
  readonly label: Float64Array;
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

/** Of a cell: 1 where the model was right, 0 where not, NaN where it said nothing. */
export const rightness =
  ({ label, prediction }: Cells) =>
  (cell: number): number =>
    prediction[cell]! < 0 ? Number.NaN : Number(label[cell] === prediction[cell]);

/** One model's counts on the rows that were kept. */
export interface ModelCounts {
  readonly cells: Cells;
  /** null when the suite names no unit. */
  readonly units: UnitProfiles | null;
  /** Scores of the positive class (index 1); null when no metric needs whole distributions, or the model has no score. */
  readonly scores: Scores | null;
  /** With more than two classes: the score of each class in the order of cells.classes; `label` is 1 for rows of that class, else 0. */
  readonly classScores: readonly (Scores | null)[] | null;
  /** How sure the model was of its prediction; `label` is 1 where it was right, 0 where not, NaN where it said nothing. */
  readonly confidences: Scores | null;
  /** Regression: `score` is the predicted number and `label` the true one. */
  readonly values: Scores | null;
}
