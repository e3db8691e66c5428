import type { Measured } from "../../core/measured.js";
import type { PairedModels, PairedRuns } from "../../core/paired.js";
import type { Findings } from "../../record/run-record.js";
import type { ModelBaseline, ResolvedBaseline, StoredBaseline } from "./baseline.js";
import type { Baseline } from "./comparison.js";

/** Puts the kept predictions of two runs side by side. */
export type Pair = (baseline: string, candidate: string) => Promise<PairedRuns>;

/** What is at hand of a run to compare it row by row. */
export interface Rows {
  /** The run's own models on the same rows; null: the run is a stored one. */
  readonly measured: Pick<Measured, "paired" | "unpaired"> | null;
  /** The file of predictions that the run keeps; null: none. */
  readonly predictions: string | null;
  readonly pair: Pair;
}

/** What a run is compared with, row by row where that can be. @throws Failure where a file of predictions is damaged */
export const baselineOf = (findings: Findings, resolved: ResolvedBaseline, rows: Rows): Promise<Baseline> =>
  resolved.kind === "model" ? ofModel(findings, resolved, rows) : ofRun(findings, resolved, rows);

async function ofModel(findings: Findings, { kind, name }: ModelBaseline, { measured }: Rows): Promise<Baseline> {
  const paired = measured?.paired?.find(({ baseline }) => baseline === name) ?? null;
  const reason = measured?.unpaired?.find(({ baseline }) => baseline === name)?.reason ?? "the models were not paired";
  return {
    facts: { kind, name, run_sha256: null, tool_version: null, finished: null },
    record: findings,
    model: name,
    paired,
    reason: paired === null ? reason : null,
  };
}

async function ofRun(findings: Findings, stored: StoredBaseline, rows: Rows): Promise<Baseline> {
  const { kind, name, record, runSha256, finished } = stored;
  return {
    facts: { kind, name, run_sha256: runSha256, tool_version: record.tool.version, finished },
    record,
    model: record.models[0]!.id,
    ...(await pairStored(findings, stored, rows)),
  };
}

async function pairStored(
  findings: Findings,
  { predictions, record }: StoredBaseline,
  { predictions: own, pair }: Rows,
): Promise<{ readonly paired: PairedModels | null; readonly reason: string | null }> {
  const unpaired = (reason: string) => ({ paired: null, reason });
  if (predictions === null) return unpaired("the baseline keeps no predictions");
  if (own === null) return unpaired("this run keeps no predictions");
  if (findings.suite.weight !== null || record.suite.weight !== null) return unpaired(weighted);
  if (isSecret([predictions, own])) return unpaired("kept predictions are encrypted, and EVENHAND_IDENTITY is not set");
  const { paired, reason } = await pair(predictions, own);
  return { paired, reason };
}

/** Whether some of these files cannot be read here: that does not stop an audit. */
const isSecret = (files: readonly string[]): boolean =>
  files.some((file) => file.endsWith(".age")) && !process.env.EVENHAND_IDENTITY;

/** Rows are paired as rows, and a share of weighted rows is another one. */
const weighted = "rows have weights";
