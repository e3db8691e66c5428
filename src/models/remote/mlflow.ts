import { type FieldRows, openFields } from "./fields.js";
import { decimal, listed, names, rowList } from "./json-rows.js";
import { namedPredictions } from "./predictions.js";
import type { OpenProtocol } from "./protocol.js";
import { remoteLoader } from "./remote-model.js";

/**
 * A model behind MLflow's scoring protocol (version 2 and later), at its /invocations URL. Rows are sent as `dataframe_split`, with the
 * features' names for columns. Source: mlflow.org, "Deploy MLflow Model", Inference Server Specification.
 */
const openMlflow: OpenProtocol = async ({ request, endpoint }) => {
  const fields = openFields(request, null);
  return {
    fields,
    suffix: "",
    takesMissing: true,
    version: null,
    inputs: fields.fields.map(({ name, type }) => ({ name, type, shape: ["N"] })),
    outputs: [],
    write: (values, rows) => {
      const filler = fillerRow(values, rows);
      const data = listed(rows, (row) => rowList(values, row, decimal));
      const all = filler === null ? data : `${data.slice(0, -1)},${filler}]`;
      return {
        body: `{"dataframe_split":{"columns":${names(fields.fields)},"data":${all}}}`,
        added: filler === null ? 0 : 1,
      };
    },
    read: (value, rows) => namedPredictions(request, endpoint, value, rows),
  };
};

export const loadMlflow = remoteLoader(openMlflow);

/**
 * A column of numbers that are all missing reaches the model as one of objects, and is refused. A row of zeros in addition makes it a
 * column of numbers; its answer is thrown away. null: no column of these rows needs it.
 */
function fillerRow({ values }: FieldRows, rows: readonly number[]): string | null {
  const isAllMissing = values.some(
    (column) => column instanceof Float64Array && rows.every((row) => Number.isNaN(column[row])),
  );
  if (!isAllMissing) return null;
  const [first = 0] = rows;
  return `[${values.map((column) => (column instanceof Float64Array ? "0.0" : decimal(column, first))).join(",")}]`;
}
