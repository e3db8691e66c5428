import { type Failure, unusable, usage } from "../core/errors.js";
import type { Warning } from "../core/measured.js";
import type { PlacedStep, Placement } from "./features.js";
import type { Batch, UnseenPolicy } from "./model.js";

/** Turns batches into what one tensor of a model takes, row after row. */
export interface TensorEncoder {
  readonly name: string;
  readonly type: "number" | "text";
  /** Values per row. */
  readonly width: number;
  /** Writes rows × width numbers into `out` and returns the rows that hold a missing one (NaN in `out`). */
  numbers(batch: Batch, out: Float32Array | Float64Array): readonly number[];
  /** The same numbers as one array per value of a row. */
  columns(batch: Batch): readonly Float64Array[];
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

/**
 * An encoder for the features of one model.
 * @throws Failure (usage) where unseen categories are to count as "other" and a column has no such category.
 */
export function createEncoder(model: string, placement: Placement, unseen: UnseenPolicy = "missing"): Encoder {
  const cautions = new Cautions();
  const tensors = placement.inputs.map(({ tensor, width, steps }): TensorEncoder => {
    const plan = matrixPlan(model, steps, width, unseen);
    return {
      name: tensor.name,
      type: tensor.type,
      width,
      numbers: (batch, out) => writeRows(batch, plan, out, cautions),
      columns: (batch) => writtenColumns(batch, plan, cautions),
      texts: (batch) => writeTexts(batch, steps, width, cautions),
    };
  });
  return { tensors, warnings: () => cautions.list(model) };
}

/** All one_hot steps, or all steps for codes, on one column, looked up once per row. */
interface CategoryColumn {
  readonly feature: string;
  readonly column: string;
  readonly columnIndex: number;
  readonly isCode: boolean;
  readonly missing: string | null;
  readonly lowerCase: boolean;
  /** By category: where to write what, the scaled 1 or the code. */
  readonly writes: ReadonlyMap<string, Writes>;
}

type Writes = readonly { readonly at: number; readonly value: number }[];

interface MatrixPlan {
  readonly model: string;
  readonly width: number;
  readonly unseen: UnseenPolicy;
  /** A row in which every category is absent. */
  readonly empty: Float64Array;
  readonly numbers: readonly PlacedStep[];
  readonly categories: readonly CategoryColumn[];
}

/** Where numbers go: that of a row at a place of its width stands at `row * rowStep + place * placeStep`. */
interface Target {
  readonly out: Float32Array | Float64Array;
  readonly rowStep: number;
  readonly placeStep: number;
}

function matrixPlan(model: string, steps: readonly PlacedStep[], width: number, unseen: UnseenPolicy): MatrixPlan {
  const empty = new Float64Array(width);
  for (const { kind, mean, std, offset, width: size } of steps)
    empty.fill(kind === "category" ? Number.NaN : (0 - mean) / std, offset, offset + size);
  const categories = categoryColumns(steps.filter(({ kind }) => kind === "one_hot" || kind === "category"));
  const without = unseen === "other" ? categories.find(({ writes }) => !writes.has(otherCategory)) : undefined;
  if (without !== undefined) throw withoutOther(model, without);
  return { model, width, unseen, empty, numbers: steps.filter(({ kind }) => kind === "number"), categories };
}

const otherCategory = "other";

const withoutOther = (model: string, { feature, column }: CategoryColumn): Failure =>
  usage(
    `model "${model}" counts unseen categories as "${otherCategory}", and feature "${feature}" of column "${column}" has no such category`,
    { hint: `name it among the categories, or write unseen: missing` },
  );

function categoryColumns(steps: readonly PlacedStep[]): CategoryColumn[] {
  const groups = new Map<string, PlacedStep[]>();
  for (const step of steps) {
    const key = JSON.stringify([step.kind, step.columnIndex, step.missing, step.lowerCase]);
    groups.set(key, [...(groups.get(key) ?? []), step]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { feature, column, columnIndex, lowerCase, kind } = first;
    const missing = first.missing === null ? null : String(first.missing);
    return [{ feature, column, columnIndex, isCode: kind === "category", missing, lowerCase, writes: writesOf(group) }];
  });
}

function writesOf(steps: readonly PlacedStep[]): CategoryColumn["writes"] {
  const writes = new Map<string, Writes[number][]>();
  for (const step of steps) {
    for (const [index, category] of step.categories.entries()) {
      const list = writes.get(category) ?? [];
      list.push(
        step.kind === "category"
          ? { at: step.offset, value: index }
          : { at: step.offset + index, value: (1 - step.mean) / step.std },
      );
      writes.set(category, list);
    }
  }
  return writes;
}

function writeRows(
  batch: Batch,
  plan: MatrixPlan,
  out: Float32Array | Float64Array,
  cautions: Cautions,
): readonly number[] {
  repeatRow(plan.empty, batch.rows, out);
  const incomplete = writeMatrix(batch, plan, { out, rowStep: plan.width, placeStep: 1 }, cautions);
  return [...incomplete].toSorted((a, b) => a - b);
}

function writtenColumns(batch: Batch, plan: MatrixPlan, cautions: Cautions): Float64Array[] {
  const { rows } = batch;
  const out = new Float64Array(rows * plan.width);
  const columns = Array.from(plan.empty, (value, at) => out.subarray(at * rows, (at + 1) * rows).fill(value));
  writeMatrix(batch, plan, { out, rowStep: 1, placeStep: rows }, cautions);
  return columns;
}

/** Writes what stands in the batch over what stands for absent categories. Returns the rows that hold a missing number or code. */
function writeMatrix(batch: Batch, plan: MatrixPlan, target: Target, cautions: Cautions): ReadonlySet<number> {
  const incomplete = new Set<number>();
  for (const step of plan.numbers) writeNumbers(batch, step, target, incomplete);
  for (const column of plan.categories) writeCategories(batch, plan, column, target, { incomplete, cautions });
  return incomplete;
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
  { out, rowStep, placeStep }: Target,
  incomplete: Set<number>,
): void {
  const values = batch.columns[step.columnIndex];
  if (!(values instanceof Float64Array)) {
    throw unusable(`feature "${step.feature}": the model takes a number, and column "${step.column}" holds texts`, {
      hint: `name its categories: {name: ${step.feature}, one_hot: [first category, second category]}, or categories where the model takes their place in the list`,
    });
  }
  const fill = typeof step.missing === "number" ? step.missing : Number.NaN;
  for (let row = 0, at = step.offset * placeStep; row < batch.rows; row++, at += rowStep) {
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
  { model, unseen: policy }: MatrixPlan,
  plan: CategoryColumn,
  { out, rowStep, placeStep }: Target,
  { incomplete, cautions }: { readonly incomplete: Set<number>; readonly cautions: Cautions },
): void {
  const values = textColumn(batch, plan.columnIndex, plan.feature, plan.column);
  const other = policy === "other" ? plan.writes.get(otherCategory) : undefined;
  let unseen = 0;
  let missing = 0;
  for (let row = 0; row < batch.rows; row++) {
    const value = values[row] ?? plan.missing;
    const known = value === null ? undefined : plan.writes.get(plan.lowerCase ? value.toLowerCase() : value);
    if (value === null) missing++;
    else if (known === undefined) unseen++;
    const writes = value === null ? undefined : (known ?? other);
    if (writes !== undefined) for (const { at, value: on } of writes) out[row * rowStep + at * placeStep] = on;
    else if (plan.isCode) incomplete.add(row);
  }
  if (policy === "error" && unseen > 0) throw unknownCategories(model, plan, unseen);
  cautions.add("unseen_category", plan.column, unseen);
  // A code may be missing as a number may; without any of its 0/1 inputs a row says nothing of the category.
  if (!plan.isCode) cautions.add("missing_category", plan.column, missing);
}

const unknownCategories = (model: string, { column }: CategoryColumn, rows: number): Failure =>
  unusable(
    `model "${model}": ${rows} ${rows === 1 ? "row" : "rows"} of a batch hold categories of column "${column}" that no feature names (content withheld)`,
    { hint: "add them to the features, or say what becomes of them: unseen: missing, or other" },
  );

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
