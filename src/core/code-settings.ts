/** Kinds of models that are a program or a module of the suite's own: they run only under --allow-code. */
export const codeKinds = ["command", "module"] as const;
export type CodeKind = (typeof codeKinds)[number];

export const isCodeKind = (kind: string | undefined): kind is CodeKind => codeKinds.some((each) => each === kind);

/** How a model of the suite's own code is asked; as in the suite, defaults filled in. */
export interface CodeSettings {
  /** command: the program and its arguments, as written; empty for a module. */
  readonly command: readonly string[];
  /** The suite's folder: where the program runs. */
  readonly folder: string;
  /** Most rows at a time. */
  readonly batch: number;
  /** Longest time for one batch, in ms. */
  readonly timeout: number;
}
