import { usage } from "../core/errors.js";
import type { RowValue, ValueChange } from "../core/explained-decision.js";
import { numberIn } from "../core/scalars.js";
import type { InputColumn } from "../models/model.js";
import { suggestion } from "../suite/nearest.js";
import type { ColumnValues } from "./read-columns.js";
import type { SuitePlan } from "./row-plan.js";
import { cellText, rowValue } from "./row-value.js";

/** A row with corrected values. */
interface CorrectedRow {
  readonly features: readonly ColumnValues[];
  readonly changes: readonly ValueChange[];
}

/**
 * Puts `column=value` pairs into a row; a pair without a value makes it missing.
 * @throws Failure (usage) for what is no pair, a column that the model does not take, one given twice, a number that is none. No value is repeated.
 */
export function correctedRow(
  pairs: readonly string[],
  inputs: readonly InputColumn[],
  plan: SuitePlan,
  features: readonly ColumnValues[],
): CorrectedRow {
  const changed = [...features];
  const changes = pairs.map((pair) => {
    const { column, text } = readPair(pair, inputs);
    const places = inputs.flatMap((input, at) => (input.column === column ? [plan.inputs[0]![at]!] : []));
    const written = places.map((place) => {
      const { type, column: own } = plan.rows.features[place]!;
      const to = type === "number" ? readNumber(column, text) : text === "" ? null : cellText(own, text);
      changed[place] =
        typeof to === "string" || type === "text" ? [to as string | null] : Float64Array.of(to ?? Number.NaN);
      return { column, from: rowValue(features[place]!), to };
    });
    return written[0]!;
  });
  const twice = changes.find(({ column }, at) => changes.findIndex((other) => other.column === column) !== at);
  if (twice !== undefined) throw usage(`--set gives column "${twice.column}" twice`);
  return { features: changed, changes };
}

function readPair(pair: string, inputs: readonly InputColumn[]): { readonly column: string; readonly text: string } {
  const at = pair.indexOf("=");
  if (at < 1) throw usage("--set wants column=value", { hint: "for example --set tenure=12" });
  const column = pair.slice(0, at);
  const names = [...new Set(inputs.map((input) => input.column))];
  if (!names.includes(column))
    throw usage(`--set: the model takes no column "${column}"${suggestion(column, names)}`, {
      hint: `it takes ${names.slice(0, 40).join(", ")}`,
    });
  return { column, text: pair.slice(at + 1) };
}

function readNumber(column: string, text: string): RowValue {
  if (text.trim() === "") return null;
  const value = numberIn(text);
  if (value === null) throw usage(`--set: column "${column}" holds numbers, and the value given is none`);
  return value;
}
