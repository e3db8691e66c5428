import type { Confusion } from "../core/confusion.js";
import type { CountedValues } from "../stats/index.js";

/** Counts of some people. */
export interface Tally {
  /** Sums of weights; equal to `rows` where there are none. */
  readonly sums: Confusion;
  readonly rows: Confusion;
  /** Rows by stratum of the declared factors, in one order for all groups; empty where none is declared. */
  readonly strata: readonly Confusion[];
  /** Scores of the positive class, or of a regression its numbers; absent: not counted. */
  readonly scores?: ScoreTally | undefined;
  /** What was found out about the nearest neighbours of the rows kept for explaining; absent: nothing. */
  readonly neighbours?: NeighbourTally | undefined;
}

/** Distribution of some people's scores, in rows. */
export interface ScoreTally {
  readonly all: CountedValues;
  /** null: there is no label, or labels are numbers. */
  readonly byLabel: { readonly positives: CountedValues; readonly negatives: CountedValues } | null;
}

/** By figure: a number, or why the other library raises an error. */
export interface NeighbourTally {
  readonly consistency?: number | Refusal;
  readonly flipTest?: number | Refusal;
}

/** Whom a figure is about, and whom it compares them with. */
export interface Comparison {
  /** One group, or everybody. */
  readonly group: Tally;
  /** Everybody else of the attribute, or its reference group; for figures that compare with nobody the same as `group`. */
  readonly other: Tally;
  /** Every group of the attribute whose value is known, for figures that are made from all of them; else empty. */
  readonly groups: readonly Tally[];
}

/** The other library raises an error here, in its words or ours. */
export interface Refusal {
  readonly refused: string;
}

/** A number of another library by that library's own convention, under its name: made to reproduce a figure, never judged. */
export interface CompatibilityFigure {
  /** As in suites and records: library, dot, name, and in brackets what the library takes as an argument. */
  readonly name: string;
  readonly library: string;
  readonly version: string;
  readonly formula: string;
  /** How the figure differs from ours, in words. */
  readonly convention: string;
  /** Our metric or disparity of the same idea; null: we have none. */
  readonly ours: string | null;
  readonly source: string;
  /**
   * What one value is of: everybody; an attribute (all groups together); each group by itself, against the rest of its
   * attribute, or against the attribute's reference group.
   */
  readonly compares: "everybody" | "groups" | "each" | "rest" | "reference";
  readonly needs: "label" | "prediction" | "confusion" | "scores" | "labelled_scores" | "neighbours";
  /** Made from the strata of the declared factors. */
  readonly byStratum?: true;
  /** Of one group, and yet made from the counts of all groups of its attribute. */
  readonly whole?: true;
  /** In the other library's arithmetic: 0/0 is NaN and x/0 infinite where it divides without a guard. */
  of(comparison: Comparison): number | Refusal;
}

/** Figures that differ in one number, written in brackets after the name: "aif360.generalized_entropy_index(1)". */
export interface CompatibilityFamily {
  readonly name: string;
  /** What the number is, in a few words, with its range. */
  readonly parameter: string;
  /** Its value where the name stands alone: the other library's default. */
  readonly byDefault: number;
  readonly allows: (value: number) => boolean;
  /** @param name the whole name, as asked for */
  readonly of: (value: number, name: string) => CompatibilityFigure;
}

/** What a record says of a figure: finite numbers only. */
export interface Reproduction {
  readonly status: "ok" | "undefined" | "infinite";
  readonly value: number | null;
  readonly reason: string | null;
}

/** The figure of a comparison, with a reason where the other library has no finite number. */
export function reproduce({ library, of }: CompatibilityFigure, comparison: Comparison): Reproduction {
  const found = of(comparison);
  if (typeof found !== "number")
    return { status: "undefined", value: null, reason: `${library} raises an error: ${found.refused}` };
  if (Number.isNaN(found))
    return {
      status: "undefined",
      value: null,
      reason: `NaN in ${library}: a denominator is 0, or nothing is compared`,
    };
  if (Number.isFinite(found)) return { status: "ok", value: found, reason: null };
  return { status: "infinite", value: null, reason: `${found > 0 ? "infinite" : "minus infinite"} in ${library}` };
}

/** Whether a figure is made from every group of an attribute, so that it would give away a group that is not shown. */
export const usesAllGroups = ({ compares, whole }: CompatibilityFigure): boolean =>
  whole === true || compares === "groups" || compares === "rest";

/** Figures of one library: what they share is said once. */
export type FigureDraft = Omit<CompatibilityFigure, "library" | "version" | "source"> & { readonly source?: string };

/** Fills in what all figures of a library share. */
export const ofLibrary =
  (prefix: string, shared: Pick<CompatibilityFigure, "library" | "version" | "source">) =>
  (draft: FigureDraft): CompatibilityFigure => ({ ...shared, ...draft, name: `${prefix}.${draft.name}` });
