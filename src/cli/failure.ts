import { exitCodes, Failure, type FailureKind, type Problem } from "../core/errors.js";
import { visible } from "../core/visible.js";
import { formatProblems, problemTexts } from "../suite/format-problems.js";
import type { Suite } from "../suite/suite.js";

const codeOf: Readonly<Record<FailureKind, number>> = {
  usage: exitCodes.usage,
  unusable: exitCodes.unusable,
  integrity: exitCodes.integrity,
  interrupted: exitCodes.interrupted,
};

/** Prints a failure on stderr, all its problems at once, and says which exit code it means. Without `debug` no stack is shown. */
export function reportFailure(error: unknown, { debug, suite }: { debug: boolean; suite?: Suite }): number {
  if (!(error instanceof Failure)) {
    console.error(
      debug && error instanceof Error
        ? error.stack
        : `evenhand has a defect: ${visible(messageOf(error))}\nPlease report it; --debug shows where.`,
    );
    return exitCodes.defect;
  }
  const failure = suite
    ? new Failure(
        error.kind,
        error.problems.map((problem) => placed(problem, suite)),
      )
    : error;
  console.error(formatProblems(failure, problemTexts(failure)));
  if (debug) console.error(error.stack, error.cause ?? "");
  return codeOf[error.kind];
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** A problem that names a path of the suite gets its line and column. */
function placed(problem: Problem, suite: Suite): Problem {
  if (problem.at === undefined || problem.line !== undefined) return problem;
  return { ...problem, file: suite.file, ...suite.place(problem.at) };
}
