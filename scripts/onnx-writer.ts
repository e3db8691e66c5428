/**
 * Writes small ONNX models without a schema compiler. Field numbers: onnx.proto of ONNX 1.12 (opset 17, IR version 8),
 * https://github.com/onnx/onnx/blob/v1.12.0/onnx/onnx.proto. Wire format: protobuf.dev/programming-guides/encoding.
 */
const dataTypes = { float: 1, int64: 7 } as const;
const attributeTypes = { integer: 2 } as const;

/** A constant of the graph. */
export interface Constant {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: ArrayLike<number>;
}

/** An input or output of the graph; a text in its shape names a size that is free. */
export interface Port {
  readonly name: string;
  readonly type: keyof typeof dataTypes;
  readonly shape: readonly (number | string)[];
}

/** One operator of the standard opset. */
export interface Operation {
  readonly type: string;
  readonly inputs: readonly string[];
  readonly output: string;
  /** Integer attributes such as `axis`. */
  readonly attributes?: Readonly<Record<string, number>>;
}

export interface OnnxGraph {
  readonly name: string;
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  readonly constants: readonly Constant[];
  /** In an order in which every operation finds its inputs. */
  readonly operations: readonly Operation[];
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 0x80);
  return [...bytes, rest];
}

const join = (parts: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));

/** A field that holds a non-negative integer (wire type 0). */
const integerField = (number: number, value: number): Uint8Array =>
  Uint8Array.from([...varint(number * 8), ...varint(value)]);

/** A field that holds a message, a text or bytes (wire type 2). */
function bytesField(number: number, content: Uint8Array | string): Uint8Array {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  return join([Uint8Array.from([...varint(number * 8 + 2), ...varint(bytes.length)]), bytes]);
}

const message = (number: number, ...fields: readonly Uint8Array[]): Uint8Array => bytesField(number, join(fields));

/** TensorProto: dims 1, data_type 2, name 8, raw_data 9 (little-endian float32). */
function constantField({ name, shape, values }: Constant): Uint8Array {
  const raw = new DataView(new ArrayBuffer(values.length * 4));
  for (let i = 0; i < values.length; i++) raw.setFloat32(i * 4, values[i]!, true);
  const dims = shape.map((size) => integerField(1, size));
  return message(
    5,
    ...dims,
    integerField(2, dataTypes.float),
    bytesField(8, name),
    bytesField(9, new Uint8Array(raw.buffer)),
  );
}

/** ValueInfoProto: name 1, type 2 > tensor_type 1 > elem_type 1, shape 2 > dim 1 > dim_value 1 or dim_param 2. */
function portField(number: number, { name, type, shape }: Port): Uint8Array {
  const dims = shape.map((size) => message(1, typeof size === "number" ? integerField(1, size) : bytesField(2, size)));
  return message(
    number,
    bytesField(1, name),
    message(2, message(1, integerField(1, dataTypes[type]), message(2, ...dims))),
  );
}

/** NodeProto: input 1, output 2, name 3, op_type 4, attribute 5 > name 1, i 3, type 20. */
function operationField({ type, inputs, output, attributes = {} }: Operation): Uint8Array {
  const settings = Object.entries(attributes).map(([name, value]) =>
    message(5, bytesField(1, name), integerField(3, value), integerField(20, attributeTypes.integer)),
  );
  return message(
    1,
    ...inputs.map((input) => bytesField(1, input)),
    bytesField(2, output),
    bytesField(3, output),
    bytesField(4, type),
    ...settings,
  );
}

/** The bytes of an `.onnx` file. The same graph gives the same bytes. */
export function onnxBytes(graph: OnnxGraph): Uint8Array {
  const content = [
    ...graph.operations.map(operationField),
    bytesField(2, graph.name),
    ...graph.constants.map(constantField),
    ...graph.inputs.map((port) => portField(11, port)),
    ...graph.outputs.map((port) => portField(12, port)),
  ];
  return join([
    integerField(1, 8),
    bytesField(2, "evenhand"),
    message(7, ...content),
    message(8, bytesField(1, ""), integerField(2, 17)),
  ]);
}
