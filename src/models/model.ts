import type { CodeSettings } from "../core/code-settings.js";
import type { ModelFacts, Warning } from "../core/measured.js";
import type { RemoteSettings } from "../core/remote-settings.js";
import type { Link } from "./trees/ensemble.js";

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
  /** Answers to encoded rows; null for a model that takes anything but numbers in single precision. Absent from kinds of models that have no such way. */
  encodedAnswers?(): EncodedAnswers | null;
  /** Gradients of the outputs, or why there are none; absent from kinds of models that are no networks. */
  gradients?(): Promise<Gradients | Unavailable>;
  /** The weighted sums behind the outputs, or why they are not just that; absent from kinds of models that cannot tell. */
  linearForm?(): Promise<LinearForm | Unavailable>;
  close(): Promise<void>;
}

/** Why a model lacks an ability, as the rest of "the model cannot …, because". */
export interface Unavailable {
  readonly reason: string;
}

/** A model's inputs as numbers, after one-hot encoding and scaling; those of several tensors side by side, in the order of the tensors. */
export interface EncodedInputs {
  /** Numbers per row. */
  readonly width: number;
  /** For each of them, its column: an index into {@link LoadedModel.columns}. */
  readonly inputColumn: Int32Array;
  /** rows × width numbers, row after row, in double; missing ones are NaN. Counts towards no warning. */
  encode(batch: Batch): Float64Array;
}

/** Answers to rows that are encoded already: what mixes encoded rows need not encode the mixtures. */
export interface EncodedAnswers {
  readonly inputs: EncodedInputs;
  /** Rows per batch that suit this runtime. */
  readonly batchRows: number;
  /**
   * What {@link LoadedModel.predict} answers to the rows behind the numbers; but rows that miss a number which the model cannot do
   * without may get any score.
   * @param encoded rows × width numbers of {@link EncodedInputs}, in single precision; valid until it resolves
   * @throws Failure (unusable) when the runtime refuses the batch or answers with another number of rows.
   */
  predict(encoded: Float32Array, rows: number): Promise<Answers>;
}

/** One output of some rows, and what it changes by per unit of each encoded input. */
export interface OutputGradient {
  /** One per row. */
  readonly value: Float64Array;
  /** rows × width, row after row. */
  readonly gradient: Float64Array;
}

/**
 * Gradients of a model's margins, from which its link makes the answers; of the answers themselves where the last operation is
 * none of the known links (null). A softmax over two classes is told as `logistic`, its margin being their difference.
 */
export interface Gradients {
  readonly inputs: EncodedInputs;
  readonly link: Link | null;
  /** 1 for one number per row and for two classes (the positive one); else the number of classes. */
  readonly outputs: number;
  /**
   * In single precision, as the model computes. Rows that miss a number get a meaningless result.
   * @param encoded rows × width numbers, row after row
   * @param output in [0, outputs)
   * @throws Failure (unusable) when the runtime refuses the batch.
   */
  at(encoded: Float64Array, output: number): Promise<OutputGradient>;
}

/** Margins that are weighted sums of the encoded inputs: margin k = interceptₖ + Σ coefficientₖⱼ · inputⱼ. */
export interface LinearForm {
  readonly inputs: EncodedInputs;
  readonly link: Link;
  /** For each output (as counted in {@link Gradients}) one coefficient per encoded input. */
  readonly coefficients: readonly Float64Array[];
  readonly intercepts: Float64Array;
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
  /** Remote models: what is sent; default number. */
  readonly type?: "number" | "text" | undefined;
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
  /** How a model behind a URL is asked; absent for all others. */
  readonly remote?: RemoteSettings | undefined;
  /** How a program or module is asked; absent for all others. */
  readonly code?: CodeSettings | undefined;
}

export type Loader = (request: ModelRequest) => Promise<LoadedModel>;
