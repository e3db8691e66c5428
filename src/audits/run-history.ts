import type { FindingRow, RunHistory, TrendRow } from "../record/run-history.js";
import type { RunRecord } from "../record/run-record.js";
import { auditEventOf, findingsOf, type GateFinding, type HistoryEvent, type Seen } from "./findings.js";
import { wordEvent } from "./history.js";
import type { TrustedKey } from "./keys.js";
import { type Log, readIfThere, readLog } from "./log.js";
import { logFiles } from "./places.js";
import { type Day, dayOf } from "./said-values.js";
import { rootsOf } from "./signatures.js";
import { trendFacts } from "./trend-facts.js";
import { auditsOfSuite, type SuiteTrends, suiteTrends } from "./trend-store.js";
import { trendRows, withAudit } from "./trends.js";

/** Audits that a report shows of a trend. */
const shownAudits = 24;

/** A run that is about to be sealed. */
export interface ComingRun {
  readonly record: RunRecord;
  readonly started: Date;
  /** Whose acceptances count. */
  readonly trusted: readonly TrustedKey[];
}

/**
 * What the archive knows of a suite at the moment a run of it is sealed, that run included: its open findings and its trends. null:
 * the run is the suite's first there.
 * Audits that were seen before are taken from the files beside the log, see `suiteTrends`.
 * @throws Failure (integrity) where what is read is not as it was sealed, (unusable)
 */
export async function historyOfRun(archive: string, run: ComingRun): Promise<RunHistory | null> {
  if ((await readIfThere(archive, logFiles.checkpoint)) === null) return null;
  const log = await readLog(archive);
  const suite = run.record.suite.name;
  if (auditsOfSuite(log, suite).length === 0) return null;
  const trends = await suiteTrends(archive, log, suite, shownAudits);
  const day = dayOf(run.started);
  const before = await suiteEvents(archive, log, trends, run.trusted);
  return {
    day,
    findings: findingRows(before, [...before, comingEvent(run)], day),
    trends: trendsWith(trends, run),
  };
}

/**
 * The same of a suite after its last sealed audit.
 * @param day on which its findings are looked at
 */
export async function historyOfSuite(
  archive: string,
  log: Log,
  suite: string,
  { day, trusted }: { readonly day: Day; readonly trusted: readonly TrustedKey[] },
): Promise<RunHistory & { readonly steps: SuiteTrends["steps"] }> {
  const trends = await suiteTrends(archive, log, suite, Number.POSITIVE_INFINITY);
  const { steps } = trends;
  const events = await suiteEvents(archive, log, trends, trusted);
  const last = events.findLastIndex(({ kind }) => kind === "audit");
  const findings = findingRows(events.slice(0, last), events, day);
  return { day, findings, trends: trendRows(steps, shownAudits), steps };
}

function trendsWith({ state, steps, before }: SuiteTrends, { record, started }: ComingRun): TrendRow[] {
  const facts = trendFacts(record, { run: null, time: started.toISOString(), entry: Number.MAX_SAFE_INTEGER });
  const after = withAudit(state, facts);
  return trendRows([...steps, after.steps], shownAudits, before);
}

/** The suite's part of the history, without a run that is to come and without audits that findings do not need. */
async function suiteEvents(
  archive: string,
  log: Log,
  { audits }: Pick<SuiteTrends, "audits">,
  trusted: readonly TrustedKey[],
): Promise<HistoryEvent[]> {
  const suite = audits[0]?.suite;
  const entries = new Map(auditsOfSuite(log, suite ?? "").map((entry) => [entry.path, entry]));
  const seen = new Map(audits.map((event) => [event.entry, event]));
  const context = { rootAt: rootsOf(log), trusted };
  const events: HistoryEvent[] = [];
  for (const entry of log.entries) {
    const audit = entries.get(entry.path);
    const event = seen.get(entry.index);
    if (event !== undefined) events.push(event);
    else if (audit !== undefined && (entry.kind === "assignment" || entry.kind === "acceptance")) {
      const heard = await wordEvent(archive, entry, audit, context);
      if ("event" in heard) events.push(heard.event);
    }
  }
  return events;
}

/** Stands for the run that has no folder yet: no path of an archive is empty. */
const coming = "";

const comingEvent = ({ record, started }: ComingRun): HistoryEvent =>
  auditEventOf(
    record.suite.name,
    { path: coming, time: started.toISOString(), index: Number.MAX_SAFE_INTEGER },
    record.gates,
  );

/**
 * Findings that are open or accepted after the last audit, those past their day first, then by their day.
 * @param before the history without that audit
 */
function findingRows(before: readonly HistoryEvent[], all: readonly HistoryEvent[], day: Day): FindingRow[] {
  const earlier = new Map(findingsOf(before, day).map((finding) => [finding.id, finding.last]));
  const late = "9999-12-31";
  return findingsOf(all, day)
    .filter(({ status }) => status !== "closed")
    .toSorted((a, b) => Number(b.isOverdue) - Number(a.isOverdue) || ((a.due ?? late) < (b.due ?? late) ? -1 : 1))
    .map((finding) => findingRow(finding, earlier.get(finding.id) ?? null));
}

function findingRow(finding: GateFinding, before: Seen | null): FindingRow {
  const { id, gate, opened, last, owner, due, acceptance, isOverdue, isLoosened, isGone } = finding;
  return {
    ...{ id, ...gate, status: finding.status === "accepted" ? "accepted" : "open" },
    opened: measured(opened),
    before: before === null ? null : measured(before),
    now: isGone ? null : measured(last),
    ...{ is_loosened: isLoosened, owner, due, is_overdue: isOverdue },
    ...{ accepted_by: acceptance?.by ?? null, accepted_until: acceptance?.until ?? null },
  };
}

const measured = ({ run, time, verdict, value, low, high, bound, tolerance }: Seen): FindingRow["opened"] => ({
  ...{ run: run === coming ? null : run, time, verdict, value, low, high, bound, tolerance },
});
