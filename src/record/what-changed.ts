import type { RunRecord } from "./run-record.js";

/** A part of an audit that numbers depend on, and whether it is what it was in the baseline; null: that is not known. */
export interface ChangedPart {
  readonly part: "model" | "data" | "period" | "suite" | "tool";
  readonly same: boolean | null;
}

/** What changed since the baseline, and what did not; empty without one. Of another model of the same run only the model can have. */
export function whatChanged({ baseline, models, data, suite, tool }: RunRecord): ChangedPart[] {
  if (baseline === undefined) return [];
  const parts: ChangedPart[] = [{ part: "model", same: sameModel(baseline, models[0]) }];
  if (baseline.kind === "model") return parts;
  return [
    ...parts,
    { part: "data", same: sameText(baseline.data_sha256, data.sha256) },
    ...(data.from === null && baseline.from === null
      ? []
      : [{ part: "period", same: baseline.from === data.from && baseline.to === data.to } as const]),
    { part: "suite", same: sameText(baseline.suite_sha256, suite.sha256) },
    { part: "tool", same: sameText(baseline.tool_version, tool.version) },
  ];
}

const sameText = (before: string | null, now: string | null): boolean | null =>
  before === null || now === null ? null : before === now;

/** Predictions that stand in the data have no file: another name is another model, the same name says nothing. */
function sameModel(
  { model, model_sha256 }: NonNullable<RunRecord["baseline"]>,
  now: RunRecord["models"][number] | undefined,
): boolean | null {
  const known = sameText(model_sha256, now?.sha256 ?? null);
  if (known !== null) return known;
  return now?.id === model ? null : false;
}
