import { unusable } from "../../core/errors.js";
import type { Warning } from "../../core/measured.js";
import { createEncoder, type TensorEncoder } from "../encoder.js";
import { type InputTensor, type PlacedStep, placeFeatures } from "../features.js";
import type { Batch, FeatureStep, InputColumn, ModelRequest } from "../model.js";

/** One value of a row as it is sent. */
export interface Field {
  readonly name: string;
  readonly type: "number" | "text";
}

/** Some rows, field by field: numbers (missing: NaN, never infinite) or texts (missing: null). */
export interface FieldRows {
  readonly rows: number;
  readonly values: readonly (Float64Array | readonly (string | null)[])[];
}

/** From the columns of the data to what is sent. */
export interface Fields {
  readonly fields: readonly Field[];
  readonly columns: readonly InputColumn[];
  /** For each tensor that was asked for, how many fields are its. */
  readonly widths: readonly number[];
  /** @throws Failure (unusable) for a number that JSON cannot say */
  encode(batch: Batch): FieldRows;
  warnings(): readonly Warning[];
}

/** Lays features out over the tensors that a server tells; null: each feature is sent by its own name and type. */
export function openFields(request: ModelRequest, tensors: readonly InputTensor[] | null): Fields {
  const steps = request.featureSteps ?? [];
  const placement = placeFeatures(request.id, steps, tensors ?? steps.map(ownTensor));
  const encoder = createEncoder(request.id, placement, request.unseen);
  return {
    fields: placement.inputs.flatMap(({ tensor, steps }) => steps.flatMap((step) => fieldsOf(step, tensor.type))),
    columns: placement.columns,
    widths: placement.inputs.map(({ width }) => width),
    encode: (batch) => ({
      rows: batch.rows,
      values: placement.inputs.flatMap(({ tensor, steps }, place): readonly FieldRows["values"][number][] =>
        tensor.type === "text"
          ? steps.map((step) => textsOf(step, batch))
          : numbersOf(request.id, encoder.tensors[place]!, batch),
      ),
    }),
    warnings: () => encoder.warnings(),
  };
}

const ownTensor = ({ name, type = "number" }: FeatureStep): InputTensor => ({ name, type, width: null });

/** A one-hot feature of several categories is as many fields, named as in `gender=Female`. */
const fieldsOf = ({ feature, categories, width }: PlacedStep, type: Field["type"]): Field[] =>
  width === 1 ? [{ name: feature, type }] : categories.map((category) => ({ name: `${feature}=${category}`, type }));

function numbersOf(model: string, tensor: TensorEncoder, batch: Batch): readonly Float64Array[] {
  const columns = tensor.columns(batch);
  for (const values of columns)
    for (const value of values)
      if (value === Infinity || value === -Infinity)
        throw unusable(`model "${model}": feature "${tensor.name}" is infinite in some rows, which JSON cannot say`, {
          hint: "leave these rows out with `where`, or give the column finite numbers",
        });
  return columns;
}

/** What is missing stays missing here: endpoints tell null and "" apart. */
function textsOf({ columnIndex, missing, lowerCase }: PlacedStep, batch: Batch): readonly (string | null)[] {
  const given = batch.columns[columnIndex] as readonly (string | null)[];
  const standIn = missing === null ? null : String(missing);
  return Array.from({ length: batch.rows }, (_, row) => {
    const value = given[row] ?? standIn;
    return value !== null && lowerCase ? value.toLowerCase() : value;
  });
}

/** Rows that miss a number. */
export function incompleteRows({ rows, values }: FieldRows): readonly number[] {
  const incomplete = new Set<number>();
  for (const column of values)
    if (column instanceof Float64Array)
      for (let row = 0; row < rows; row++) if (Number.isNaN(column[row])) incomplete.add(row);
  return [...incomplete].toSorted((a, b) => a - b);
}
