/** What a row of a drawing says in full: its name, and facts with a label each. Finished text. */
export interface Tip {
  readonly name: string;
  readonly facts: readonly (readonly [label: string, value: string])[];
}

/** A row of a drawing that can be pointed at: where it lies, in pixels from the drawing's top, and what it says. */
export interface Spot {
  readonly top: number;
  readonly bottom: number;
  readonly tip: () => Tip;
}
