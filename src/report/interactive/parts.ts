import type { LiveDrawing } from "./content.js";

/** A specification's parts: what many drawings share, and what is one drawing's own. */
interface Vega {
  readonly width?: unknown;
  readonly height?: unknown;
  readonly scales?: unknown;
  readonly data?: readonly { readonly values?: unknown }[];
}

type Own = Omit<LiveDrawing, "spots">;

/** Less than a thousandth of a pixel is left off. */
const short = (value: unknown): unknown =>
  typeof value === "number" && !Number.isInteger(value) ? Number(value.toPrecision(7)) : value;

/** Rows of columns c0, c1 … as lists. */
const rowsOf = (values: unknown): unknown[][] =>
  (values as Readonly<Record<string, unknown>>[]).map((row) => Object.values(row).map(short));

/**
 * Takes specifications apart: the shape, without sizes, scales and rows, is kept once for all drawings that have it.
 * `shapes` grows; its order is that of the first drawing of each.
 */
export function partsOf(vega: object, shapes: string[]): Own {
  const { width, height, scales = [], data = [], ...rest } = vega as Vega;
  const shape = JSON.stringify({
    ...rest,
    data: data.map(({ values, ...one }) => (values === undefined ? one : { ...one, values: [] })),
  });
  if (!shapes.includes(shape)) shapes.push(shape);
  return {
    width: width as number,
    height: height as number,
    scales: scales as object[],
    shape: shapes.indexOf(shape),
    rows: data.flatMap(({ values }) => (values === undefined ? [] : [rowsOf(values)])),
  };
}
