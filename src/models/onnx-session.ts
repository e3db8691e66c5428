import type * as OnnxRuntime from "onnxruntime-node";
import { Failure } from "../core/errors.js";
import type { Encoder } from "./encoder.js";
import type { Batch } from "./model.js";
import type { OnnxFile } from "./onnx-file.js";
import type { Ort } from "./onnx-runtime.js";
import { onnxTensor, scoreTypes, tensorShape } from "./onnx-tensors.js";
import { loading, refusedBatch } from "./runtime-failure.js";

/** What it takes to run a graph over batches. */
export interface OnnxSetting {
  readonly id: string;
  readonly ort: Ort;
  readonly runtime: string;
  readonly threads: number;
  readonly file: OnnxFile;
  /** One tensor for each input of the file, in its order. */
  readonly encoder: Encoder;
}

/** A graph that onnxruntime holds. */
export interface OnnxSession {
  /** Values of some outputs for a batch of at least one row. @throws Failure (unusable) when the runtime refuses the batch. */
  run(batch: Batch, outputs: readonly string[]): Promise<OnnxResults>;
  /**
   * The same for rows × width numbers, those of all inputs side by side; every input has to take float32.
   * @throws Failure (unusable) when the runtime refuses the batch.
   */
  runEncoded(encoded: Float32Array, rows: number, outputs: readonly string[]): Promise<OnnxResults["values"]>;
  release(): Promise<void>;
}

export interface OnnxResults {
  readonly values: OnnxRuntime.InferenceSession.ReturnType;
  /** Rows that miss a number which the graph cannot do without: their values mean nothing. */
  readonly incomplete: readonly number[];
}

/**
 * Opens a graph.
 * @param source its content; or its path, where the runtime must read it itself to find values kept beside it
 * @throws Failure (unusable) when the runtime does not take it
 */
export async function openOnnxSession(setting: OnnxSetting, source: Uint8Array | string): Promise<OnnxSession> {
  const session = await loading(setting.id, setting.runtime, () => created(setting, source));
  return {
    run: async (batch, outputs) => {
      const { feeds, incomplete } = feedsOf(setting, batch);
      return { values: await answered(setting, () => session.run(feeds, [...outputs])), incomplete };
    },
    runEncoded: (encoded, rows, outputs) =>
      answered(setting, () => session.run(encodedFeeds(setting, encoded, rows), [...outputs])),
    release: () => session.release(),
  };
}

/** Options that write nothing anywhere and use as many threads as the run may. */
function created({ ort, threads }: OnnxSetting, source: Uint8Array | string): Promise<OnnxRuntime.InferenceSession> {
  const options: OnnxRuntime.InferenceSession.SessionOptions = {
    executionProviders: ["cpu"],
    intraOpNumThreads: Math.max(1, Math.trunc(threads)),
    interOpNumThreads: 1,
    logSeverityLevel: 4,
  };
  return typeof source === "string"
    ? ort.InferenceSession.create(source, options)
    : ort.InferenceSession.create(source, options);
}

/** Operators that give a row with a missing number an answer of their own; through others NaN may turn into a plausible score. */
const missingOperators = ["Imputer", "TreeEnsemble", "TreeEnsembleClassifier", "TreeEnsembleRegressor", "IsNaN"];

interface Feeds {
  readonly feeds: Record<string, OnnxRuntime.Tensor>;
  readonly incomplete: readonly number[];
}

function feedsOf({ ort, file, encoder }: OnnxSetting, batch: Batch): Feeds {
  const feeds: Record<string, OnnxRuntime.Tensor> = {};
  const incomplete = new Set<number>();
  const knowsMissing = missingOperators.some((operator) => file.operators.has(operator));
  for (const [index, tensor] of file.inputs.entries()) {
    const encoded = onnxTensor(ort, tensor, encoder.tensors[index]!, batch);
    feeds[tensor.name] = encoded.tensor;
    if (!knowsMissing || !scoreTypes.has(tensor.dtype)) for (const row of encoded.incomplete) incomplete.add(row);
  }
  return { feeds, incomplete: [...incomplete] };
}

function encodedFeeds({ ort, file, encoder }: OnnxSetting, encoded: Float32Array, rows: number): Feeds["feeds"] {
  const tables = split(
    encoded,
    rows,
    encoder.tensors.map(({ width }) => width),
  );
  return Object.fromEntries(
    file.inputs.map((tensor, index) => [
      tensor.name,
      new ort.Tensor("float32", tables[index]!, tensorShape(tensor, encoder.tensors[index]!, rows)),
    ]),
  );
}

/** Cuts a table into tables of some widths, side by side. */
function split(table: Float32Array, rows: number, widths: readonly number[]): Float32Array[] {
  if (widths.length === 1) return [table];
  const all = table.length / rows;
  let start = 0;
  return widths.map((width) => {
    const part = new Float32Array(rows * width);
    for (let row = 0, at = 0; row < rows; row++)
      for (let place = 0; place < width; place++) part[at++] = table[row * all + start + place]!;
    start += width;
    return part;
  });
}

async function answered<Result>({ id, runtime, encoder }: OnnxSetting, run: () => Promise<Result>): Promise<Result> {
  try {
    return await run();
  } catch (cause) {
    if (cause instanceof Failure) throw cause;
    const texts = encoder.tensors.some(({ type }) => type === "text");
    throw refusedBatch(id, runtime, cause, texts);
  }
}
