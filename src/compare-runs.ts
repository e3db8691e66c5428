import { defaultLimits, type EvaluateOptions } from "./evaluate.js";
import { judge } from "./gates/judge.js";
import type { Findings, RunRecord } from "./record/run-record.js";
import type { StoredBaseline } from "./runner/baseline/baseline.js";
import { baselineOf } from "./runner/baseline/baseline-of.js";
import { withBaseline } from "./runner/baseline/with-baseline.js";
import { pairPredictions } from "./runner/pair-predictions.js";

/**
 * A stored run judged anew against another one: row by row where both kept their predictions under one key, else from the figures of both
 * records. No data and no model is needed, and nothing is written.
 * @throws Failure where kept predictions are damaged
 */
export async function compareRuns(
  before: StoredBaseline,
  now: StoredBaseline,
  { limits, onProgress = () => {}, signal }: Pick<EvaluateOptions, "limits" | "onProgress" | "signal"> = {},
): Promise<RunRecord> {
  const found = findingsOf(now.record);
  const supervision = { limits: { ...defaultLimits, ...limits }, onProgress, signal };
  const baseline = await baselineOf(found, before, {
    measured: null,
    predictions: now.predictions,
    pair: (then, candidate) => pairPredictions(then, candidate, supervision),
  });
  return judge(withBaseline(found, baseline));
}

/** What a run found, without what was made of it: verdicts, and changes since the baseline that it had. */
function findingsOf(record: RunRecord): Findings {
  const {
    gates: _g,
    detection: _d,
    verdict: _v,
    baseline: _b,
    change_groups: _r,
    changes: _c,
    flips: _f,
    ...found
  } = record;
  return found;
}
