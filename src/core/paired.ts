/** Rows that are alike in what two models say of them, as counts. */
export interface PairedCell {
  /** The true class; null: rows have no label. */
  readonly label: string | null;
  /** What the baseline and the candidate predicted; null: it left the decision to somebody else. */
  readonly then: string | null;
  readonly now: string | null;
  readonly n: number;
}

/** One group's rows that both models answered. */
export interface PairedGroup {
  /** null: everybody. */
  readonly attribute: string | null;
  readonly group: string | null;
  readonly cells: readonly PairedCell[];
  /** Units by how many of their rows stand in each of `cells`, in their order; null: no two rows share a unit. */
  readonly profiles: readonly UnitProfile[] | null;
}

/** Units that are alike: their rows by cell. */
export interface UnitProfile {
  readonly rows: readonly number[];
  readonly units: number;
}

/** Two models that answered the same rows: the ground of every paired comparison. */
export interface PairedModels {
  readonly baseline: string;
  readonly model: string;
  readonly groups: readonly PairedGroup[];
}
