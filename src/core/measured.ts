import type { ModelCounts, Scores } from "./cells.js";
import type { ModelExplanation } from "./explained.js";
import type { BinnedFeature } from "./feature-bins.js";
import type { KeptFact } from "./kept.js";
import type { ModelNeighbours } from "./neighbours.js";
import type { PairedModels, UnpairedModels } from "./paired.js";

/** One input file as it was read. `name` is relative to the suite. */
export interface FileFact {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** What was read, before anything is computed from it. */
export interface DataFacts {
  readonly format: string;
  readonly files: readonly FileFact[];
  /** SHA-256 of the one file, or of the sorted lines "<sha256>  <name>\n" of several. */
  readonly sha256: string;
  readonly rowsRead: number;
  readonly rowsKept: number;
  /** Distinct units among the rows kept; null when the suite names no unit. */
  readonly units: number | null;
  readonly columns: number;
  /** First and last time in the rows kept, ISO 8601 UTC; null without `time`. */
  readonly from: string | null;
  readonly to: string | null;
}

/** Rows left out for one reason; by group as well (attribute and group null: the total). Reasons are tried in the suite's order, each row counts once. */
export interface Exclusion {
  readonly reason: ExclusionReason;
  readonly attribute: string | null;
  readonly group: string | null;
  readonly rows: number;
}

export type ExclusionReason =
  | "filtered"
  | "no_consent"
  | "missing_label"
  | "missing_prediction"
  | "missing_unit"
  | "missing_time";

/** What a model behind a URL was sent. Recipient, country and basis are null where it is on this machine. */
export interface TransferFacts {
  readonly recipient: string | null;
  readonly country: string | null;
  readonly basis: string | null;
  /** Columns of the data, in the order of the features. */
  readonly columns: readonly string[];
  /** Rows that were sent. */
  readonly rows: number;
  /** Rows that need not be sent, as their answers were kept, or were those of a row that is alike. */
  readonly cached: number;
}

/** What is known of a model before and after it ran. */
export interface ModelFacts {
  readonly id: string;
  readonly kind: string;
  /** Files of the model with hashes; empty for logged predictions. */
  readonly files: readonly FileFact[];
  readonly sha256: string | null;
  /** Which runtime computed the scores, for example "tfjs 4.22.0 (wasm)"; null for logged predictions. */
  readonly runtime: string | null;
  readonly inputs: readonly {
    readonly name: string;
    readonly type: string;
    readonly shape: readonly (number | string)[];
  }[];
  readonly outputs: readonly {
    readonly name: string;
    readonly type: string;
    readonly shape: readonly (number | string)[];
  }[];
  readonly features: number | null;
  /** Only of files that hold trees which could not be read: why, as the rest of "… because". */
  readonly noTrees?: string | undefined;
  /** Human-readable rule from score to prediction, for example "score ≥ 0.5" or "top 10% per month"; null where predictions are logged. */
  readonly decision: string | null;
  /** Which columns a logged model used. */
  readonly hasScore: boolean;
  readonly hasPrediction: boolean;
  /** Only of models behind a URL. */
  readonly transfer?: TransferFacts | undefined;
}

/** Everything that crosses from the supervised child process to the rest: facts and counts, no rows. */
export interface Measured {
  readonly data: DataFacts;
  readonly exclusions: readonly Exclusion[];
  readonly models: readonly MeasuredModel[];
  /** The first model against each other one, on the same rows. Absent: only one model, regressions, or a table in memory. */
  readonly paired?: readonly PairedModels[];
  /** The other models that the first one was not paired with. Absent: none. */
  readonly unpaired?: readonly UnpairedModels[];
  /** Row-level results that were kept; absent: none. */
  readonly kept?: readonly KeptFact[];
  /** Columns whose distributions the suite wants; absent: none. */
  readonly features?: readonly CountedFeature[];
  readonly warnings: readonly Warning[];
}

/** How many rows are in each bin of a column, by group tuple and label: `score` is the number of the bin. */
export interface CountedFeature extends BinnedFeature {
  readonly rows: Scores;
}

/** One model, as it was and as it did. */
export interface MeasuredModel {
  readonly facts: ModelFacts;
  readonly counts: ModelCounts;
  /** Absent where the suite asks for none, or the predictions are logged. */
  readonly explanation?: ModelExplanation;
  /** Of the same rows; absent where these are. */
  readonly neighbours?: ModelNeighbours;
}

/** A caution for the reader, with a code the report has words for and the values it names. */
export interface Warning {
  readonly code: string;
  readonly values: Readonly<Record<string, string | number>>;
}
