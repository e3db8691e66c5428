import { followJsonPath, parseJsonPath } from "../../core/json-path.js";
import { fillTemplate, isOneRow, type Placeholder } from "../../core/json-template.js";
import type { ResponsePaths } from "../../core/remote-settings.js";
import { printable } from "../printable.js";
import type { Endpoint } from "./endpoint.js";
import { responseFailure } from "./faults.js";
import { type FieldRows, type Fields, openFields } from "./fields.js";
import { columnMap, listed, names, rowList, rowMap } from "./json-rows.js";
import type { OpenProtocol, Response, RowAnswer } from "./protocol.js";
import { remoteLoader } from "./remote-model.js";
import { rowAnswers, rowLabels } from "./row-answers.js";

const noPaths: ResponsePaths = { score: null, label: null, version: null };

/** An endpoint of any form: the suite says how a request looks, and where the answers stand. */
const openHttp: OpenProtocol = async ({ request, endpoint }) => {
  const fields = openFields(request, null);
  const { request: template = null, response } = request.remote ?? {};
  const paths = response ?? noPaths;
  const oneRow = isOneRow(template);
  return {
    fields,
    suffix: "",
    takesMissing: true,
    version: null,
    inputs: fields.fields.map(({ name, type }) => ({ name, type, shape: ["N"] })),
    outputs: [],
    write: (values, rows) => ({
      body: fillTemplate(template, (placeholder) => filled(placeholder, fields, values, rows)),
      added: 0,
    }),
    read: (value, rows) => readResponse(endpoint, value, { paths, rows: oneRow ? 1 : rows }),
  };
};

export const loadHttp = remoteLoader(openHttp);

function filled(placeholder: Placeholder, { fields }: Fields, values: FieldRows, rows: readonly number[]): string {
  switch (placeholder) {
    case "rows":
      return listed(rows, (row) => rowMap(values, row, fields));
    case "values":
      return listed(rows, (row) => rowList(values, row));
    case "columns":
      return columnMap(values, rows, fields);
    case "row":
      return rowMap(values, rows[0] as number, fields);
    case "names":
      return names(fields);
  }
}

function readResponse(
  endpoint: Endpoint,
  value: unknown,
  { paths, rows }: { paths: ResponsePaths; rows: number },
): Response {
  const scores = paths.score === null ? null : rowAnswers(endpoint, at(endpoint, value, paths.score), rows);
  const labels = paths.label === null ? null : rowLabels(endpoint, at(endpoint, value, paths.label), rows);
  const answers = (scores ?? []).length > 0 ? scores : null;
  return {
    rows: Array.from({ length: rows }, (_, row): RowAnswer => {
      const { scores: own = null, label = null } = answers?.[row] ?? {};
      return { scores: own, label: labels?.[row] ?? label };
    }),
    version: paths.version === null ? null : versionAt(endpoint, value, paths.version),
  };
}

function at(endpoint: Endpoint, value: unknown, path: string): readonly unknown[] {
  const reached = followJsonPath(value, parseJsonPath(path) ?? []);
  if ("values" in reached) return reached.values;
  throw responseFailure(
    endpoint,
    `${reached.wanted} at ${printable(reached.at)}`,
    reached.found,
    "correct response: the path to the answers",
  );
}

function versionAt(endpoint: Endpoint, value: unknown, path: string): string {
  const [version] = at(endpoint, value, path);
  if (typeof version === "string" || typeof version === "number") return printable(String(version));
  throw responseFailure(endpoint, `a version at ${path}`, "another value", "correct response.version");
}
