import { readFileSync } from "node:fs";
import path from "node:path";
import { Failure } from "../../src/core/errors.js";
import { measure } from "../../src/runner/measure.js";
import { sha256Of } from "../../src/sources/digest.js";
import type { SuiteContent } from "../../src/suite/suite.js";

/**
 * Audits a file under the lock of another; null where that ends as it must: with an integrity failure, or, where the bytes are the
 * same, any way. Else what happened instead.
 */
export async function lockedRun(file: string, original: string): Promise<string | null> {
  if (readFileSync(file).equals(readFileSync(original))) return null;
  const suite = suiteOf(file, await sha256Of(original));
  try {
    await measure(suite, {
      workFolder: path.dirname(file),
      memoryLimit: "200MB",
      threads: 1,
      needs: { means: true, scores: true, confidences: true, values: true, ranks: true },
      seed: 1,
      loadModel: () => Promise.reject(new Error("no model is expected here")),
      onProgress: () => {},
    });
    return "counted under the lock of another file";
  } catch (cause) {
    if (!(cause instanceof Failure)) throw cause;
    // A file that cannot even be unpacked, or holds nothing, is told as that.
    return cause.kind === "integrity" || cause.kind === "unusable" ? null : `${cause.kind}: ${cause.message}`;
  }
}

const suiteOf = (file: string, sha256: string): SuiteContent => ({
  file: path.join(path.dirname(file), "suite.yaml"),
  projectFolder: path.parse(file).root,
  sha256: "0".repeat(64),
  name: "locked",
  purpose: "test",
  dataset: { source: [file], label: "label", sources: [file], lock: { sha256, rows: 1 } },
  attributes: [{ name: "gender" }],
  intersections: [],
  strata: [],
  models: [{ id: "m", kind: "logged", prediction: "prediction", featureSteps: null }],
  metrics: null,
  gates: [],
  compatibility: [],
  explain: null,
  report: {},
  confidence: 0.95,
  minGroup: 30,
  suppressBelow: 5,
  keep: [],
});
