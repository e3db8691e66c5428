import { bytesOf, integerOf, NotProtobuf, scanFields } from "./protobuf.js";
import { NotUbj, parseUbj } from "./trees/ubj.js";

/** What a model file turns out to be, whatever the suite calls it. */
export type FileKind = keyof typeof kindNames;

/** The kinds in words, as they stand in messages. */
export const kindNames = {
  "tfjs-layers": "a TensorFlow.js layers model",
  "tfjs-graph": "a TensorFlow.js graph model",
  "tf-saved-model": "a TensorFlow SavedModel",
  onnx: "an ONNX model",
  ort: "a model in onnxruntime's own ORT format",
  keras: "a Keras archive (.keras) or another zip file",
  hdf5: "a Keras HDF5 file (.h5)",
  tflite: "a TensorFlow Lite model",
  pickle: "a Python pickle",
  gzip: "a gzip file",
  xgboost: "an XGBoost model",
  lightgbm: "a LightGBM model",
  catboost: "a CatBoost model",
  json: "a JSON file of another kind",
  empty: "an empty file",
  unknown: "not a model file that is known here",
} as const;

/** What a user can do with a file of a kind that the suite did not announce. */
export const kindFixes: Readonly<Partial<Record<FileKind, string>>> = {
  "tfjs-layers": "write kind: tfjs-layers",
  "tfjs-graph": "write kind: tfjs-graph",
  "tf-saved-model":
    "write kind: tf-saved-model, or convert it: tensorflowjs_converter --input_format=tf_saved_model SAVED_MODEL OUT (kind: tfjs-graph)",
  onnx: "write kind: onnx",
  ort: "give the .onnx file it was made from",
  keras:
    "export it from Keras: model.export(FOLDER), then tensorflowjs_converter --input_format=tf_saved_model FOLDER OUT (kind: tfjs-graph)",
  hdf5: "convert it: tensorflowjs_converter --input_format=keras MODEL.h5 OUT (kind: tfjs-layers)",
  tflite: "convert the model it was made from to ONNX or TensorFlow.js",
  pickle:
    "a pickle runs code when it is loaded and is never read; export the model as ONNX (skl2onnx for scikit-learn)",
  gzip: "unpack it first",
  xgboost: "write kind: xgboost",
  lightgbm: "write kind: lightgbm",
  catboost:
    'write kind: catboost; a .cbm file has to be saved as JSON first: model.save_model("model.json", format="json")',
};

const magics: readonly { readonly kind: FileKind; readonly at: number; readonly bytes: readonly number[] }[] = [
  { kind: "hdf5", at: 0, bytes: [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a] },
  { kind: "keras", at: 0, bytes: [0x50, 0x4b, 0x03, 0x04] },
  { kind: "gzip", at: 0, bytes: [0x1f, 0x8b] },
  { kind: "tflite", at: 4, bytes: [0x54, 0x46, 0x4c, 0x33] },
  { kind: "ort", at: 4, bytes: [0x4f, 0x52, 0x54, 0x4d] },
  { kind: "catboost", at: 0, bytes: [0x43, 0x42, 0x4d, 0x31] },
  { kind: "pickle", at: 0, bytes: [0x80, 0x02] },
  { kind: "pickle", at: 0, bytes: [0x80, 0x03] },
  { kind: "pickle", at: 0, bytes: [0x80, 0x04] },
  { kind: "pickle", at: 0, bytes: [0x80, 0x05] },
];

/** The kind of a model file, from its content. */
export function fileKind(content: Uint8Array): FileKind {
  if (content.length === 0) return "empty";
  const magic = magics.find(({ at, bytes }) => bytes.every((byte, index) => content[at + index] === byte));
  if (magic !== undefined) return magic.kind;
  if (/^\s*[[{]/.test(beginning(content))) return jsonFileKind(content);
  if (/^tree\r?\nversion=/.test(beginning(content))) return "lightgbm";
  return protobufKind(content);
}

const beginning = (content: Uint8Array): string => Buffer.from(content.subarray(0, 200)).toString("latin1");

function jsonFileKind(content: Uint8Array): FileKind {
  try {
    return jsonKind(JSON.parse(Buffer.from(content).toString("utf8")));
  } catch {
    return /^\s*\{\s*[^"}\s]/.test(beginning(content)) ? ubjKind(content) : "json";
  }
}

/** Universal Binary JSON opens like JSON too, and goes on with the length of a name where JSON has a quotation mark. */
function ubjKind(content: Uint8Array): FileKind {
  try {
    const kind = jsonKind(parseUbj(content));
    return kind === "json" ? "unknown" : kind;
  } catch (cause) {
    if (!(cause instanceof NotUbj)) throw cause;
    return "unknown";
  }
}

/** The kind of a model whose file is JSON. */
export function jsonKind(value: unknown): FileKind {
  if (!isRecord(value)) return "json";
  const topology = value.modelTopology;
  if (value.format === "graph-model" || (isRecord(topology) && Array.isArray(topology.node))) return "tfjs-graph";
  if (
    value.format === "layers-model" ||
    (isRecord(topology) && ("model_config" in topology || "class_name" in topology))
  )
    return "tfjs-layers";
  if (isRecord(value.learner)) return "xgboost";
  if ("oblivious_trees" in value || "features_info" in value) return "catboost";
  return "json";
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** ONNX has a graph (field 7) beside its version; a SavedModel has meta graphs (field 2) that hold a graph of their own (field 2). */
function protobufKind(content: Uint8Array): FileKind {
  try {
    const numbers = new Set<number>();
    scanFields(content, (number) => numbers.add(number));
    if (numbers.has(7) && numbers.has(1) && integerOf(content, 1) > 0 && bytesOf(content, 7).length > 0) return "onnx";
    if (numbers.has(2) && [...numbers].every((number) => number <= 2) && bytesOf(content, 2).length > 0)
      return "tf-saved-model";
  } catch (cause) {
    if (!(cause instanceof NotProtobuf)) throw cause;
  }
  return "unknown";
}
