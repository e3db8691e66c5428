import type { Tip } from "./spot.js";

/** What a row's mark says: the group others are compared with, a group, one over its limit, one of an undecided pair, or people whose group is unknown. */
export type RateMark = "reference" | "group" | "over" | "undecided" | "unknown";

/** A group with a value and its interval; texts are finished. */
export interface RateRow {
  readonly label: string;
  /** Everything known of the group, for who points at its row. */
  readonly tip?: () => Tip;
  readonly mark: RateMark;
  /** A whole group above its combinations: bold, with a larger mark. */
  readonly whole: boolean;
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly rate: string;
  readonly count: string;
  /** Length of the bar of counts, in [0, 1]; null: no bar. */
  readonly share: number | null;
}

/** A group without a mark, and why: suppressed, too small or not measurable. */
export interface RateNote {
  readonly label: string;
  readonly tip?: () => Tip;
  readonly whole: boolean;
  readonly note: string;
  /** The same in a few letters, for a plot too narrow for the note. */
  readonly brief: string;
}

export interface RateBlock {
  /** Bold line above the rows; null: the rows stand alone. */
  readonly head: string | null;
  readonly rows: readonly (RateRow | RateNote)[];
  /** Value of the dotted line through this block's rows. */
  readonly reference: number | null;
}

/** Rates of groups on one scale, in blocks. */
export interface Rates {
  readonly blocks: readonly RateBlock[];
  readonly rateHead: string;
  readonly countHead: string;
  readonly axisTitle: string;
  /** A value of everybody, with its text: a dotted line through all rows. */
  readonly everybody: { readonly value: number; readonly label: string } | null;
  /** Limits of what the metric can be; null: none on that side. */
  readonly natural: readonly [number | null, number | null];
  readonly tick: (value: number) => string;
}

export const isNote = (row: RateRow | RateNote): row is RateNote => "note" in row;
