/**
 * Two models that answered the same rows: the ground of every paired comparison. Rows count once each, whatever their weight, and only
 * those that both models answered. The counts are raw, those of hidden groups and of single people among them: whoever writes a record
 * from them hides what must not be shown.
 */
export interface PairedModels {
  readonly baseline: string;
  readonly model: string;
  /** Everybody, then each attribute, then each intersection; groups in the order of their names. Tags of one attribute overlap. */
  readonly groups: readonly PairedGroup[];
  /** Attributes and intersections, of which some unit has rows in several groups: these are not independent. Absent: none. */
  readonly unitsAcross?: readonly string[];
}

/** Two models of one run that are not compared row by row, and why. */
export interface UnpairedModels {
  readonly baseline: string;
  readonly reason: string;
}

/** One group's rows that both models answered. */
export interface PairedGroup {
  /** null: everybody. */
  readonly attribute: string | null;
  readonly group: string | null;
  /** Sorted by label, then `then`, then `now`; null last. */
  readonly cells: readonly PairedCell[];
  /** Units by how many of their rows stand in each of `cells`, in their order; null: no two rows share a unit. */
  readonly profiles: readonly UnitProfile[] | null;
}

/** Rows that are alike in what two models say of them, as counts. */
export interface PairedCell {
  /** The true class; null: rows have no label. */
  readonly label: string | null;
  /** What the baseline and the candidate predicted; null: it left the decision to somebody else. */
  readonly then: string | null;
  readonly now: string | null;
  readonly n: number;
}

/** The kept predictions of two runs, side by side where they are of the same rows. */
export interface PairedRuns {
  /** null: they cannot be compared row by row, for the reason given. Groups and units are as the candidate's run has them. */
  readonly paired: PairedModels | null;
  readonly reason: string | null;
  /** Rows that each run kept, and those that are in both. */
  readonly rows: { readonly baseline: number; readonly candidate: number; readonly both: number };
}

/** Why regressions are not compared row by row. */
export const regressionsUnpaired = "numbers that a regression predicts are not paired";

/** Why pairs that make more numbers than are handed over are not compared. */
export const tooManyNumbers = "the units and classes make too many numbers to compare row by row";

/** Units that are alike: their rows by cell. */
export interface UnitProfile {
  readonly rows: readonly number[];
  readonly units: number;
}
