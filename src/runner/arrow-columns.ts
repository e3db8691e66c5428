import { usage } from "../core/errors.js";
import { quoted } from "../suite/quoted.js";

/** What is used of an Apache Arrow vector. Known by its shape, so that the library itself is not needed. */
export interface ArrowVector {
  readonly length: number;
  readonly nullCount: number;
  readonly type: ArrowType;
  get(index: number): unknown;
  toArray(): unknown;
  memoize?(): ArrowVector;
}

/** An Arrow type: `typeId` is its number in the format's `Type` union, -1 for a dictionary. */
export interface ArrowType {
  readonly typeId: number;
  readonly dictionary?: ArrowType;
  /** Digits behind the point of a decimal. */
  readonly scale?: number;
}

/** Numbers of `Type` in https://github.com/apache/arrow/blob/main/format/Schema.fbs, as the JavaScript library gives them. */
const type = {
  dictionary: -1,
  null: 1,
  int: 2,
  float: 3,
  utf8: 5,
  bool: 6,
  decimal: 7,
  date: 8,
  timestamp: 10,
  largeUtf8: 20,
  utf8View: 24,
} as const;

type Read = (value: unknown) => unknown;
const asItIs: Read = (value) => value;

const reads: Readonly<Record<number, (type: ArrowType) => Read>> = {
  [type.null]: () => asItIs,
  [type.int]: () => asItIs,
  [type.float]: () => asItIs,
  [type.utf8]: () => asItIs,
  [type.bool]: () => asItIs,
  [type.largeUtf8]: () => asItIs,
  [type.utf8View]: () => asItIs,
  [type.date]: () => instantText,
  [type.timestamp]: () => instantText,
  [type.decimal]: ({ scale = 0 }) => decimalReader(scale),
};

/** Whether something is an Arrow vector: it has a type and gives values by `get`. */
export const isArrowVector = (value: object): value is ArrowVector =>
  typeof (value as Partial<ArrowVector>).get === "function" &&
  typeof (value as Partial<ArrowVector>).type?.typeId === "number";

/**
 * The values of a vector, whatever its chunks and encoding; null where they are missing. 64-bit integers stay bigints; dates and
 * timestamps become ISO 8601 texts in UTC, to the microsecond; decimals the nearest number, or a bigint where they are whole.
 * @throws Failure (usage) for lists, structs, binary and other types without a single value a row
 */
export function arrowValues(name: string, vector: ArrowVector): ArrayLike<unknown> {
  const valueType = vector.type.typeId === type.dictionary ? (vector.type.dictionary ?? vector.type) : vector.type;
  const read = reads[valueType.typeId]?.(valueType);
  if (read === undefined) {
    throw usage(
      `column ${quoted(name)} has the Arrow type ${quoted(String(vector.type))}: expected texts, numbers, booleans, dates or decimals`,
    );
  }
  return numbersInPlace(vector) ?? readEach(vector, read);
}

/** The numbers as they lie in memory, where no value is missing and they lie there as numbers (half floats do not). */
function numbersInPlace(vector: ArrowVector): ArrayLike<unknown> | null {
  const { typeId } = vector.type;
  if ((typeId !== type.int && typeId !== type.float) || vector.nullCount > 0) return null;
  const values = vector.toArray();
  const isHalf = typeId === type.float && values instanceof Uint16Array;
  return isHalf || !ArrayBuffer.isView(values) ? null : (values as unknown as ArrayLike<unknown>);
}

function readEach(vector: ArrowVector, read: Read): unknown[] {
  // A remembered dictionary decodes each of its texts once, not once a row.
  const source = vector.type.typeId === type.dictionary ? (vector.memoize?.() ?? vector) : vector;
  return Array.from({ length: source.length }, (_, row) => {
    const value = source.get(row);
    return value === null || value === undefined ? null : read(value);
  });
}

/** An instant as text; Arrow gives milliseconds since 1970, with a fraction for finer units. */
function instantText(value: unknown): string | null {
  const milliseconds = Number(value);
  const whole = Math.floor(milliseconds);
  const date = new Date(whole);
  if (Number.isNaN(date.getTime())) return null;
  const microseconds = Math.min(999, Math.round((milliseconds - whole) * 1000));
  const fraction = microseconds === 0 ? "" : String(microseconds).padStart(3, "0");
  return date.toISOString().replace("Z", `${fraction}Z`);
}

/** Decimals are whole numbers of 32-bit words, two's complement, the lowest word first, times ten to the minus `scale`. */
const decimalReader =
  (scale: number): Read =>
  (value) => {
    const words = value as Uint32Array;
    const bits = words.reduceRight((sum, word) => (sum << 32n) | BigInt(word), 0n);
    const unscaled = BigInt.asIntN(32 * words.length, bits);
    return scale === 0 ? unscaled : Number(`${unscaled}e${-scale}`);
  };
