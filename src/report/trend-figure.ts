import { type ChartSize, type TrendMark, trend, trendMarks } from "../charts/index.js";
import type { TrendPoint, TrendRow } from "../record/run-history.js";
import { type GapUnit, gapAmount } from "./amounts.js";
import type { Check } from "./checks.js";
import type { Context } from "./context.js";
import type { KeyEntry, Sketch } from "./figure.js";
import { groupName, referenceName } from "./names.js";
import { type Rich, words } from "./rich-text.js";
import { type Row, row, table } from "./table.js";

/** A gate over its audits, with the words that the last one has for it. */
export interface Followed {
  readonly trend: TrendRow;
  readonly check: Check;
}

/** The figure of one gate: its audits side by side, and what can be said of all of them together. */
export function trendSketch(context: Context, followed: Followed): Sketch {
  const { trend: row, check } = followed;
  return {
    takeaway: takeaway(context, followed),
    key: keyOf(context, followed),
    summary: row.points.flatMap((point) => remarks(context, point)),
    chart: (size) => chartOf(context, followed, size),
    table: numbersOf(context, row, check),
  };
}

/** The drawing of one gate. */
export function chartOf(context: Context, { trend: row, check }: Followed, size: ChartSize) {
  const points = row.points.slice(-trendMarks[size]);
  const of = points.some(({ bound }) => bound === "at_least") ? "at_least" : "at_most";
  return trend(
    {
      marks: points.map((point, index) => markOf(context, check.unit, point, points[index - 1])),
      limit: { value: check.gate.tolerance, bound: of, text: context.text("trend.limit", { limit: check.limit }) },
      natural: [0, null],
      tick: (value) => figure(context, check.unit, value, 3),
    },
    size,
  );
}

const hundredfold = (unit: GapUnit): boolean => unit === "points" || unit === "percent";

/** A value as the axis shows it, without its unit. */
function figure(context: Context, unit: GapUnit, value: number, most: number): string {
  const shown = Number((value * (hundredfold(unit) ? 100 : 1)).toPrecision(6));
  const digits = Math.min(most, (String(shown).split(".")[1] ?? "").length);
  return context.numbers.decimal(shown, digits).text;
}

function markOf(context: Context, unit: GapUnit, point: TrendPoint, before: TrendPoint | undefined): TrendMark {
  const { time, verdict, value, low, high, sequence_low, sequence_high, breaks } = point;
  const isFirstAlarm = point.alarm && before?.alarm !== true;
  return {
    ...{ label: context.numbers.shortDate(time), verdict, value },
    // One side may have no bound: then the line ends at the value.
    low: value === null || (low === null && high === null) ? null : (low ?? value),
    high: value === null || (low === null && high === null) ? null : (high ?? value),
    text: value === null ? "" : figure(context, unit, value, hundredfold(unit) ? 1 : 2),
    band: sequence_low === null || sequence_high === null ? null : [sequence_low, sequence_high],
    broken: breaks.length === 0 ? null : context.text("trend.broken", { reasons: breaksText(context, breaks) }),
    note: isFirstAlarm ? context.text("trend.alarm_note") : null,
  };
}

const breaksText = (context: Context, breaks: TrendPoint["breaks"]): Rich =>
  context.list(breaks.map((reason) => context.t(`trend.break.${reason}`)));

/** What the last audit found, against the one before. */
function takeaway(context: Context, { trend: row, check }: Followed): Rich {
  const now = row.points.at(-1);
  const before = row.points.at(-2);
  const gap = (point: TrendPoint | undefined): Rich | null =>
    point === undefined ? null : gapAmount(context, check.unit, point, point.tolerance).tagged;
  const said = {
    check: check.title,
    gap: gap(now) ?? context.t("amount.none"),
    before: gap(before) ?? context.t("amount.none"),
    limit: check.limit,
    audits: row.earlier + row.points.length,
    date: row.alarm_since === null ? words("") : words(context.numbers.date(row.alarm_since)),
  };
  if (row.alarm_since !== null) return context.t("trend.takeaway.alarm", said);
  if (before === undefined || gap(before) === null || now?.value === null)
    return context.t(`trend.takeaway.first.${now?.verdict ?? "error"}`, said);
  return context.t(`trend.takeaway.${now?.verdict ?? "error"}`, said);
}

const signs = { fail: "square", undecided: "diamond", pass: "dot" } as const;

function keyOf(context: Context, { trend: { points, group, reference, attribute, confidence } }: Followed): KeyEntry[] {
  const verdicts = (["fail", "undecided", "pass"] as const).filter((verdict) =>
    points.some((point) => point.verdict === verdict),
  );
  const sequence = context.t("trend.key.sequence", {
    group: groupName(context, attribute, group ?? ""),
    reference: referenceName(context, attribute, reference),
    level: context.numbers.level(confidence),
  });
  return [
    ...verdicts.map((verdict) => ({ sign: signs[verdict], text: context.t(`verdict.${verdict}`) })),
    { sign: "limit" as const, text: context.t("key.limit") },
    ...(group !== null && points.some(({ sequence_low }) => sequence_low !== null)
      ? [{ sign: "bar" as const, text: sequence }]
      : []),
  ];
}

/** Why a point stands apart from the others. */
function remarks(context: Context, { time, breaks, repeats }: TrendPoint): Rich[] {
  const date = context.numbers.shortDate(time);
  return [
    ...(breaks.length === 0 ? [] : [context.t("trend.remark.broken", { date, reasons: breaksText(context, breaks) })]),
    ...(repeats === null ? [] : [context.t("trend.remark.repeats", { date })]),
  ];
}

function numbersOf(context: Context, trend: TrendRow, check: Check) {
  const heads = ["audit", "verdict", "gap", "interval", "limit", "n", "sequence", "evidence", "remark"].map((key) =>
    context.t(`trend.head.${key}`),
  );
  const rows = trend.points.toReversed().map((point) => pointRow(context, check.unit, point));
  return table(context.t("trend.caption", { check: check.title }), heads, [2, 5, 7], [{ head: words(""), rows }]);
}

function pointRow(context: Context, unit: GapUnit, point: TrendPoint): Row {
  const { value, interval } = gapAmount(context, unit, point, point.tolerance);
  const sequence = { value: null, low: point.sequence_low, high: point.sequence_high };
  const said = remarks(context, point);
  return row(
    words(context.numbers.date(point.time)),
    context.t(`verdict.${point.verdict}`),
    value,
    interval,
    gapAmount(context, unit, { value: point.tolerance, low: null, high: null }).value,
    point.n === null ? null : context.t("number", { n: Math.round(point.n) }),
    gapAmount(context, unit, sequence).interval,
    point.log_e === null ? null : evidence(context, point.log_e),
    said.length === 0 ? null : context.clauses(said),
  );
}

/** Beyond a million an e-value says no more. */
const most = 1e6;

/** An e-value with two digits that mean something. */
function evidence(context: Context, logE: number): Rich {
  const e = Math.exp(Math.min(logE, Math.log(most)));
  if (logE > Math.log(most)) return context.t("trend.e.over", { n: most });
  if (e < 0.01) return context.t("trend.e.under", { n: context.numbers.decimal(0.01, 2) });
  return context.t("number", { n: context.numbers.decimal(e, e < 1 ? 2 : e < 10 ? 1 : 0) });
}
