import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll } from "vitest";
import type { Measured } from "../../src/core/measured.js";
import type { Loader } from "../../src/models/model.js";
import { measure } from "../../src/runner/measure.js";
import type { MeasureOptions } from "../../src/runner/workshop.js";
import type { SuiteContent } from "../../src/suite/suite.js";

/** A folder that is gone after the tests of the file. */
export function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), "evenhand-test-")));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes a file into a folder and gives its path. */
export function written(folder: string, name: string, content: string | Uint8Array): string {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, content);
  return file;
}

type Dataset = Omit<Partial<SuiteContent["dataset"]>, "source">;
type Model = Partial<SuiteContent["models"][number]>;

/** A suite for a test, with what tests rarely care about filled in. */
export interface SuiteParts {
  readonly folder: string;
  readonly sources: readonly string[];
  readonly dataset?: Dataset;
  readonly attributes?: readonly (string | SuiteContent["attributes"][number])[];
  readonly strata?: readonly string[];
  readonly models?: readonly Model[];
  readonly metrics?: readonly string[] | null;
}

export function suiteOf({ folder, sources, dataset, attributes, strata, models, metrics }: SuiteParts): SuiteContent {
  return {
    file: path.join(folder, "suite.yaml"),
    projectFolder: folder,
    sha256: "0".repeat(64),
    name: "test",
    purpose: "test",
    dataset: { source: [...sources], label: "label", ...dataset, sources },
    attributes: (attributes ?? ["gender"]).map((each) => (typeof each === "string" ? { name: each } : each)),
    intersections: [],
    strata: strata ?? [],
    models: (models ?? [{ prediction: "prediction" }]).map((model, place) => ({
      id: `m${place}`,
      kind: "logged",
      featureSteps: null,
      ...model,
    })),
    metrics: metrics ?? null,
    gates: [],
    compatibility: [],
    explain: null,
    report: {},
    confidence: 0.95,
    minGroup: 30,
    suppressBelow: 5,
    keep: [],
  };
}

export const noModels: Loader = async () => {
  throw new Error("no model is expected here");
};

/** Measures a suite in a private folder below the test's. */
export async function measured(suite: SuiteContent, options: Partial<MeasureOptions> = {}): Promise<Measured> {
  const workFolder = mkdtempSync(path.join(path.dirname(suite.file), "work-"));
  try {
    return await measure(suite, {
      workFolder,
      memoryLimit: "500MB",
      threads: 2,
      needs: { means: true, scores: true, confidences: true, values: true, ranks: true },
      seed: 1,
      loadModel: noModels,
      onProgress: () => {},
      ...options,
    });
  } finally {
    rmSync(workFolder, { recursive: true, force: true });
  }
}

/** What a promise was rejected with. */
export async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}
