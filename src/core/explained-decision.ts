/** A value of one person's row: a number, a text, or null where it is missing. */
export type RowValue = number | string | null;

/** Which decision is to be explained. */
export interface AskedDecision {
  /** Value of the suite's `dataset.id`. */
  readonly id: string;
  /** Corrected values as they were given: `column=value`, nothing behind the sign for a missing one. */
  readonly set: readonly string[];
  /** Id of the model whose decision it is; null: the suite's first that can be asked. */
  readonly model: string | null;
  /** Whose rows it is compared with: an attribute (those of the row's own group) or attribute=group; null: everybody's. */
  readonly compare: string | null;
}

/** What a model made of one row. */
export interface DecisionOutcome {
  /** Value of the label that was predicted; null: the model gives a number, or left the decision to somebody else. */
  readonly class: string | null;
  readonly abstained: boolean;
  /** Of the positive class, or of the predicted one of several; the number of a regression; null: the model gives none. */
  readonly score: number | null;
}

/** One input of a row, and what it did to the output. */
export interface DecisionInput {
  readonly name: string;
  readonly columns: readonly { readonly column: string; readonly value: RowValue; readonly typical: RowValue }[];
  /** On the scale of the explanation. */
  readonly attribution: number;
  /** Standard error where values were sampled. */
  readonly error: number | null;
}

/** Why a score is what it is: base + Σ attributions = output, up to the method's error. */
export interface DecisionReasons {
  readonly base: number;
  readonly output: number;
  readonly inputs: readonly DecisionInput[];
}

/** A change of one value. */
export interface ValueChange {
  readonly column: string;
  readonly from: RowValue;
  readonly to: RowValue;
}

/** Changes that would have given another decision. */
export interface Alternative {
  readonly changes: readonly ValueChange[];
  readonly outcome: DecisionOutcome;
}

/** What was looked for, and found. */
export interface Alternatives {
  /** Columns that the suite declares a person can change. */
  readonly actionable: readonly string[];
  /** Most values changed at once. */
  readonly most: number;
  /** Rows that the model was asked about. */
  readonly tried: number;
  /** Nearest first: fewest changes, then the smallest move. */
  readonly found: readonly Alternative[];
}

/** One decision with its reasons. Holds the values of one person's row, by purpose. */
export interface ExplainedDecision {
  readonly data: { readonly sha256: string; readonly rows: number };
  readonly model: { readonly id: string; readonly kind: string; readonly sha256: string | null };
  readonly row: { readonly id: string };
  /** What the score is of, and from where on it decides; both null where no limit does. */
  readonly rule: {
    readonly positive: string | null;
    readonly limit: number | null;
    /** Whether the limit is where a capacity ended, rather than a number of the suite. */
    readonly capacity: boolean;
  };
  readonly outcome: DecisionOutcome;
  /** How attributions were made; null: they could not be. */
  readonly explanation: {
    readonly method: string;
    readonly scale: "margin" | "probability" | "value";
    /** The class whose output was explained; null: the only one. */
    readonly class: string | null;
    readonly comparison: {
      /** `training`: rows that the model learned from, as its file tells of them; `data`: rows of this data. */
      readonly of: "training" | "data";
      readonly rows: number | null;
      /** The group that they were drawn from, and its rows; absent: from everybody. */
      readonly among?: { readonly attribute: string; readonly group: string; readonly rows: number };
    };
    readonly reasons: DecisionReasons;
  } | null;
  /** Why there is no explanation; null: there is one. */
  readonly unexplained: string | null;
  /** null: there is nothing to look for, see `unsought`. */
  readonly alternatives: Alternatives | null;
  /** `nothing_declared`: the suite names nothing that a person can change; `no_decision`: no limit decides, or somebody else does. */
  readonly unsought: "nothing_declared" | "no_decision" | null;
  /** With corrected values; null: none were given. */
  readonly corrected: {
    readonly set: readonly string[];
    readonly changes: readonly ValueChange[];
    readonly outcome: DecisionOutcome;
    readonly changed: boolean;
    readonly reasons: DecisionReasons | null;
  } | null;
}
