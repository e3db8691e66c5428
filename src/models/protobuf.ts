/**
 * Protocol Buffers wire format, as much as it takes to look into a model file without a schema compiler.
 * Source: "Encoding", protobuf.dev/programming-guides/encoding.
 */

/** An integer (wire type 0; above 2^53 as BigInt), a run of bytes (wire type 2), or null for numbers of fixed size, which nobody here asks for. */
export type FieldValue = number | bigint | Uint8Array | null;

/** The bytes are no message: they end too early or hold wire types that protobuf writers do not use. */
export class NotProtobuf extends Error {
  override readonly name = "NotProtobuf";
}

class Reader {
  at = 0;
  constructor(readonly bytes: Uint8Array) {}

  get done(): boolean {
    return this.at >= this.bytes.length;
  }

  /** Unsigned, of at most 64 bits. */
  varint(): number | bigint {
    let value = 0;
    for (let index = 0, scale = 1; index < 7; index++, scale *= 128) {
      const byte = this.byte();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
    return this.longVarint(value);
  }

  private longVarint(low: number): bigint {
    let value = BigInt(low);
    for (let shift = 49n; shift < 70n; shift += 7n) {
      const byte = this.byte();
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
    throw new NotProtobuf("holds a number of more than 64 bits");
  }

  private byte(): number {
    const byte = this.bytes[this.at++];
    if (byte === undefined) throw new NotProtobuf("ends inside a number");
    return byte;
  }

  skip(length: number): void {
    if (length > this.bytes.length - this.at) throw new NotProtobuf("ends inside a field");
    this.at += length;
  }
}

/** Calls `visit` for each field of a message, in file order; the field with its tag is bytes `start` to `end`. @throws NotProtobuf */
export function scanFields(
  message: Uint8Array,
  visit: (number: number, value: FieldValue, start: number, end: number) => void,
): void {
  const reader = new Reader(message);
  while (!reader.done) {
    const start = reader.at;
    const tag = Number(reader.varint());
    const number = Math.floor(tag / 8);
    if (number === 0 || number >= 2 ** 29) throw new NotProtobuf("holds a field without a number");
    const value = fieldValue(reader, tag % 8);
    visit(number, value, start, reader.at);
  }
}

function fieldValue(reader: Reader, wireType: number): FieldValue {
  if (wireType === 0) return reader.varint();
  if (wireType === 2) {
    const length = Number(reader.varint());
    reader.skip(length);
    return reader.bytes.subarray(reader.at - length, reader.at);
  }
  if (wireType !== 1 && wireType !== 5) throw new NotProtobuf("holds a field of an unknown type");
  reader.skip(wireType === 1 ? 8 : 4);
  return null;
}

/** All submessages, strings or byte runs with this field number. */
export function bytesOf(message: Uint8Array, number: number): Uint8Array[] {
  const found: Uint8Array[] = [];
  scanFields(message, (field, value) => {
    if (field === number && value instanceof Uint8Array) found.push(value);
  });
  return found;
}

/** Bytes as UTF-8; broken sequences become replacement characters. */
export const utf8 = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** The last string with this field number; empty when there is none (the protobuf default). */
export const textOf = (message: Uint8Array, number: number): string =>
  utf8(bytesOf(message, number).at(-1) ?? new Uint8Array());

/** All integers with this field number, single or packed, as signed 64-bit numbers. */
export function integersOf(message: Uint8Array, number: number): bigint[] {
  const found: bigint[] = [];
  scanFields(message, (field, value) => {
    if (field !== number || value === null) return;
    if (value instanceof Uint8Array) for (const entry of packed(value)) found.push(entry);
    else found.push(BigInt.asIntN(64, BigInt(value)));
  });
  return found;
}

function packed(bytes: Uint8Array): bigint[] {
  const reader = new Reader(bytes);
  const found: bigint[] = [];
  while (!reader.done) found.push(BigInt.asIntN(64, BigInt(reader.varint())));
  return found;
}

/** The last integer with this field number; 0 when there is none (the protobuf default). */
export const integerOf = (message: Uint8Array, number: number): number =>
  Number(integersOf(message, number).at(-1) ?? 0n);

function varintBytes(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 0x80);
  return [...bytes, rest];
}

/** A field that holds an integer that is not negative. */
export const integerField = (number: number, value: number): Uint8Array =>
  Uint8Array.from([...varintBytes(number * 8), ...varintBytes(value)]);

/** A field that holds a submessage, a string or bytes. */
export function bytesField(number: number, content: Uint8Array | string): Uint8Array {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  return joinBytes([Uint8Array.from([...varintBytes(number * 8 + 2), ...varintBytes(bytes.length)]), bytes]);
}

/** Fields one after the other: a message. */
export const joinBytes = (parts: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));

/** The message with each field as `change` gives it: other bytes, none, or null to keep it. */
export function changeFields(
  message: Uint8Array,
  change: (number: number, content: Uint8Array) => Uint8Array | null,
): Uint8Array {
  const parts: Uint8Array[] = [];
  scanFields(message, (number, value, start, end) => {
    parts.push((value instanceof Uint8Array ? change(number, value) : null) ?? message.subarray(start, end));
  });
  return joinBytes(parts);
}
