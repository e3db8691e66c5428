import path from "node:path";
import util from "node:util";
import type * as TensorFlowJs from "@tensorflow/tfjs";
import { usage } from "../core/errors.js";
import { findPeer, firstLine, type Peer, type PeerRequire, peerDoesNotLoad, peerIsMissing } from "./optional-peer.js";

const wasmPeer: Peer = {
  usedFor: "TensorFlow.js models",
  packages: ["@tensorflow/tfjs", "@tensorflow/tfjs-backend-wasm"],
  install: "npm install @tensorflow/tfjs@4.22.0 @tensorflow/tfjs-backend-wasm@4.22.0",
};
export const nativePeer: Peer = {
  usedFor: "TensorFlow SavedModels",
  packages: ["@tensorflow/tfjs-node"],
  install: "npm install @tensorflow/tfjs-node@4.22.0",
};

/** What evenhand uses of a SavedModel loaded by tfjs-node. */
interface SavedModel {
  predict(inputs: TensorFlowJs.NamedTensorMap): TensorFlowJs.NamedTensorMap;
  dispose(): void;
}

/** TensorFlow.js with the part that only tfjs-node has. */
export type Tf = typeof TensorFlowJs & {
  readonly node?: { loadSavedModel(folder: string, tags: string[], signature: string): Promise<SavedModel> };
};

/** A TensorFlow.js that runs in this process. */
export interface TensorFlow {
  readonly tf: Tf;
  readonly native: boolean;
  /** For example "tfjs 4.22.0 (wasm)" or "tfjs-node 4.22.0 (TensorFlow 2.15.1)". */
  readonly runtime: string;
}

/** `auto`: the native one where it is installed and loads, else WebAssembly. */
export type TensorFlowChoice = "auto" | "wasm" | "node";

/** The choice in the environment variable EVENHAND_TF. */
export function tensorFlowChoice(): TensorFlowChoice {
  const choice = process.env.EVENHAND_TF ?? "";
  if (choice === "") return "auto";
  if (choice === "wasm" || choice === "node") return choice;
  throw usage(`EVENHAND_TF is neither "wasm" nor "node"`);
}

const loading = new Map<TensorFlowChoice, Promise<TensorFlow>>();

/**
 * TensorFlow.js, loaded once per process.
 * @throws Failure (unusable) when what was chosen is not installed or does not load.
 */
export function loadTensorFlow(choice: TensorFlowChoice = tensorFlowChoice()): Promise<TensorFlow> {
  const known = loading.get(choice);
  if (known !== undefined) return known;
  const promise = choice === "wasm" ? loadWasm() : choice === "node" ? loadNative() : loadAny();
  loading.set(choice, promise);
  return promise;
}

async function loadAny(): Promise<TensorFlow> {
  if (findPeer(nativePeer) === null) return loadTensorFlow("wasm");
  // An addon that was never built or belongs to another platform is as good as absent: WebAssembly gives the same scores.
  return loadTensorFlow("node").catch(() => loadTensorFlow("wasm"));
}

async function loadWasm(): Promise<TensorFlow> {
  const require = findPeer(wasmPeer);
  if (require === null) throw peerIsMissing(wasmPeer);
  try {
    return await startWasm(require);
  } catch (cause) {
    throw peerDoesNotLoad(wasmPeer, cause);
  }
}

async function startWasm(require: PeerRequire): Promise<TensorFlow> {
  const tf = require("@tensorflow/tfjs") as Tf;
  const wasm = require("@tensorflow/tfjs-backend-wasm") as { setWasmPaths(folder: string): void };
  wasm.setWasmPaths(path.dirname(require.resolve("@tensorflow/tfjs-backend-wasm")) + path.sep);
  tf.enableProdMode(); // else it prints advice to standard error
  if (!(await tf.setBackend("wasm"))) throw new Error("the WebAssembly backend did not start");
  return { tf, native: false, runtime: `tfjs ${tf.version.tfjs} (wasm)` };
}

async function loadNative(): Promise<TensorFlow> {
  const require = findPeer(nativePeer);
  if (require === null) throw peerIsMissing(nativePeer);
  try {
    return startNative(require);
  } catch (cause) {
    throw peerDoesNotLoad(nativePeer, cause);
  }
}

function startNative(require: PeerRequire): TensorFlow {
  // tfjs-node 4.22.0 calls two functions that Node 23 removed from util.
  const legacy = util as { isNullOrUndefined?: (value: unknown) => boolean; isArray?: (value: unknown) => boolean };
  legacy.isNullOrUndefined ??= (value) => value === null || value === undefined;
  legacy.isArray ??= Array.isArray;
  process.env.TF_CPP_MIN_LOG_LEVEL ??= "2"; // errors only: TensorFlow greets on standard error otherwise
  const tf = require("@tensorflow/tfjs-node") as Tf;
  tf.enableProdMode();
  const backend = tf.backend() as { binding?: { TF_Version?: string } };
  const version = (tf.version as Record<string, string>)["tfjs-node"] ?? tf.version.tfjs;
  return {
    tf,
    native: true,
    runtime: `tfjs-node ${version} (TensorFlow ${backend.binding?.TF_Version ?? "of unknown version"})`,
  };
}

/** Why tfjs-node cannot be used here, in a few words; null when it can. */
export async function whyNotNative(): Promise<string | null> {
  if (findPeer(nativePeer) === null) return "is not installed";
  return loadTensorFlow("node").then(
    () => null,
    (failure) => `does not load (${firstLine(failure instanceof Error ? (failure.cause ?? failure) : failure)})`,
  );
}
