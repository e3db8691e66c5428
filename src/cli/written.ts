export interface SummaryOptions {
  readonly quiet: boolean;
  readonly strict: boolean;
}

/** The file that a run ends with: its report, or its record where no report was wanted. */
export interface Written {
  readonly kind: "report" | "record";
  /** Relative to the working folder. */
  readonly path: string;
}
