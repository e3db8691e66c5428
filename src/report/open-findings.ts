import type { FindingRow, RunHistory, TrendRow } from "../record/run-history.js";
import { gapAmount, gapFigures } from "./amounts.js";
import { type Check, titleOf } from "./checks.js";
import type { Context } from "./context.js";
import { code, named, type Rich, words } from "./rich-text.js";
import { row, type Table, table } from "./table.js";
import { trendUnit } from "./trend-unit.js";

/** What the archive knew of the suite, for the first screen. */
export interface HistoryView {
  /** Says that nothing is open; empty: something is, and the table is headed by how much. */
  readonly line: Rich;
  /** One sentence for each alarm. */
  readonly alarms: readonly Rich[];
  /** null: no finding is open or accepted. */
  readonly findings: Table | null;
}

/** Findings that fit the first screen with the checks; the others are counted. */
const listed = 12;

export function historyView(context: Context, history: RunHistory, checks: readonly Check[]): HistoryView {
  const { findings, trends } = history;
  return {
    line: findings.length === 0 ? openLine(context, findings) : [],
    alarms: trends.map((trend) => alarm(context, trend, checks)).filter((sentence) => sentence !== null),
    findings: findingsTable(context, history),
  };
}

/** How many findings are open, overdue and accepted. */
function openLine(context: Context, findings: readonly FindingRow[]): Rich {
  const count = (holds: (finding: FindingRow) => boolean): number => findings.filter(holds).length;
  const line = context.t("open.line", {
    open: count(({ status }) => status === "open"),
    overdue: count(({ is_overdue }) => is_overdue),
    accepted: count(({ status }) => status === "accepted"),
  });
  return findings.length > listed ? context.t("open.cut", { line, shown: listed }) : line;
}

/** The evidence of several audits together is over the level; null: it is not. */
export function alarm(context: Context, trend: TrendRow, checks: readonly Check[]): Rich | null {
  const check = checks.find(({ gate }) => gate.id === trend.gate);
  if (trend.alarm_since === null || check === undefined) return null;
  return context.t("trend.alarm", {
    check: check.title,
    limit: check.limit,
    date: context.numbers.date(trend.alarm_since),
    level: context.numbers.level(trend.confidence),
  });
}

/** Open and accepted findings with their owner and day, headed by how many there are; null: there is none. */
export function findingsTable(context: Context, { findings }: Pick<RunHistory, "findings">): Table | null {
  if (findings.length === 0) return null;
  const heads = ["finding", "owner", "due", "before", "now"].map((key) => context.t(`open.head.${key}`));
  const rows = findings
    .slice(0, listed)
    .map((finding) =>
      row(
        context.t("open.name", { check: titleOf(context, finding), id: code(finding.id) }),
        finding.owner === null ? context.t("open.nobody") : named(finding.owner),
        due(context, finding),
        finding.before === null ? context.t("open.new") : figures(context, finding, finding.before),
        finding.now === null ? context.t("open.gone") : figures(context, finding, finding.now),
      ),
    );
  return table(openLine(context, findings), heads, [], [{ head: words(""), rows }], "open");
}

/** The day, whether it is past, and who answers for it until when. */
function due(context: Context, { due: day, is_overdue, status, accepted_by, accepted_until }: FindingRow): Rich {
  if (status === "accepted" && accepted_until !== null)
    return context.t("open.accepted", {
      by: named(accepted_by ?? ""),
      date: context.numbers.date(accepted_until),
    });
  const date = context.numbers.date((accepted_until !== null && is_overdue ? accepted_until : day) ?? "1970-01-01");
  if (is_overdue) return context.t("open.overdue", { date });
  return day === null ? context.t("open.no_day") : words(date);
}

/** Value, interval and verdict of one audit. */
function figures(context: Context, finding: FindingRow, seen: FindingRow["opened"]): Rich {
  const unit = trendUnit(context, finding);
  const { tagged } = gapAmount(context, unit, seen, seen.tolerance);
  const interval = gapFigures(context, unit, seen, seen.tolerance);
  return context.t(interval === null ? "open.value" : "open.figures", {
    gap: tagged ?? context.t("amount.none"),
    interval: interval ?? words(""),
    verdict: context.t(`verdict.${seen.verdict}`),
  });
}
