import { bytesOf, integerOf, integersOf, scanFields, textOf } from "./protobuf.js";

/** Attributes of an ONNX node by name; their content is read when it is asked for. */
export type Attributes = ReadonlyMap<string, Uint8Array>;

/** NodeProto 5, AttributeProto 1. */
export const attributesOf = (node: Uint8Array): Attributes =>
  new Map(bytesOf(node, 5).map((attribute) => [textOf(attribute, 1), attribute]));

/** A text (AttributeProto 4), or what stands in for it. */
export function textAttribute(attributes: Attributes, name: string, missing: string): string {
  const attribute = attributes.get(name);
  return attribute === undefined ? missing : textOf(attribute, 4);
}

/** An integer (AttributeProto 3); 0 when there is none. */
export function integerAttribute(attributes: Attributes, name: string): number {
  const attribute = attributes.get(name);
  return attribute === undefined ? 0 : integerOf(attribute, 3);
}

/** Integers (AttributeProto 8), also those of a tensor; empty when there are none. Beyond 2^53 they are rounded. */
export function integersAttribute(attributes: Attributes, name: string): number[] {
  const attribute = attributes.get(name);
  if (attribute === undefined) return [];
  const [tensor] = bytesOf(attribute, 5);
  return tensor === undefined ? integerList(attribute, 8) : tensorNumbers(tensor);
}

/** Numbers of an attribute (AttributeProto 7), or of the tensor that newer operators have as `<name>_as_tensor`. */
export function numbersAttribute(attributes: Attributes, name: string): number[] {
  const attribute = attributes.get(name);
  const [tensor] = bytesOf(attributes.get(`${name}_as_tensor`) ?? attribute ?? new Uint8Array(), 5);
  if (tensor !== undefined) return tensorNumbers(tensor);
  return attribute === undefined ? [] : floats(attribute, 7);
}

/** Texts (AttributeProto 9), byte for byte: names of modes and the like. */
export function textsAttribute(attributes: Attributes, name: string): string[] {
  const attribute = attributes.get(name);
  return attribute === undefined ? [] : bytesOf(attribute, 9).map((bytes) => Buffer.from(bytes).toString("latin1"));
}

/** Element types of TensorProto 2. */
const elements = { float: 1, uint8: 2, int8: 3, int32: 6, int64: 7, double: 11 } as const;

/** TensorProto: 4 floats, 5 int32, 7 int64, 10 doubles, or 9 bytes. Empty for other types. */
export function tensorNumbers(tensor: Uint8Array): number[] {
  const type = integerOf(tensor, 2);
  const raw = bytesOf(tensor, 9).at(-1);
  if (raw !== undefined) return rawNumbers(raw, type);
  if (type === elements.float) return floats(tensor, 4);
  if (type === elements.double) return doubles(tensor, 10);
  return integerList(tensor, type === elements.int64 ? 7 : 5);
}

function rawNumbers(raw: Uint8Array, type: number): number[] {
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  const read = (bytes: number, at: (offset: number) => number): number[] =>
    Array.from({ length: Math.floor(raw.length / bytes) }, (_, index) => at(index * bytes));
  if (type === elements.float) return read(4, (offset) => view.getFloat32(offset, true));
  if (type === elements.double) return read(8, (offset) => view.getFloat64(offset, true));
  if (type === elements.int64) return read(8, (offset) => Number(view.getBigInt64(offset, true)));
  if (type === elements.int32) return read(4, (offset) => view.getInt32(offset, true));
  if (type === elements.uint8) return read(1, (offset) => view.getUint8(offset));
  return type === elements.int8 ? read(1, (offset) => view.getInt8(offset)) : [];
}

const floats = (message: Uint8Array, number: number): number[] =>
  fixedNumbers(message, number, 4, (view, at) => view.getFloat32(at, true));

const doubles = (message: Uint8Array, number: number): number[] =>
  fixedNumbers(message, number, 8, (view, at) => view.getFloat64(at, true));

/** Numbers of fixed size, packed or one field each: then their bytes end where their field does. */
function fixedNumbers(
  message: Uint8Array,
  number: number,
  bytes: number,
  read: (view: DataView, at: number) => number,
): number[] {
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
  const found: number[] = [];
  scanFields(message, (field, value, start, end) => {
    if (field !== number) return;
    const first = value instanceof Uint8Array ? end - value.length : end - bytes;
    if (value instanceof Uint8Array || (value === null && first > start))
      for (let at = first; at + bytes <= end; at += bytes) found.push(read(view, at));
  });
  return found;
}

function integerList(message: Uint8Array, number: number): number[] {
  const found: number[] = [];
  let isPacked = false;
  scanFields(message, (field, value) => {
    if (field !== number || value === null) return;
    if (value instanceof Uint8Array) isPacked = true;
    else found.push(typeof value === "number" ? value : Number(BigInt.asIntN(64, value)));
  });
  return isPacked ? integersOf(message, number).map(Number) : found;
}
