import type { Failure } from "../../core/errors.js";
import { isRecord } from "../file-kind.js";
import { printable } from "../printable.js";
import { brokenModel } from "./broken-model.js";

/** A value of a model's document, and where it stands there. */
export interface Field {
  readonly model: string;
  /** For messages: `learner.objective.name`. */
  readonly place: string;
  /** undefined where the document has none. */
  readonly value: unknown;
}

/** The failure for a document that is not as it should be: `what` goes on after the place. */
export const damaged = ({ model, place }: Pick<Field, "model" | "place">, what: string): Failure =>
  brokenModel(model, `is damaged: ${printable(place)} ${what}`);

/** What stands below a field; nothing where that is no object. */
export function below({ model, place, value }: Field, ...keys: readonly string[]): Field {
  const key = keys[0];
  if (key === undefined) return { model, place, value };
  const inner = isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  return below({ model, place: place === "" ? key : `${place}.${key}`, value: inner }, ...keys.slice(1));
}

/** @throws Failure (unusable) where the field is no array. */
export function fields({ model, place, value }: Field): Field[] {
  if (!Array.isArray(value) && !isNumbers(value)) throw damaged({ model, place }, missingOr(value, "is no list"));
  return Array.from(value as ArrayLike<unknown>, (inner, index) => ({
    model,
    place: `${place}[${index}]`,
    value: inner,
  }));
}

const isNumbers = (value: unknown): value is ArrayLike<number> =>
  ArrayBuffer.isView(value) && !(value instanceof DataView);

const missingOr = (value: unknown, what: string): string => (value === undefined ? "is missing" : what);

/** @throws Failure (unusable) where the field is no text. */
export function text(field: Field): string {
  if (typeof field.value !== "string") throw damaged(field, missingOr(field.value, "is no text"));
  return field.value;
}

/** A whole number, which libraries also write as text. @throws Failure (unusable) where the field is none from `least` to `most`. */
export function integer(field: Field, least: number, most: number): number {
  const { value } = field;
  const number = typeof value === "string" && /^[+-]?\d+$/.test(value) ? Number(value) : value;
  if (!Number.isInteger(number)) throw damaged(field, missingOr(value, "is no whole number"));
  checkRange(field, number as number, least, most);
  return number as number;
}

function checkRange(place: Field, value: number, least: number, most: number): void {
  if (value < least || value > most) throw damaged(place, `is ${value}; expected ${least} to ${most}`);
}

/** Numbers of a document, and where their list stands. */
export interface NumberList {
  readonly field: Field;
  readonly values: Float64Array;
}

/**
 * The numbers of a list. One that JSON cannot write is NaN, true is 1 and false 0.
 * @throws Failure (unusable) where the field is no list of `length` numbers (null: of any).
 */
export function numbers(field: Field, length: number | null = null): NumberList {
  const { value } = field;
  if (!Array.isArray(value) && !isNumbers(value)) throw damaged(field, missingOr(value, "is no list of numbers"));
  if (length !== null && value.length !== length)
    throw damaged(field, `has ${value.length} entries; expected ${length}`);
  if (isNumbers(value)) return { field, values: Float64Array.from(value) };
  const values = new Float64Array(value.length);
  for (let index = 0; index < values.length; index++) values[index] = asNumber(field, value[index], index);
  return { field, values };
}

function asNumber({ model, place }: Field, value: unknown, index: number): number {
  if (typeof value === "number") return value;
  if (typeof value === "boolean") return value ? 1 : 0;
  if (value === null) return Number.NaN;
  throw damaged({ model, place: `${place}[${index}]` }, "is no number");
}

/** An entry of a list. @throws Failure (unusable) where it is no whole number from `least` to `most`. */
export function integerAt({ field, values }: NumberList, index: number, least: number, most: number): number {
  const value = values[index]!;
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  return integer({ ...field, place: `${field.place}[${index}]`, value }, least, most);
}
