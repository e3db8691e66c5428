import path from "node:path";
import type { io } from "@tensorflow/tfjs";
import { unusable } from "../core/errors.js";
import { type FileKind, fileKind, isRecord, jsonKind } from "./file-kind.js";
import { type ModelFolder, modelFile, openModelFolder } from "./model-folder.js";
import { printable } from "./printable.js";
import { wrongKind } from "./runtime-failure.js";

const largestJson = 64 * 2 ** 20;
const largestWeights = 2 ** 31 - 1;

/** A TensorFlow.js model as read from its folder. */
export interface TfjsFile {
  readonly folder: ModelFolder;
  readonly artifacts: io.ModelArtifacts;
}

/**
 * Reads model.json and the weight files it names, all below its folder, and checks that each byte of weights is there.
 * @throws Failure (unusable) when a file is missing, broken, too large or outside; (usage) when it is a model of another kind.
 */
export async function readTfjsFile(
  model: string,
  given: string,
  kind: "tfjs-layers" | "tfjs-graph",
): Promise<TfjsFile> {
  const file = await modelFile(given, "model.json");
  const folder = openModelFolder(path.dirname(file));
  const content = await folder.read(path.basename(file), largestJson);
  const json = parseJson(model, content, kind);
  const weights = await readWeights(model, folder, json.weightsManifest);
  const format = kind === "tfjs-layers" ? "layers-model" : "graph-model";
  return { folder, artifacts: { format, ...pick(json, artifactKeys), ...weights } };
}

const artifactKeys = [
  "modelTopology",
  "signature",
  "userDefinedMetadata",
  "modelInitializer",
  "initializerSignature",
] as const;

function pick(json: Record<string, unknown>, keys: readonly string[]): Record<string, object> {
  return Object.fromEntries(keys.flatMap((key) => (isRecord(json[key]) ? [[key, json[key]]] : [])));
}

function parseJson(model: string, content: Buffer, kind: FileKind): Record<string, unknown> {
  let json: unknown = null;
  try {
    json = JSON.parse(content.toString("utf8"));
  } catch (cause) {
    const found = fileKind(content);
    if (found !== "json") throw wrongKind(model, kind, found);
    throw unusable(
      `model "${model}": its file is no complete JSON`,
      { hint: "it may be truncated; copy it again" },
      cause,
    );
  }
  const found = jsonKind(json);
  if (found !== kind) throw wrongKind(model, kind, found);
  return json as Record<string, unknown>;
}

interface WeightGroup {
  readonly paths: readonly string[];
  readonly weights: readonly io.WeightsManifestEntry[];
}

function weightGroups(model: string, manifest: unknown): WeightGroup[] {
  const groups = Array.isArray(manifest) ? manifest : [];
  const broken = groups.some(
    (group) =>
      !isRecord(group) ||
      !Array.isArray(group.paths) ||
      !group.paths.every((name) => typeof name === "string") ||
      !Array.isArray(group.weights) ||
      !group.weights.every(isWeightEntry),
  );
  if (broken) throw unusable(`model "${model}": the list of weights in model.json is broken`);
  return groups as WeightGroup[];
}

const isSize = (value: unknown): boolean => typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
const isWeightEntry = (entry: unknown): boolean =>
  isRecord(entry) &&
  typeof entry.name === "string" &&
  typeof entry.dtype === "string" &&
  Array.isArray(entry.shape) &&
  entry.shape.every(isSize);

async function readWeights(
  model: string,
  folder: ModelFolder,
  manifest: unknown,
): Promise<{ weightSpecs: io.WeightsManifestEntry[]; weightData: ArrayBuffer }> {
  const groups = weightGroups(model, manifest);
  const parts: Buffer[] = [];
  let total = 0;
  for (const group of groups) {
    const sizes = await Promise.all(group.paths.map((name) => folder.size(name)));
    const bytes = sizes.reduce((sum, size) => sum + size, 0);
    total += bytes;
    checkGroupSize(model, group, bytes);
    if (total > largestWeights) throw unusable(`model "${model}" has more than ${largestWeights} bytes of weights`);
    for (const name of group.paths) parts.push(await folder.read(name));
  }
  const data = Buffer.concat(parts);
  const weightData = data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength) as ArrayBuffer;
  return { weightSpecs: groups.flatMap((group) => [...group.weights]), weightData };
}

function checkGroupSize(model: string, group: WeightGroup, bytes: number): void {
  const sizes = group.weights.map((weight) => weightBytes(model, weight));
  if (sizes.includes(null)) return; // texts have no fixed size
  const expected = sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0);
  if (expected === bytes) return;
  const files = group.paths.map(printable).join(", ");
  throw unusable(`model "${model}": its weights have ${bytes} bytes in ${files}, model.json promises ${expected}`, {
    hint:
      bytes < expected
        ? "a file is truncated or missing; copy the model again"
        : "the files belong to another version of the model; copy it again",
  });
}

const bytesPerValue: Readonly<Record<string, number>> = {
  float32: 4,
  int32: 4,
  bool: 1,
  complex64: 8,
  float16: 2,
  uint8: 1,
  uint16: 2,
};

/** Bytes of one weight in its file; null for texts, whose size their content tells. */
function weightBytes(model: string, weight: io.WeightsManifestEntry): number | null {
  if (weight.dtype === "string") return null;
  const stored = weight.quantization?.dtype ?? weight.dtype;
  const size = bytesPerValue[stored];
  if (size === undefined)
    throw unusable(`model "${model}" stores a weight as "${printable(stored)}", which is not known here`);
  return weight.shape.reduce((product, dimension) => product * dimension, size);
}
