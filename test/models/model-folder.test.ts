import { linkSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadModel } from "../../src/models/index.js";
import { filesBelow, openModelFolder } from "../../src/models/model-folder.js";
import { requestFor } from "./reference.js";
import { externalTensor, onnxFile, onnxNode, onnxValue, temporaryFolder, writeLayers } from "./tiny-models.js";

const root = temporaryFolder();
const inside = path.join(root, "model");
const outsideFile = path.join(root, "outside.bin");
beforeAll(() => {
  mkdirSync(path.join(inside, "deep"), { recursive: true });
  writeFileSync(outsideFile, Buffer.from(Float32Array.of(1, 2).buffer));
  writeFileSync(path.join(inside, "weights.bin"), Buffer.from(Float32Array.of(3, 4).buffer));
  writeFileSync(path.join(inside, "deep", "more.bin"), "x");
  symlinkSync(outsideFile, path.join(inside, "link.bin"));
  symlinkSync(root, path.join(inside, "up"));
  symlinkSync(outsideFile, path.join(inside, "deep\\gone.bin"));
  linkSync(outsideFile, path.join(inside, "hard.bin"));
});
afterAll(() => rmSync(root, { recursive: true }));

/** Names that lead out of the folder, or to what is no file. */
const attacks = [
  "../outside.bin",
  "deep/../../outside.bin",
  "..\\outside.bin",
  outsideFile,
  "C:\\outside.bin",
  "C:outside.bin",
  "\\\\server\\share\\outside.bin",
  "//server/share",
  "link.bin",
  "up/outside.bin",
  "deep",
  "weights.bin/",
  "deep\\gone.bin",
  "gone.bin",
  "",
  ".",
  "weights.bin\0.txt",
  "*/_ORT_MEM_ADDR_/*",
];

describe("openModelFolder(folder).read(name)", () => {
  it.each(attacks)("refuses %j", async (name) => {
    const folder = openModelFolder(inside);
    await expect(folder.read(name)).rejects.toMatchObject({ name: "Failure", kind: "unusable" });
    expect(folder.facts().files).toEqual([]);
  });

  it("reads files below the folder and hashes what it read", async () => {
    const folder = openModelFolder(inside);
    await folder.read("weights.bin");
    const one = folder.facts();
    expect(one.sha256).toBe(one.files[0]?.sha256);
    await folder.read("deep/more.bin");
    const both = folder.facts();
    expect(both.files.map(({ name }) => name)).toEqual(["deep/more.bin", "weights.bin"]);
    // hashlib of Python 3.11 over the two lines, made of the bytes above
    expect(both.sha256).toBe("c59c4b4c53311e4da8951fb956ff7c2b08a24392b763f0cef395faf5493f9d2a");
  });

  it("refuses files above the limit", async () => {
    await expect(openModelFolder(inside).read("weights.bin", 7)).rejects.toMatchObject({
      message: 'model file "weights.bin" has 8 bytes; at most 7 are read',
    });
  });

  it("lists files below a folder without following links, and not too many", async () => {
    expect(await filesBelow(inside)).toEqual([
      "deep/more.bin",
      "deep\\gone.bin",
      "hard.bin",
      "link.bin",
      "up",
      "weights.bin",
    ]);
    await expect(filesBelow(inside, 2)).rejects.toMatchObject({ kind: "unusable" });
  });
});

const dense = [
  { class_name: "InputLayer", config: { batch_input_shape: [null, 2], dtype: "float32", name: "in" } },
  { class_name: "Dense", config: { name: "out", units: 1, activation: "linear", use_bias: false, dtype: "float32" } },
];
const twoFeatures = { featureSteps: [{ name: "p" }, { name: "q" }] };

describe("models that name files", () => {
  it.each(attacks)("tfjs weights at %j are refused", async (name) => {
    const file = writeLayers(path.join(inside, "layers"), dense, [
      { name: "out/kernel", shape: [2, 1], values: [1, 2] },
    ]);
    const json = JSON.parse((await openModelFolder(path.dirname(file)).read("model.json")).toString());
    json.weightsManifest[0].paths = [name];
    writeFileSync(path.join(inside, "model.json"), JSON.stringify(json));
    await expect(
      loadModel(requestFor("tfjs-layers", path.join(inside, "model.json"), twoFeatures)),
    ).rejects.toMatchObject({ kind: "unusable" });
  });

  const external = (entries: Record<string, string>): Uint8Array =>
    onnxFile({
      nodes: [onnxNode("Mul", ["x", "w"], ["y"])],
      initializers: [externalTensor("w", [1], entries)],
      inputs: [onnxValue("x", 1, [null, 1])],
      outputs: [onnxValue("y", 1, [null, 1])],
    });
  const load = (entries: Record<string, string>) => {
    writeFileSync(path.join(inside, "model.onnx"), external(entries));
    return loadModel(requestFor("onnx", path.join(inside, "model.onnx")));
  };

  it.each([...attacks, "hard.bin"])("ONNX values at %j are refused", async (location) => {
    await expect(load({ location, offset: "0", length: "4" })).rejects.toMatchObject({ kind: "unusable" });
  });

  it("ONNX values in a file of the folder are read and hashed", async () => {
    const model = await load({ location: "weights.bin", offset: "4", length: "4" });
    expect([...(await model.predict({ rows: 2, columns: [Float64Array.of(1, 10)] })).score!]).toEqual([4, 40]);
    expect(model.facts.files.map(({ name }) => name)).toEqual(["model.onnx", "weights.bin"]);
    await model.close();
  });

  it.each([
    { offset: "8", length: "4" },
    { offset: "0", length: "400" },
    { offset: "-4", length: "4" },
    { offset: "x", length: "4" },
  ])("ONNX values beyond the file ($offset, $length) are refused", async (rest) => {
    await expect(load({ location: "weights.bin", ...rest })).rejects.toMatchObject({
      message: expect.stringContaining("looks for values beyond"),
    });
  });
});
