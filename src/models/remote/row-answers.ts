import { jsonKind } from "../../core/json-path.js";
import type { Endpoint } from "./endpoint.js";
import { responseFailure } from "./faults.js";
import type { RowAnswer } from "./protocol.js";

const perRow = "the endpoint must answer every row of a request once, in their order";

/** @throws Failure (unusable) when the number of answers is not that of the rows */
export function checkCount(endpoint: Endpoint, found: number, rows: number): void {
  if (found !== rows) throw responseFailure(endpoint, `${rows} answers for ${rows} rows`, String(found), perRow);
}

/**
 * One answer for each row from values as endpoints write them: a number, a list of numbers (one for each class), or a class.
 * @throws Failure (unusable) for anything else, and for rows that are answered differently
 */
export function rowAnswers(endpoint: Endpoint, values: readonly unknown[], rows: number): readonly RowAnswer[] {
  checkCount(endpoint, values.length, rows);
  const answers = values.map((value) => answerOf(endpoint, value));
  const [first] = answers;
  const odd = answers.findIndex((answer) => shapeOf(answer) !== shapeOf(first!));
  if (odd > 0)
    throw responseFailure(
      endpoint,
      "answers of one shape",
      `${jsonKind(values[0])}, and ${jsonKind(values[odd])} for row ${odd + 1} of a request`,
      perRow,
    );
  return answers;
}

const shapeOf = ({ scores, label }: RowAnswer): string => `${scores?.length ?? "-"} ${label === null}`;

function answerOf(endpoint: Endpoint, value: unknown): RowAnswer {
  if (typeof value === "string" || typeof value === "boolean") return { scores: null, label: String(value) };
  const scores = Array.isArray(value) ? value : [value];
  if (scores.length > 0 && scores.every((score) => Number.isFinite(score))) return { scores, label: null };
  throw responseFailure(
    endpoint,
    "a finite number, a list of them or a class for each row",
    scores.some((score) => typeof score === "number")
      ? "a number that is none JSON can say"
      : jsonKind(Array.isArray(value) && value.length === 1 ? value[0] : value),
    "correct response (the path) or output (its name), or give features a stand-in: {name: income, missing: 0}",
  );
}

/** Classes as texts, one for each row. @throws Failure (unusable) */
export function rowLabels(endpoint: Endpoint, values: readonly unknown[], rows: number): readonly string[] {
  checkCount(endpoint, values.length, rows);
  return values.map((value) => {
    if (typeof value === "string" || typeof value === "boolean" || Number.isFinite(value)) return String(value);
    throw responseFailure(endpoint, "a class for each row", jsonKind(value), "correct the path of the label");
  });
}
