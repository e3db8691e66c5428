import { readFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { unusable } from "../core/errors.js";
import { visibleJson } from "../core/visible.js";
import { driftSubject } from "./drift-tables.js";

/** Identifies the shape of `history.json`. */
const historySchemaId = "urn:evenhand:schema:history:1";

/** Its place in a run folder. */
export const historyName = "history.json";

const number = z.number().nullable();
const text = z.string().nullable();
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
const verdict = z.enum(["pass", "fail", "undecided", "error"]);

const gateIdentity = {
  metric: text,
  attribute: z.string(),
  class: text,
  stratum: text,
  disparity: z.string(),
  /** Of gates on growth, and on drift: as in the record. */
  regression: z.literal(true).optional(),
  drift: driftSubject.optional(),
};

const measured = z.strictObject({
  /** The run folder, relative to the archive; null: this run. */
  run: text,
  /** When it was sealed; of this run, when it began. UTC. */
  time: z.iso.datetime(),
  verdict,
  value: number,
  low: number,
  high: number,
  bound: z.enum(["at_most", "at_least"]),
  tolerance: z.number(),
});

const findingRow = z.strictObject({
  id: z.string(),
  ...gateIdentity,
  status: z.enum(["open", "accepted"]),
  /** The audit that opened it. */
  opened: measured,
  /** The last audit before this run that had the gate; null: none had. */
  before: measured.nullable(),
  /** What this run measured; null: its suite has the gate no more. */
  now: measured.nullable(),
  /** The gate passes, but under a limit easier than the one it was opened with. */
  is_loosened: z.boolean(),
  owner: text,
  due: day.nullable(),
  is_overdue: z.boolean(),
  /** Who answers for it, and up to which day. */
  accepted_by: text,
  accepted_until: day.nullable(),
});

/** Why a line does not go on from the audit before. */
export const trendBreaks = ["suite", "model", "method"] as const;
export type TrendBreak = (typeof trendBreaks)[number];

const trendPoint = z.strictObject({
  ...measured.shape,
  /** Denominators of the gate's groups together; null: not shown. */
  n: number,
  breaks: z.array(z.enum(trendBreaks)),
  /** The audit that saw the same data or the same period before: this one does not count again as evidence. */
  repeats: text,
  /** ln of the e-value after this audit; null: none is collected. */
  log_e: number,
  /** The anytime-valid confidence sequence of the widest pair's gap after this audit. */
  sequence_low: number,
  sequence_high: number,
  /** Whether the e-value reached 1/α in this audit or before it on the same line. */
  alarm: z.boolean(),
});

const trendRow = z.strictObject({
  /** The gate's id in its last audit. */
  gate: z.string(),
  model: z.string(),
  ...gateIdentity,
  confidence: z.number(),
  /** Audits before the first of `points`. */
  earlier: z.int().min(0),
  points: z.array(trendPoint),
  /** Why no e-value is collected; null: one is. */
  no_evidence: text,
  /** The pair that is furthest apart in all audits of the line together; reference null: everybody else. */
  group: text,
  reference: text,
  /** When the e-value first reached 1/α on the line of the last audit. */
  alarm_since: z.iso.datetime().nullable(),
});

const historySchema = z.strictObject({
  $schema: z.literal(historySchemaId),
  version: z.literal("1.0"),
  /** The day that findings were looked at, UTC. */
  day,
  /** Open and accepted findings of the suite. */
  findings: z.array(findingRow),
  trends: z.array(trendRow),
});

/** What an archive knew of a suite when one of its runs was sealed: beside the record, because a repetition of the run cannot know it. */
export type RunHistory = Omit<z.infer<typeof historySchema>, "$schema" | "version">;
export type FindingRow = RunHistory["findings"][number];
export type TrendRow = RunHistory["trends"][number];
export type TrendPoint = TrendRow["points"][number];

/** `history.json` as text. */
export const historyText = (history: RunHistory): string =>
  `${visibleJson(JSON.stringify({ $schema: historySchemaId, version: "1.0", ...history }, null, 1))}\n`;

/**
 * The history that stands beside a record; null where there is none.
 * @param run a run folder, or its `run.json`
 * @throws Failure (unusable)
 */
export async function readHistoryBeside(run: string): Promise<RunHistory | null> {
  const file = path.join(run.endsWith(".json") ? path.dirname(run) : run, historyName);
  let content: string;
  try {
    content = await readFile(file, "utf8");
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw unusable(`${file} cannot be read`, {}, cause);
  }
  const result = historySchema.safeParse(jsonOf(content));
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw unusable(`${file} is damaged: ${issue?.path.join(".") ?? ""}: ${issue?.message ?? "unknown"}`);
}

function jsonOf(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return null;
  }
}
