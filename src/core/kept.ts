/** What a run keeps of its rows, as the process that reads them is told. */
export interface Keeping {
  /** Secret key of the pseudonyms. It goes from memory to memory, and is written nowhere. */
  readonly key: Uint8Array;
  /** File to be made. */
  readonly file: string;
  /** Whom it is encrypted for (age); null: nobody. */
  readonly recipient: string | null;
}

/** Row-level results that were kept. */
export interface KeptFact {
  readonly content: "predictions";
  /** Tells which key the pseudonyms are under. */
  readonly keyId: string;
}
