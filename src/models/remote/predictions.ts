import { jsonKind } from "../../core/json-path.js";
import { isRecord } from "../file-kind.js";
import type { ModelRequest } from "../model.js";
import { printable } from "../printable.js";
import { chooseOutput } from "../signature.js";
import type { Endpoint } from "./endpoint.js";
import { responseFailure } from "./faults.js";
import type { Response } from "./protocol.js";
import { checkCount, rowAnswers } from "./row-answers.js";

/**
 * `{"predictions": […]}`, one entry for each row: its answer, or a map of several outputs, of which the suite names one.
 * @throws Failure (unusable), (usage) when several outputs could be meant
 */
export function namedPredictions(request: ModelRequest, endpoint: Endpoint, value: unknown, rows: number): Response {
  const list = isRecord(value) ? value.predictions : undefined;
  if (!Array.isArray(list))
    throw responseFailure(
      endpoint,
      'a map with the list "predictions"',
      jsonKind(value),
      "check url: another service may answer there",
    );
  checkCount(endpoint, list.length, rows);
  const [first] = list;
  if (!isRecord(first)) return { rows: rowAnswers(endpoint, list, rows), version: null };
  const outputs = Object.keys(first);
  const chosen = chooseOutput(request, outputs.map(printable));
  const name = outputs.find((output) => printable(output) === chosen) as string;
  const answers = list.map((entry) => (isRecord(entry) && Object.hasOwn(entry, name) ? entry[name] : undefined));
  return { rows: rowAnswers(endpoint, answers, rows), version: null };
}
