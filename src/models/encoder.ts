import { unusable } from "../core/errors.js";
import type { Warning } from "../core/measured.js";
import type { PlacedStep, Placement } from "./features.js";
import type { Batch } from "./model.js";

/** Turns batches into what one tensor of a model takes, row after row. */
export interface TensorEncoder {
  readonly name: string;
  readonly type: "number" | "text";
  /** Values per row. */
  readonly width: number;
  /** Writes rows × width numbers into `out` and returns the rows that hold a missing one (NaN in `out`). */
  numbers(batch: Batch, out: Float32Array | Float64Array): readonly number[];
  /** rows × width texts; missing ones without a stand-in are empty. */
  texts(batch: Batch): string[];
}

export interface Encoder {
  readonly tensors: readonly TensorEncoder[];
  /** What was seen so far: categories that no feature names, missing categories and texts, by column. */
  warnings(): readonly Warning[];
}

type Caution = "unseen_category" | "missing_category" | "missing_text";

/** Counts rows by caution and column. */
class Cautions {
  private readonly counts = new Map<string, { code: Caution; column: string; rows: number }>();

  add(code: Caution, column: string, rows: number): void {
    if (rows === 0) return;
    const key = `${code} ${column}`;
    const known = this.counts.get(key) ?? { code, column, rows: 0 };
    known.rows += rows;
    this.counts.set(key, known);
  }

  list(model: string): Warning[] {
    return [...this.counts.values()].map(({ code, column, rows }) => ({ code, values: { model, column, rows } }));
  }
}

/** An encoder for the features of one model. */
export function createEncoder(model: string, placement: Placement): Encoder {
  const cautions = new Cautions();
  const tensors = placement.inputs.map(({ tensor, width, steps }): TensorEncoder => {
    const plan = matrixPlan(steps, width);
    return {
      name: tensor.name,
      type: tensor.type,
      width,
      numbers: (batch, out) => writeMatrix(batch, plan, out, cautions),
      texts: (batch) => writeTexts(batch, steps, width, cautions),
    };
  });
  return { tensors, warnings: () => cautions.list(model) };
}

/** All one_hot steps on one column, looked up once per row. */
interface CategoryColumn {
  readonly feature: string;
  readonly column: string;
  readonly columnIndex: number;
  readonly missing: string | null;
  readonly lowerCase: boolean;
  /** By category: where to write, and the scaled 1. */
  readonly writes: ReadonlyMap<string, readonly { readonly at: number; readonly value: number }[]>;
}

interface MatrixPlan {
  readonly width: number;
  /** A row in which every category is absent. */
  readonly empty: Float64Array;
  readonly numbers: readonly PlacedStep[];
  readonly categories: readonly CategoryColumn[];
}

function matrixPlan(steps: readonly PlacedStep[], width: number): MatrixPlan {
  const empty = new Float64Array(width);
  const oneHot = steps.filter((step) => step.kind === "one_hot");
  for (const step of oneHot) empty.fill((0 - step.mean) / step.std, step.offset, step.offset + step.width);
  return { width, empty, numbers: steps.filter((step) => step.kind === "number"), categories: categoryColumns(oneHot) };
}

function categoryColumns(steps: readonly PlacedStep[]): CategoryColumn[] {
  const groups = new Map<string, PlacedStep[]>();
  for (const step of steps) {
    const key = JSON.stringify([step.columnIndex, step.missing, step.lowerCase]);
    groups.set(key, [...(groups.get(key) ?? []), step]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { feature, column, columnIndex, lowerCase } = first;
    const missing = first.missing === null ? null : String(first.missing);
    return [{ feature, column, columnIndex, missing, lowerCase, writes: writesOf(group) }];
  });
}

function writesOf(steps: readonly PlacedStep[]): CategoryColumn["writes"] {
  const writes = new Map<string, { at: number; value: number }[]>();
  for (const step of steps) {
    for (const [index, category] of step.categories.entries()) {
      const list = writes.get(category) ?? [];
      list.push({ at: step.offset + index, value: (1 - step.mean) / step.std });
      writes.set(category, list);
    }
  }
  return writes;
}

function writeMatrix(
  batch: Batch,
  plan: MatrixPlan,
  out: Float32Array | Float64Array,
  cautions: Cautions,
): readonly number[] {
  repeatRow(plan.empty, batch.rows, out);
  const incomplete = new Set<number>();
  for (const step of plan.numbers) writeNumbers(batch, step, plan.width, out, incomplete);
  for (const column of plan.categories) writeCategories(batch, column, plan.width, out, cautions);
  return [...incomplete].toSorted((a, b) => a - b);
}

function repeatRow(row: Float64Array, rows: number, out: Float32Array | Float64Array): void {
  const length = rows * row.length;
  if (length === 0) return;
  out.set(row, 0);
  for (let filled = row.length; filled < length; filled *= 2)
    out.copyWithin(filled, 0, Math.min(filled, length - filled));
}

function writeNumbers(
  batch: Batch,
  step: PlacedStep,
  width: number,
  out: Float32Array | Float64Array,
  incomplete: Set<number>,
): void {
  const values = batch.columns[step.columnIndex];
  if (!(values instanceof Float64Array)) {
    throw unusable(`feature "${step.feature}": the model takes a number, and column "${step.column}" holds texts`, {
      hint: `name its categories: {name: ${step.feature}, one_hot: [first category, second category]}`,
    });
  }
  const fill = typeof step.missing === "number" ? step.missing : Number.NaN;
  for (let row = 0, at = step.offset; row < batch.rows; row++, at += width) {
    const value = values[row] as number;
    const present = Number.isNaN(value) ? fill : value;
    if (Number.isNaN(present)) incomplete.add(row);
    out[at] = (present - step.mean) / step.std;
  }
}

function textColumn(batch: Batch, index: number, feature: string, column: string): readonly (string | null)[] {
  const values = batch.columns[index];
  if (values === undefined || values instanceof Float64Array)
    throw unusable(`feature "${feature}": column "${column}" holds numbers where texts were asked for`);
  return values;
}

function writeCategories(
  batch: Batch,
  plan: CategoryColumn,
  width: number,
  out: Float32Array | Float64Array,
  cautions: Cautions,
): void {
  const values = textColumn(batch, plan.columnIndex, plan.feature, plan.column);
  let unseen = 0;
  let missing = 0;
  for (let row = 0; row < batch.rows; row++) {
    const value = values[row] ?? plan.missing;
    if (value === null) missing++;
    else {
      const writes = plan.writes.get(plan.lowerCase ? value.toLowerCase() : value);
      if (writes === undefined) unseen++;
      else for (const { at, value: on } of writes) out[row * width + at] = on;
    }
  }
  cautions.add("unseen_category", plan.column, unseen);
  cautions.add("missing_category", plan.column, missing);
}

function writeTexts(batch: Batch, steps: readonly PlacedStep[], width: number, cautions: Cautions): string[] {
  const out = new Array<string>(batch.rows * width).fill("");
  for (const step of steps) {
    const values = textColumn(batch, step.columnIndex, step.feature, step.column);
    let missing = 0;
    for (let row = 0; row < batch.rows; row++) {
      const value = values[row] ?? (step.missing === null ? null : String(step.missing));
      if (value === null) missing++;
      else out[row * width + step.offset] = step.lowerCase ? value.toLowerCase() : value;
    }
    cautions.add("missing_text", step.column, missing);
  }
  return out;
}
