import type { Status, WrittenInterval } from "./estimate.js";

/** A figure of the rows that were kept for explaining, with its interval, as records have it. */
export interface KeptRowsFigure extends WrittenInterval {
  readonly status: Status;
  readonly reason: string | null;
  /** null: not told. */
  readonly n: number | null;
  readonly units: number | null;
  readonly value: number | null;
}

/** One of attributions. */
export interface ExplainedFigure extends KeptRowsFigure {
  /** null: of all features together. */
  readonly feature: string | null;
  readonly figure: string;
}

/** Of one group; attribute and group null: of everybody. */
export interface ExplainedGroup extends ExplainedFigure {
  readonly attribute: string | null;
  readonly group: string | null;
}

/** One group against another; of figures of agreement how alike the two are. */
export interface ExplainedGap extends ExplainedFigure {
  readonly attribute: string;
  readonly group: string;
  /** null: all other known groups together. */
  readonly reference: string | null;
  readonly p: number | null;
  readonly p_adjusted: number | null;
}

/** How well an input tells a protected attribute. */
export interface ProxyFinding {
  readonly attribute: string;
  readonly feature: string;
  readonly column: string;
  readonly group: string;
  readonly auc: number | null;
  readonly low: number | null;
  readonly interval: string | null;
  readonly basis: readonly number[] | null;
  readonly normalized_mutual_information: number | null;
  readonly is_proxy: boolean;
}

/** Growth of a group's loss when an input is dealt out anew among its rows. */
export interface ImportanceFinding {
  readonly attribute: string;
  readonly group: string;
  readonly feature: string;
  readonly loss: string;
  readonly status: Status;
  readonly reason: string | null;
  readonly n: number;
  readonly value: number | null;
  /** Standard error over the permutations drawn; 0 for the expectation over all of them. */
  readonly error: number | null;
}

/** One input as explanations count it. */
export interface ExplainedFeature {
  readonly name: string;
  readonly columns: readonly string[];
  /** Protected attributes that it is itself. */
  readonly attributes: readonly string[];
}

/** A method that a model or its calls do not allow. */
export interface PassedOver {
  readonly method: string;
  /** The rest of "the model cannot be explained so, because". */
  readonly reason: string;
}

/** How a model was explained. */
export interface ExplanationFacts {
  readonly method: string;
  /** Methods tried before it, in this order; none where the suite names one. */
  readonly passedOver: readonly PassedOver[];
  /** Rows explained, and rows that stood in for what is not known; null: none were needed. */
  readonly rows: number;
  readonly units: number;
  readonly background: number | null;
  /** Rows that the model was asked for; null: it was explained from its file. */
  readonly calls: number | null;
  readonly features: readonly ExplainedFeature[];
  /** Least lower bound of an area under the ROC curve that makes a proxy. */
  readonly proxyArea: number;
  readonly proxies: readonly ProxyFinding[];
  readonly importance: readonly ImportanceFinding[];
}

/** One output of a model, explained. */
export interface ExplainedOutput {
  /** The class whose output it is; null: the only one. */
  readonly class: string | null;
  readonly scale: "margin" | "probability" | "value";
  readonly base: number;
  /** Largest |output − base − sum of a row's attributions|. */
  readonly additivityError: number;
  /** Largest standard error of a single attribution; null: nothing was sampled. */
  readonly standardError: number | null;
  readonly groups: readonly ExplainedGroup[];
  readonly gaps: readonly ExplainedGap[];
}

/** What was found out about one model, or why it cannot be explained. */
export type ModelExplanation =
  | { readonly facts: ExplanationFacts; readonly outputs: readonly ExplainedOutput[] }
  | { readonly reason: string };
