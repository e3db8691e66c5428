import { z } from "zod";
import { exitCodes } from "../core/errors.js";
import { events, type NoticeEvent, triggers } from "./schedules-schema.js";

const figure = z.number().nullable();

/** A gate that did not pass, without any name of a group: what is told elsewhere is as little as will do. */
const gateSchema = z.object({
  id: z.string(),
  model: z.string(),
  metric: z.string().nullable(),
  attribute: z.string(),
  disparity: z.string(),
  value: figure,
  low: figure,
  high: figure,
  bound: z.enum(["at_most", "at_least"]),
  tolerance: z.number(),
  verdict: z.enum(["pass", "fail", "undecided", "error"]),
});

const openGateSchema = z.object({ ...gateSchema.shape, verdict: z.enum(["fail", "undecided", "error"]) });
type OpenGate = z.infer<typeof openGateSchema>;

const isOpen = (gate: z.infer<typeof gateSchema>): gate is OpenGate => gate.verdict !== "pass";

/** What `evenhand run --json` says of an audit, as far as people are told of it. */
export const summarySchema = z.object({
  verdict: z.string(),
  gates: z.array(gateSchema),
});

export interface RunSummary extends z.infer<typeof summarySchema> {
  /** How many gates have an alarm of all audits together. */
  readonly alarms: number;
}

export const noticeSchema = z.strictObject({
  version: z.literal("1.0"),
  events: z.array(z.enum(events)),
  schedule: z.string(),
  suite: z.string(),
  trigger: z.array(z.enum(triggers)),
  exit_code: z.number(),
  verdict: z.string().nullable(),
  /** Gates by verdict. */
  counts: z.strictObject({ pass: z.number(), fail: z.number(), undecided: z.number(), error: z.number() }),
  /** Those that did not pass. */
  gates: z.array(openGateSchema),
  alarms: z.number(),
  /** The run folder, as the scheduler's working folder sees it; null: none was written. */
  run: z.string().nullable(),
  /** UTC, ISO 8601. */
  started: z.string(),
  ended: z.string(),
});

/** What people are told of one audit: no row, no cell, no name of a group. */
export type Notice = z.infer<typeof noticeSchema>;

/** How an audit ended. */
export interface Ending extends Pick<Notice, "schedule" | "suite" | "trigger" | "exit_code" | "run"> {
  /** null: there is no record. */
  readonly summary: RunSummary | null;
  /** ms since 1970 */
  readonly started: number;
  readonly ended: number;
}

/** What is to be told of an audit; null: nothing. */
export function noticeOf({ summary, started, ended, ...rest }: Ending): Notice | null {
  const found = eventsOf(rest.exit_code, summary);
  if (found.length === 0) return null;
  const gates = summary?.gates ?? [];
  const count = (verdict: string): number => gates.filter((gate) => gate.verdict === verdict).length;
  return {
    version: "1.0",
    events: found,
    ...rest,
    verdict: summary?.verdict ?? null,
    counts: { pass: count("pass"), fail: count("fail"), undecided: count("undecided"), error: count("error") },
    gates: gates.filter(isOpen),
    alarms: summary?.alarms ?? 0,
    started: new Date(started).toISOString(),
    ended: new Date(ended).toISOString(),
  };
}

function eventsOf(exitCode: number, summary: RunSummary | null): NoticeEvent[] {
  if (exitCode === exitCodes.interrupted) return [];
  const verdict =
    exitCode === exitCodes.fail
      ? "fail"
      : exitCode !== exitCodes.pass && exitCode !== exitCodes.undecided
        ? "error"
        : summary?.verdict === "undecided" || exitCode === exitCodes.undecided
          ? "undecided"
          : null;
  const isAlarmed = (summary?.alarms ?? 0) > 0;
  return [...(verdict === null ? [] : ([verdict] as const)), ...(isAlarmed ? ["alarm" as const] : [])];
}
