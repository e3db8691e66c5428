import { bytesField, integerField, joinBytes } from "../../src/models/protobuf.js";

const floatBytes = (values: readonly number[]): Uint8Array => new Uint8Array(Float32Array.from(values).buffer);

/** TensorProto of floats or whole numbers of 64 bits: 1 dimensions, 2 element type, 8 name, 9 bytes. */
export const onnxTensor = (
  name: string,
  shape: readonly number[],
  values: readonly number[],
  whole = false,
): Uint8Array =>
  joinBytes([
    ...shape.map((size) => integerField(1, size)),
    integerField(2, whole ? 7 : 1),
    bytesField(8, name),
    bytesField(9, whole ? new Uint8Array(BigInt64Array.from(values, BigInt).buffer) : floatBytes(values)),
  ]);

/** AttributeProto: 1 name, 20 type; 2 a float (type 1), 3 an integer (2), 4 a text (3), 7 floats (6), 8 integers (7). */
const attribute = (name: string, type: number, value: Uint8Array): Uint8Array =>
  joinBytes([bytesField(1, name), value, integerField(20, type)]);

export const integerAttributeOf = (name: string, value: number) => attribute(name, 2, integerField(3, value));
export const textAttributeOf = (name: string, value: string) => attribute(name, 3, bytesField(4, value));
export const integersAttributeOf = (name: string, values: readonly number[]) =>
  attribute(name, 7, joinBytes(values.map((value) => integerField(8, value))));
/** Fields of wire type 5: four bytes each. */
const fixedField = (number: number, value: number) => joinBytes([Uint8Array.of(number * 8 + 5), floatBytes([value])]);
export const floatAttributeOf = (name: string, value: number) => attribute(name, 1, fixedField(2, value));
export const floatsAttributeOf = (name: string, values: readonly number[]) =>
  attribute(name, 6, joinBytes(values.map((value) => fixedField(7, value))));

/** TensorProto as an attribute (5, type 4): numbers of one type, their bytes as they are. */
export const tensorAttributeOf = (name: string, values: Float32Array | Float64Array | Uint8Array) =>
  attribute(
    name,
    4,
    bytesField(
      5,
      joinBytes([
        integerField(1, values.length),
        integerField(2, values instanceof Uint8Array ? 2 : values instanceof Float32Array ? 1 : 11),
        bytesField(9, new Uint8Array(values.buffer, values.byteOffset, values.byteLength)),
      ]),
    ),
  );
