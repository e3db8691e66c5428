import { existsSync } from "node:fs";
import path from "node:path";
import type { PairedRuns } from "../core/paired.js";
import { pairSupervised, type Supervision } from "./supervise.js";

/** What kept predictions are called in a run folder: plain, and encrypted with age. */
export const keptFiles = ["predictions.parquet", "predictions.parquet.age"] as const;

/** The file of kept predictions in a run folder; null: it keeps none. */
export function keptPredictionsIn(runFolder: string): string | null {
  const found = keptFiles.map((name) => path.join(runFolder, name)).find((file) => existsSync(file));
  return found ?? null;
}

/**
 * Two runs on the same rows, from the predictions that both kept: the first model of each, in a child process under limits. Rows
 * are matched by pseudonym, so both need to have been kept under one key. Encrypted files are read with the identity in
 * EVENHAND_IDENTITY.
 * @returns the pair, or the reason why the two cannot be compared row by row
 * @throws Failure where a file is absent, damaged or encrypted for somebody else
 */
export const pairPredictions = (baseline: string, candidate: string, supervision: Supervision): Promise<PairedRuns> =>
  pairSupervised({ baseline, candidate, identity: process.env.EVENHAND_IDENTITY ?? null }, supervision);
