import { Failure, moreMemory, unusable } from "../core/errors.js";
import { firstLine } from "../core/first-line.js";

export interface FailureContext {
  readonly memoryLimit: string;
  readonly isStopped: boolean;
}

/** An error of DuckDB itself. Its message may quote content of files, so it is for whoever can tell it in plain words. */
export class EngineError extends Error {
  override readonly name = "EngineError";
}

/** What DuckDB could not do for want of memory, disk or time, in plain words; else an {@link EngineError}. */
export function engineFailure(error: unknown, { memoryLimit, isStopped }: FailureContext): Error {
  const message = error instanceof Error ? error.message : String(error);
  if (isStopped || message.startsWith("INTERRUPT"))
    return new Failure("interrupted", [{ message: "interrupted" }], { cause: error });
  if (/no space left|max_temp_directory_size|disk quota|could not write/i.test(firstLine(message))) {
    return unusable("the disk for temporary files is full", { hint: "set TMPDIR to a folder with more space" }, error);
  }
  if (message.startsWith("Out of Memory")) {
    return unusable(
      `reading and counting the data needs more memory than it may use (${memoryLimit} of the limit)`,
      { hint: moreMemory },
      error,
    );
  }
  if (isTooLarge(message)) return unusable(tooLarge, { hint: "divide them by a constant" }, error);
  return new EngineError(message, { cause: error });
}

const tooLarge = "weights or scores are too large to be added up exactly";

/** The same failure, of the rows of a model; others as they are. */
export const ofModel = (id: string, failure: unknown): unknown =>
  failure instanceof Failure && failure.message === tooLarge
    ? new Failure(
        failure.kind,
        failure.problems.map((problem) => ({ ...problem, message: `model "${id}": ${problem.message}` })),
        { cause: failure },
      )
    : failure;

/** Fixed-point sums hold numbers up to about 1.5e26. */
const isTooLarge = (message: string): boolean =>
  /^(?:Out of Range|Conversion) Error:.*(?:HUGEINT|INT128)/.test(message);
