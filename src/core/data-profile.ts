/** What the known values of a column are. `none`: there is no value in any row; `nested`: lists, structures or binary values. */
export type Content = "none" | "boolean" | "integer" | "number" | "time" | "text" | "nested";

/** A value as text, and the rows that have it. */
export interface CountedValue {
  readonly value: string;
  readonly n: number;
}

/** One column of a data file. All counts are of rows. */
export interface ColumnProfile {
  readonly name: string;
  readonly content: Content;
  /** Rows without any value: empty, NULL or NaN. */
  readonly missing: number;
  /** Texts such as "?" and "N/A" that often mean "missing", as they stand there, and the rows that have one. */
  readonly placeholders: readonly string[];
  readonly placeholderRows: number;
  /** All other rows. */
  readonly known: number;
  /** Different values beside those. */
  readonly distinct: number;
  /** Of numbers; null: the values are no numbers. */
  readonly least: number | null;
  readonly most: number | null;
  /** Characters of the longest value. */
  readonly longest: number;
  /** Share of the values that hold three words or more, 0 to 1. */
  readonly wordy: number;
  /** Share of the values that look like an e-mail address or a national identity number, 0 to 1. */
  readonly personal: number;
  /** All values, commonest first, where they are few and short; else null. Placeholders are not among them. */
  readonly values: readonly CountedValue[] | null;
}

/** How strongly two columns go together. */
export interface Association {
  /** Places in `columns`, the smaller first. */
  readonly columns: readonly [number, number];
  /** Cramér's V without its bias, 0 to 1, of values or tenths of numbers. */
  readonly strength: number;
}

/** What one look at a data file shows, without its rows. */
export interface DataProfile {
  readonly format: string;
  readonly rows: number;
  /** Rows that repeat another one in every column. */
  readonly duplicates: number;
  readonly columns: readonly ColumnProfile[];
  /** Pairs that are associated at all, of columns with values that can be grouped. */
  readonly associations: readonly Association[];
}
