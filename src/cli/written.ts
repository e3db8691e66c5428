import type { Language } from "../core/languages.js";
import type { Alarms } from "./run-history.js";

export interface SummaryOptions {
  readonly quiet: boolean;
  readonly strict: boolean;
  /** Of what people read; default: English. */
  readonly language?: Language;
  /** What all audits of the suite together say. */
  readonly alarms?: Alarms;
}

/** The file that a run ends with: its report, or its record where no report was wanted. */
export interface Written {
  readonly kind: "report" | "record";
  /** Relative to the working folder. */
  readonly path: string;
}
