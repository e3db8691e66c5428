import type { Tip } from "./spot.js";

/** What an input is to the attribute whose groups are compared: it stands in for it, it is the attribute itself, or neither. */
export type InputSign = "stand_in" | "own" | null;

/** What a group's mark says: the group, the input in which its check is over the limit, or the one in which it is undecided. */
export type PushMark = "group" | "over" | "undecided";

/** A value and its interval, where it has one. */
export interface Push {
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
}

/** One input, or several together: how far it pushes the output on average, for a group and for the one it is compared with. */
export interface PushRow {
  readonly label: string;
  readonly sign: InputSign;
  readonly mark: PushMark;
  readonly group: Push;
  readonly reference: Push;
  /** Finished text of the difference. */
  readonly difference: string;
  /** Everything known of the input, for who points at its row. */
  readonly tip?: () => Tip;
}

/** Inputs under each other on one scale. */
export interface AttributionDumbbell {
  readonly rows: readonly PushRow[];
  /** Names of the group and the reference, over the first row. */
  readonly names: { readonly group: string; readonly reference: string };
  readonly differenceHead: string;
  readonly axisTitle: string;
  /** `decimals`: as many as the ticks of the axis have. */
  readonly tick: (value: number, decimals: number) => string;
}

/** A step from one average to the other. */
export interface WaterfallStep {
  readonly label: string;
  readonly by: number;
  readonly text: string;
}

export interface WaterfallEnd {
  readonly label: string;
  readonly value: number;
  readonly text: string;
}

/** How the inputs' differences lead from the average of one group to that of another. */
export interface AttributionWaterfall {
  readonly from: WaterfallEnd;
  readonly steps: readonly WaterfallStep[];
  readonly to: WaterfallEnd;
  readonly axisTitle: string;
  /** `decimals`: as many as the ticks of the axis have. */
  readonly tick: (value: number, decimals: number) => string;
  /** A second text below each tick, on a scale that more people know; null: none. */
  readonly gloss: ((value: number) => string) | null;
}
