/** Exit codes of the command line, by what went wrong. */
export const exitCodes = {
  pass: 0,
  fail: 1,
  usage: 2,
  unusable: 3,
  undecided: 4,
  integrity: 5,
  defect: 70,
  interrupted: 130,
} as const;

/** Why a run could not be done: the command line or suite must change, the material could not be used, it is not what was locked, or it was stopped. */
export type FailureKind = "usage" | "unusable" | "integrity" | "interrupted";

/** One complaint. `line` and `column` are 1-based places in the suite file; data errors state row and column in their text, never a cell's content. */
export interface Problem {
  readonly message: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  /** Length of the marked text in characters; 1 when absent. */
  readonly length?: number;
  /** Where in the suite, as a path such as ["protected", 1, "column"], while line and column are not yet known. */
  readonly at?: readonly (string | number)[];
  /** What to do next, if there is more to say than the message says. */
  readonly hint?: string;
}

/** A failure the user can act on. Everything else that is thrown is a defect of evenhand (exit 70). */
export class Failure extends Error {
  override readonly name = "Failure";
  constructor(
    readonly kind: FailureKind,
    readonly problems: readonly Problem[],
    options?: { cause?: unknown },
  ) {
    super(problems.map((problem) => problem.message).join("\n"), options);
  }
}

/** The material (data, model, disk) could not be used: exit 3. */
export const unusable = (message: string, rest: Omit<Problem, "message"> = {}, cause?: unknown): Failure =>
  new Failure("unusable", [{ message, ...rest }], { cause });

/** What to do when memory ran out, in whichever part of a run. */
export const moreMemory = "give it more with --memory-limit, for example --memory-limit 8GB";

/** The command line or the suite has to change: exit 2. */
export const usage = (message: string, rest: Omit<Problem, "message"> = {}): Failure =>
  new Failure("usage", [{ message, ...rest }]);
