import type * as OnnxRuntime from "onnxruntime-node";
import { findPeer, type Peer, peerDoesNotLoad, peerIsMissing } from "./optional-peer.js";

const onnxPeer: Peer = {
  usedFor: "ONNX models",
  packages: ["onnxruntime-node"],
  install: "npm install onnxruntime-node@1.30.0",
};

export type Ort = typeof OnnxRuntime;

/** onnxruntime, found where the user or evenhand has it. @throws Failure (unusable) when it is missing or does not load. */
export function loadOnnxRuntime(): { readonly ort: Ort; readonly runtime: string } {
  const require = findPeer(onnxPeer);
  if (require === null) throw peerIsMissing(onnxPeer);
  // Read once, when the runtime starts: without it the runtime writes an id of this machine to the user's cache folder and files
  // to the temporary one, and sends to its makers which models run (microsoft/onnxruntime #27379).
  process.env.ORT_DISABLE_TELEMETRY = "1";
  try {
    const ort = require("onnxruntime-node") as Ort;
    ort.env.logLevel = "fatal"; // else its warnings go to standard error
    return { ort, runtime: `onnxruntime-node ${ort.env.versions.node ?? ort.env.versions.common} (cpu)` };
  } catch (cause) {
    throw peerDoesNotLoad(onnxPeer, cause);
  }
}
