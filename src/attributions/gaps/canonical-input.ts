import type { Attributions } from "../attributions.js";
import { canonicalOrder } from "./canonical-order.js";
import type { GapInput } from "./gap-input.js";

/** The input with rows and units in an order of their own content; units are counted from 0, and no row is without one. */
export function canonicalInput(input: GapInput): GapInput & { readonly unit: Int32Array } {
  const { attributions, noisy, attributes, unit, weight, columns } = input;
  const content = [
    attributions.output,
    ...attributions.values,
    ...attributes.map(({ code }) => code),
    ...(weight === null ? [] : [weight]),
    ...columns.map(({ values }) => values),
    ...(noisy === null ? [] : noisy.values),
  ];
  const order = canonicalOrder(content, unit);
  const numbers = (values: Float64Array) => Float64Array.from(order.rows, (row) => values[row]!);
  return {
    attributions: reordered(attributions, numbers),
    noisy: noisy === null ? null : reordered(noisy, numbers),
    attributes: attributes.map(({ code, ...rest }) => ({ ...rest, code: order.rows.map((row) => code[row]!) })),
    unit: order.unit,
    weight: weight === null ? null : numbers(weight),
    columns: columns.map(({ values, ...rest }) => ({
      ...rest,
      values: values instanceof Float64Array ? numbers(values) : Array.from(order.rows, (row) => values[row] ?? null),
    })),
  };
}

const reordered = (of: Attributions, numbers: (values: Float64Array) => Float64Array): Attributions => ({
  ...of,
  values: of.values.map(numbers),
  errors: of.errors?.map(numbers) ?? null,
  output: numbers(of.output),
});
