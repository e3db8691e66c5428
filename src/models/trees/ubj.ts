/** Bytes that are no Universal Binary JSON, with the place where that shows. */
export class NotUbj extends Error {
  override readonly name = "NotUbj";
}

/** Deepest nesting of arrays and objects that is read; a model needs ten. */
const deepest = 64;
/** Most values outside of typed arrays: a tree has about twenty. */
const mostValues = 2 ** 21;

/** Values that all have one type and length, by their marker. */
interface Fixed {
  readonly bytes: number;
  read(view: DataView, at: number): number;
  /** An array of `count` such values; they stand most significant byte first. */
  array(view: DataView, at: number, count: number): UbjNumbers;
}

/** Numbers of one type: as an XGBoost file has them. */
export type UbjNumbers = Int8Array | Uint8Array | Int16Array | Int32Array | Float32Array | Float64Array;

function fixed(bytes: number, read: Fixed["read"], Numbers: new (count: number) => UbjNumbers): Fixed {
  const array = (view: DataView, at: number, count: number): UbjNumbers => {
    const values = new Numbers(count);
    for (let index = 0; index < count; index++) values[index] = read(view, at + index * bytes);
    return values;
  };
  return { bytes, read, array };
}

/** 64-bit integers as doubles: exact up to 2^53, which no count or code of a model comes near. */
const readInt64 = (view: DataView, at: number): number => Number(view.getBigInt64(at));

const fixedTypes: Readonly<Record<string, Fixed>> = {
  i: fixed(1, (view, at) => view.getInt8(at), Int8Array),
  U: fixed(1, (view, at) => view.getUint8(at), Uint8Array),
  I: fixed(2, (view, at) => view.getInt16(at), Int16Array),
  l: fixed(4, (view, at) => view.getInt32(at), Int32Array),
  L: fixed(8, readInt64, Float64Array),
  d: fixed(4, (view, at) => view.getFloat32(at), Float32Array),
  D: fixed(8, (view, at) => view.getFloat64(at), Float64Array),
};

/** Values that are nothing but their marker. */
const constants = new Map<string, unknown>([
  ["Z", null],
  ["T", true],
  ["F", false],
]);

interface Reader {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  at: number;
  /** Read so far. */
  values: number;
}

/**
 * The value that Universal Binary JSON (draft 12, ubjson.org) writes: objects without a prototype, numbers of one declared type
 * as a typed array, other arrays as arrays. Takes no more memory than the bytes call for, whatever counts they declare.
 * @throws NotUbj where the bytes end early, follow no rule, nest deeper than 64 or hold more than 2^21 values outside of typed arrays.
 */
export function parseUbj(bytes: Uint8Array): unknown {
  const reader: Reader = {
    bytes,
    view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    at: 0,
    values: 0,
  };
  const value = readValue(reader, marker(reader), 0);
  if (reader.at !== bytes.length) throw new NotUbj(`goes on after its end at byte ${reader.at}`);
  return value;
}

function readValue(reader: Reader, type: string, depth: number): unknown {
  if (++reader.values > mostValues) throw new NotUbj(`holds more than ${mostValues} values`);
  const number = fixedTypes[type];
  if (number !== undefined) return number.read(reader.view, take(reader, number.bytes));
  if (constants.has(type)) return constants.get(type);
  if (type === "S") return readText(reader, readCount(reader));
  if (type === "C") return readText(reader, 1);
  if (type === "H") return Number(readText(reader, readCount(reader)));
  if (depth >= deepest) throw new NotUbj(`nests deeper than ${deepest} levels at byte ${reader.at}`);
  if (type === "[") return readArray(reader, depth + 1);
  if (type === "{") return readObject(reader, depth + 1);
  throw new NotUbj(`has no known type at byte ${reader.at - 1}`);
}

/** Moves on by so many bytes. */
function take(reader: Reader, count: number): number {
  const { at } = reader;
  if (count > reader.bytes.length - at)
    throw new NotUbj(`ends at byte ${reader.bytes.length}, in the middle of a value`);
  reader.at += count;
  return at;
}

/** The next marker; `N` stands for nothing and is passed over. */
function marker(reader: Reader): string {
  for (;;) {
    const found = String.fromCharCode(reader.bytes[take(reader, 1)]!);
    if (found !== "N") return found;
  }
}

function readCount(reader: Reader): number {
  const type = marker(reader);
  const integer = type === "d" || type === "D" ? undefined : fixedTypes[type];
  if (integer === undefined) throw new NotUbj(`has no length at byte ${reader.at - 1}`);
  const count = integer.read(reader.view, take(reader, integer.bytes));
  // Every value and key takes a byte or more, so that no count goes beyond what is left.
  if (count < 0 || count > reader.bytes.length - reader.at)
    throw new NotUbj(`declares ${count} values at byte ${reader.at} and has no room for them`);
  return count;
}

const readText = (reader: Reader, length: number): string => {
  const at = take(reader, length);
  return Buffer.from(reader.bytes.subarray(at, at + length)).toString("utf8");
};

interface Header {
  /** Type that all values share; null where each has its own marker. */
  readonly type: string | null;
  /** Number of values; null where a closing marker ends them. */
  readonly count: number | null;
}

function readHeader(reader: Reader): Header {
  const type = skipped(reader, "$") ? marker(reader) : null;
  if (skipped(reader, "#")) return { type, count: readCount(reader) };
  if (type !== null) throw new NotUbj(`declares a type without a count at byte ${reader.at}`);
  return { type, count: null };
}

function skipped(reader: Reader, wanted: string): boolean {
  if (reader.bytes[reader.at] !== wanted.charCodeAt(0)) return false;
  reader.at++;
  return true;
}

function readArray(reader: Reader, depth: number): unknown {
  const { type, count } = readHeader(reader);
  if (type !== null && count !== null) return readTyped(reader, type, count, depth);
  const values: unknown[] = [];
  while (count === null ? !skipped(reader, "]") : values.length < count)
    values.push(readValue(reader, marker(reader), depth));
  return values;
}

function readTyped(reader: Reader, type: string, count: number, depth: number): unknown {
  const number = fixedTypes[type];
  if (number !== undefined) return number.array(reader.view, take(reader, count * number.bytes), count);
  checkTakesRoom(reader, type);
  return Array.from({ length: count }, () => readValue(reader, type, depth));
}

/** Constants take no bytes of their own, so that a declared count alone would say how much memory they take. */
function checkTakesRoom(reader: Reader, type: string): void {
  if (constants.has(type) || type === "N") throw new NotUbj(`declares values without content at byte ${reader.at}`);
}

function readObject(reader: Reader, depth: number): Readonly<Record<string, unknown>> {
  const { type, count } = readHeader(reader);
  if (type !== null) checkTakesRoom(reader, type);
  const entries: Record<string, unknown> = Object.create(null);
  for (let index = 0; count === null ? !skipped(reader, "}") : index < count; index++) {
    const key = readText(reader, readCount(reader));
    entries[key] = readValue(reader, type ?? marker(reader), depth);
  }
  return entries;
}
