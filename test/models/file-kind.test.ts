import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { isCodeKind } from "../../src/core/code-settings.js";
import { type FileKind, fileKind } from "../../src/models/file-kind.js";
import { loadModel, models } from "../../src/models/index.js";
import { fixturePath, withFixtures } from "../fixtures.js";
import { requestFor } from "./reference.js";

const files: readonly { readonly file: string; readonly kind: FileKind }[] = [
  { file: "telco-churn-keras/tfjs_layers/model.json", kind: "tfjs-layers" },
  { file: "telco-churn-keras/tfjs_graph/model.json", kind: "tfjs-graph" },
  { file: "telco-churn-keras/saved_model/saved_model.pb", kind: "tf-saved-model" },
  { file: "telco-churn-keras/model.keras", kind: "keras" },
  { file: "telco-churn-keras/tfjs_layers/group1-shard1of2.bin", kind: "unknown" },
  { file: "telco-churn-keras/rows.parquet", kind: "unknown" },
  { file: "telco-churn-keras/reference.json", kind: "json" },
  { file: "telco-churn-xgboost/model.json", kind: "xgboost" },
  { file: "telco-churn-xgboost/model.ubj", kind: "xgboost" },
  { file: "telco-churn-catboost/model.json", kind: "catboost" },
  { file: "telco-churn-catboost/model.cbm", kind: "catboost" },
  { file: "telco-churn-catboost/model.onnx", kind: "onnx" },
  { file: "telco-churn-lightgbm/model.txt", kind: "lightgbm" },
  { file: "bank-marketing-gbdt-onnx/model.onnx", kind: "onnx" },
  { file: "banking77-intent-onnx/model.onnx", kind: "onnx" },
  { file: "sentiment-da-onnx/model.onnx", kind: "onnx" },
];

withFixtures("fileKind(content)", () => {
  it.each(files)("of $file is $kind", ({ file, kind }) => {
    expect(fileKind(readFileSync(fixturePath("models", file)))).toBe(kind);
  });
});

describe("fileKind(content)", () => {
  const bytes = (...values: number[]): Uint8Array => Uint8Array.from([...values, ...new Array<number>(16).fill(0)]);
  it.each<{ content: Uint8Array; kind: FileKind }>([
    { content: new Uint8Array(), kind: "empty" },
    { content: bytes(0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a), kind: "hdf5" },
    { content: bytes(0x80, 0x04), kind: "pickle" },
    { content: bytes(0x1f, 0x8b), kind: "gzip" },
    { content: bytes(0x1c, 0, 0, 0, 0x54, 0x46, 0x4c, 0x33), kind: "tflite" },
    { content: bytes(0x1c, 0, 0, 0, 0x4f, 0x52, 0x54, 0x4d), kind: "ort" },
    { content: Buffer.from("[1, 2"), kind: "json" },
    { content: Buffer.from('{"a": 1'), kind: "json" },
    { content: Buffer.from("{U\u0001aU\u0007}"), kind: "unknown" },
    { content: Buffer.from("{L\0\0\0\0\0\0\0\u0007learner{"), kind: "unknown" },
    { content: Buffer.from("hello"), kind: "unknown" },
  ])("of a beginning is $kind", ({ content, kind }) => {
    expect(fileKind(content)).toBe(kind);
  });
});

/** A command has no model file, and a module is whatever Node can import. */
const fileKinds = Object.keys(models).filter((kind) => !isCodeKind(kind));
const mistakes = fileKinds.flatMap((wanted) =>
  files.filter(({ kind }) => kind !== wanted).map(({ file, kind }) => ({ wanted, file, kind })),
);

withFixtures("loadModel(request) with a file of another kind", () => {
  it.each(mistakes)("refuses $file as $wanted", async ({ wanted, file }) => {
    await expect(loadModel(requestFor(wanted, fixturePath("models", file)))).rejects.toMatchObject({
      name: "Failure",
      message: expect.stringContaining('model "m"'),
    });
  });

  it("names the kind that was found and the way on", async () => {
    const failure = (wanted: string, file: string) =>
      loadModel(requestFor(wanted, fixturePath("models", file))).catch((cause: unknown) => cause);
    expect(await failure("tfjs-layers", "telco-churn-keras/tfjs_graph/model.json")).toMatchObject({
      kind: "unusable",
      problems: [
        { message: expect.stringContaining("is a TensorFlow.js graph model"), hint: "write kind: tfjs-graph" },
      ],
    });
    expect(await failure("tfjs-graph", "telco-churn-keras/tfjs_layers/model.json")).toMatchObject({
      problems: [{ hint: "write kind: tfjs-layers" }],
    });
    expect(await failure("lightgbm", "telco-churn-xgboost/model.ubj")).toMatchObject({
      kind: "unusable",
      problems: [{ message: expect.stringContaining("is an XGBoost model"), hint: "write kind: xgboost" }],
    });
    expect(await failure("tfjs-layers", "telco-churn-keras/model.keras")).toMatchObject({
      kind: "unusable",
      problems: [{ message: expect.stringContaining(".keras"), hint: expect.stringContaining("model.export") }],
    });
    expect(await failure("onnx", "telco-churn-keras/saved_model/saved_model.pb")).toMatchObject({
      problems: [{ hint: expect.stringContaining("tf-saved-model") }],
    });
    expect(await failure("onnx", "telco-churn-keras/rows.parquet")).toMatchObject({
      kind: "unusable",
      message: expect.stringContaining("no complete ONNX model"),
    });
  });

  it("says that a file is not there", async () => {
    await expect(loadModel(requestFor("onnx", fixturePath("models", "gone.onnx")))).rejects.toMatchObject({
      kind: "unusable",
      message: 'model file "gone.onnx" does not exist',
    });
  });

  it("names the kinds there are when it knows another", async () => {
    await expect(loadModel(requestFor("constructor", "x"))).rejects.toMatchObject({
      kind: "usage",
      message: expect.stringContaining("tfjs-layers, tfjs-graph"),
    });
  });
});
