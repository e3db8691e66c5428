import type { Language } from "../explanations/catalogue.js";

/** Bounds on the process that reads the data, for every command that does. */
export interface SupervisionOptions {
  readonly allowOutside: boolean;
  readonly allowCode: boolean;
  readonly offline: boolean;
  readonly memoryLimit: string | undefined;
  readonly timeLimit: number;
  readonly threads: number | undefined;
}

export interface RunOptions extends SupervisionOptions {
  readonly suites: readonly string[];
  readonly out: string | undefined;
  readonly model: readonly string[];
  readonly seed: number;
  readonly strict: boolean;
  /** Whether answers of models behind a URL are kept, and used again. */
  readonly cache: boolean;
  /** Whether the HTML report is written beside the record. */
  readonly report: boolean;
}

export interface CheckOptions extends SupervisionOptions {
  readonly suite: string;
  readonly lock: boolean;
}

export interface ReportOptions {
  readonly run: string;
  readonly out: string | undefined;
}

export interface ExplainOptions extends SupervisionOptions {
  readonly suite: string | undefined;
  readonly id: string | undefined;
  readonly set: readonly string[];
  readonly out: string | undefined;
  readonly verify: string | undefined;
  readonly lang: Language;
  readonly seed: number;
}

/** What `evenhand schema` prints. */
export const schemaKinds = ["suite", "run", "metrics"] as const;

export interface SchemaOptions {
  readonly kind: (typeof schemaKinds)[number];
}
