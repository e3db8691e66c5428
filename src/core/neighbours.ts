import type { KeptRowsFigure } from "./explained.js";

/** A figure of rows and those that are most alike to them, as records have it. */
export interface NeighbourFinding extends KeptRowsFigure {
  /** Attribute and group null: everybody. */
  readonly attribute: string | null;
  readonly group: string | null;
  /** The group whose rows they are compared with; null: everybody. */
  readonly reference: string | null;
  /** Of more than two classes, the class whose share is compared; null: the positive one, or all. */
  readonly class: string | null;
  readonly figure: "consistency" | "neighbour_gap";
  /** Mean distance to the rows that were compared with (of a gap: to those of the reference group), in [0, 1]. */
  readonly distance: number | null;
}

/** A figure of another library over nearest neighbours: a number, or the error that the library raises. */
export interface ReproducedNeighbours {
  readonly attribute: string | null;
  readonly group: string | null;
  readonly figure: "consistency" | "flip_test";
  readonly value: number | { readonly refused: string };
}

/** Whether a model decides alike for rows that are alike, or why that cannot be told. */
export type ModelNeighbours = {
  /** Absent where none is asked for. */
  readonly reproduced?: readonly ReproducedNeighbours[];
} & (
  | {
      /** Nearest rows that each row is compared with. */
      readonly k: number;
      readonly rows: number;
      readonly units: number;
      /** Inputs of the model that likeness is made of. */
      readonly columns: readonly string[];
      readonly findings: readonly NeighbourFinding[];
    }
  | { readonly reason: string }
);
