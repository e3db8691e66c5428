import type { ColumnProfile } from "../core/data-profile.js";
import type { AttributeKind } from "./attribute-kinds.js";

/** What the user has said already; it stands, whatever the data look like. "none" leaves a part out. */
export interface Choices {
  readonly name?: string | undefined;
  readonly purpose?: string | undefined;
  readonly label?: string | undefined;
  readonly positive?: string | undefined;
  readonly favourable?: string | undefined;
  readonly prediction?: string | undefined;
  readonly score?: string | undefined;
  readonly id?: string | undefined;
  readonly unit?: string | undefined;
  readonly time?: string | undefined;
  /** Columns, not attributes' names. */
  readonly protected?: readonly string[] | undefined;
  /** The reason that is given for all of these; default: "as you said". */
  readonly because?: string;
}

/** A column of the data with the words of its name. */
export interface NamedColumn extends ColumnProfile {
  readonly place: number;
  readonly words: readonly string[];
}

/** A column chosen for a part, and why. */
export interface Pick {
  readonly column: NamedColumn;
  readonly reason: string;
}

/** A value chosen, and why. */
export interface PickedValue {
  readonly value: string;
  readonly reason: string;
}

export interface ProposedAttribute extends Pick {
  readonly kind: AttributeKind | null;
  /** Edges of bands; null: groups are the values. */
  readonly bins: readonly number[] | null;
  /** Values that are put together as "other"; none as a rule. */
  readonly together: readonly string[];
}

/** Something that may be meant, and what to write if it is. */
export interface Alternative {
  readonly text: string;
  readonly why: string;
}

/** What is audited: decisions in the data, recorded outcomes for want of them, or nothing that could be found. */
export type ProposedModel =
  | {
      readonly kind: "logged";
      readonly prediction: Pick | null;
      readonly score: Pick | null;
      /** Of several classes: label value to column. */
      readonly scores: Readonly<Record<string, string>> | null;
      readonly isRegression: boolean;
      /** Predicted values to label values, where they are called otherwise. */
      readonly classes: Readonly<Record<string, string>> | null;
    }
  | { readonly kind: "outcome"; readonly outcome: Pick }
  | { readonly kind: "none" };

/** All that a suite can say of a data file. */
export interface Proposal {
  readonly name: string;
  readonly purpose: string | null;
  readonly rows: number;
  readonly duplicates: number;
  readonly id: Pick | null;
  readonly unit: Pick | null;
  readonly time: Pick | null;
  readonly consent: Pick | null;
  /** Ground truth beside a model's decisions; null: there is none, or it is what is audited. */
  readonly label: Pick | null;
  readonly positive: PickedValue | null;
  readonly favourable: PickedValue | null;
  readonly model: ProposedModel;
  readonly attributes: readonly ProposedAttribute[];
  /** Texts that mean "missing" in the columns that are used. */
  readonly missing: readonly string[];
  readonly alternatives: {
    readonly dataset: readonly Alternative[];
    readonly model: readonly Alternative[];
    readonly protected: readonly Alternative[];
  };
  readonly standIns: readonly StandIn[];
  readonly leftOut: readonly LeftOut[];
}

/** A column that tells a protected attribute. */
export interface StandIn {
  readonly column: NamedColumn;
  readonly attribute: NamedColumn;
  /** Cramér's V, 0 to 1. */
  readonly strength: number;
}

export interface LeftOut {
  readonly column: NamedColumn;
  readonly why: string;
}
