import type { ModelFacts, Warning } from "../core/measured.js";

/** A column that a model wants from the data: numbers (missing: NaN) or texts (missing: null). */
export interface InputColumn {
  readonly column: string;
  readonly type: "number" | "text";
}

/** Some rows, as column vectors in the order of {@link LoadedModel.columns}. Vectors are valid until `predict` resolves. */
export interface Batch {
  readonly rows: number;
  readonly columns: readonly (Float64Array | readonly (string | null)[])[];
}

/**
 * Answers to one batch. `score`: probability of the positive class (binary) or of the predicted class, or the predicted number of a
 * regression; `label`: the predicted class name where the model names one.
 */
export interface Answers {
  readonly score: Float64Array | null;
  readonly label: readonly string[] | null;
  /** Of three classes or more whose names are known. */
  readonly classes?: ClassScores;
}

/** The score of every class: rows × names, row after row. */
export interface ClassScores {
  readonly names: readonly string[];
  readonly values: Float64Array;
}

/** A model that is ready to score. */
export interface LoadedModel {
  readonly facts: Omit<ModelFacts, "decision" | "hasScore" | "hasPrediction">;
  readonly columns: readonly InputColumn[];
  /** Rows per batch that suit this runtime. */
  readonly batchRows: number;
  /** Class names in the order of the model's probabilities, where its file tells them; the score of a binary model is that of the last one. */
  readonly classNames?: readonly string[] | null;
  /** @throws Failure (unusable) when the runtime refuses the batch or answers with another number of rows. */
  predict(batch: Batch): Promise<Answers>;
  /** Cautions from loading and from all batches so far, such as categories the model does not know. */
  warnings?(): readonly Warning[];
  close(): Promise<void>;
}

/** How one raw column becomes one or more model inputs; as in the suite's `features`, defaults not yet filled in. */
export interface FeatureStep {
  readonly name: string;
  readonly column?: string | undefined;
  readonly one_hot?: readonly string[] | undefined;
  readonly categories?: readonly string[] | undefined;
  readonly mean?: number | undefined;
  readonly std?: number | undefined;
  readonly missing?: number | string | undefined;
  readonly lower_case?: boolean | undefined;
}

/**
 * What becomes of a category that a feature does not name: the run ends, it counts as missing (`one_hot`: none of the categories),
 * or as the category called "other".
 */
export type UnseenPolicy = "error" | "missing" | "other";

/** What a loader gets. All paths are absolute and already confined. */
export interface ModelRequest {
  readonly id: string;
  readonly kind: string;
  readonly path: string;
  readonly featureSteps: readonly FeatureStep[] | null;
  readonly output: string | null;
  /** Default: missing. */
  readonly unseen?: UnseenPolicy | undefined;
  /** Number of threads a native runtime may use. */
  readonly threads: number;
}

export type Loader = (request: ModelRequest) => Promise<LoadedModel>;
