import type { RateMark, RateNote, RateRow, Tip } from "../charts/index.js";
import { splitNames, unknownGroup } from "../core/groups.js";
import type { GroupRow } from "../record/run-record.js";
import { gapAmount, gapUnitOf, valueAmount } from "./amounts.js";
import type { Check } from "./checks.js";
import type { Context } from "./context.js";
import type { Arguments } from "./message.js";
import { groupName, metricNames } from "./names.js";
import { code, plain, type Rich } from "./rich-text.js";
import { countOf, reasonText } from "./sentences.js";
import { type Row, row } from "./table.js";
import { tipOf } from "./tip.js";

/** Rows of one metric by group, with everything that a figure and its table of numbers need. */
export interface RateSource {
  readonly metric: string;
  readonly class: string | null;
  readonly checks: readonly Check[];
}

/** Group rows of a metric and attribute for the first model, over all strata, in the record's order. */
export const rowsOf = (context: Context, source: RateSource, attribute: string): GroupRow[] =>
  context.record.groups.filter(
    (row) =>
      row.metric === source.metric &&
      row.class === source.class &&
      row.attribute === attribute &&
      row.stratum === null &&
      row.group !== null &&
      row.model === context.record.models[0]?.id,
  );

/** Groups with a mark first, in their order; those without one after them, so that no line runs through their text. */
export const notesLast = <T extends RateRow | RateNote>(rows: readonly T[]): T[] => [
  ...rows.filter((row) => !("note" in row)),
  ...rows.filter((row) => "note" in row),
];

const hasUnknown = (row: GroupRow): boolean => row.group !== null && splitNames(row.group).includes(unknownGroup);

/** Why a group has no mark, in full and in a few letters; null: it has one. */
function note(context: Context, row: GroupRow): { note: string; brief: string } | null {
  const least = context.record.suite.min_group ?? 0;
  const say = (key: string, values: Arguments) => ({
    note: context.text(`note.${key}`, values),
    brief: context.text(`note_brief.${key}`, values),
  });
  if (row.status === "suppressed") return say("not_shown", { reason: reasonText(context, row.reason, row.attribute) });
  if (row.value === null) return say("not_measurable", { reason: reasonText(context, row.reason, row.attribute) });
  return countOf(context, row) < least ? say("small", { n: countOf(context, row), least }) : null;
}

function mark(context: Context, source: RateSource, row: GroupRow, whole: boolean): RateMark {
  const about = source.checks.filter(({ gate }) => gate.attribute === row.attribute);
  if (about.some(({ gate }) => gate.verdict === "fail" && gate.group === row.group)) return "over";
  if (hasUnknown(row)) return "unknown";
  if (whole) return "group";
  const undecided = about.some(
    ({ gate }) => gate.verdict === "undecided" && (gate.group === row.group || gate.reference === row.group),
  );
  const attribute = row.attribute ?? "";
  if (undecided && splitNames(attribute).length > 1) return "undecided";
  return context.find.attribute(attribute)?.reference === row.group ? "reference" : "group";
}

/** A group in a figure of rates. `label` where it stands under another group. */
export function chartRow(
  context: Context,
  source: RateSource,
  row: GroupRow,
  options: { whole?: boolean; label?: Rich; largest?: number } = {},
): RateRow | RateNote {
  const { whole = false, label = groupName(context, row.attribute ?? "", row.group ?? ""), largest = 0 } = options;
  const reason = note(context, row);
  const tip = () => tipOfGroup(context, row);
  if (reason !== null || row.value === null) return { label: plain(label), tip, whole, note: "", brief: "", ...reason };
  const count = countOf(context, row);
  return {
    label: plain(label),
    tip,
    whole,
    mark: mark(context, source, row, whole),
    value: row.value,
    low: row.low,
    high: row.high,
    rate: plain(valueAmount(context, row.metric, row).value ?? []),
    count: context.numbers.integer(count),
    share: whole || largest === 0 ? null : count / largest,
  };
}

/** Counts behind a value: "438 of 757", or the rows where it is no share: what else a mean or a ratio is made of counts nobody. */
function counts(context: Context, row: GroupRow): Rich | null {
  const { share } = metricNames(context, row.metric);
  if (share === null || row.denominator === null) return row.n === null ? null : context.t("number", { n: row.n });
  if (row.numerator === null) return context.t("number", { n: Math.round(row.denominator) });
  const whole = Number.isInteger(row.numerator) && Number.isInteger(row.denominator);
  const print = (value: number) => context.numbers.decimal(value, whole ? 0 : 1);
  return context.t("cell.of", { n: print(row.numerator), of: print(row.denominator) });
}

/** Difference to the reference group with its interval. */
function difference(context: Context, one: GroupRow): Rich | null {
  const found = context.find.disparity(one, "difference_to_reference", one.group);
  if (found === undefined || found.value === null) return null;
  const gap = gapAmount(context, gapUnitOf(context, one.metric, found.disparity), found);
  if (gap.value === null) return null;
  return gap.interval === null
    ? gap.value
    : context.t("cell.with_interval", { value: gap.value, interval: gap.interval });
}

const isReference = (context: Context, one: GroupRow): boolean =>
  context.find.attribute(one.attribute ?? "")?.reference === one.group && one.group !== null;

/** One group in a table of numbers: value, interval, counts, difference to the reference. */
export function numberRow(context: Context, one: GroupRow): Row {
  const name = groupName(context, one.attribute ?? "", one.group ?? "");
  if (one.status === "suppressed") return row(name, context.t("cell.not_shown"), [], [], []);
  const value = valueAmount(context, one.metric, one);
  if (value.value === null)
    return row(name, reasonText(context, one.reason, one.attribute), [], counts(context, one), []);
  return row(
    name,
    value.value,
    value.interval,
    counts(context, one),
    isReference(context, one) ? context.t("cell.is_reference") : difference(context, one),
  );
}

export const numberHeads = (context: Context): Rich[] =>
  ["cell.group", "cell.value", "cell.interval", "cell.counts", "cell.difference"].map((key) =>
    context.t(key, { level: context.numbers.level(context.record.suite.confidence ?? 0.95) }),
  );

/** What its table says of a group, and how its interval was made. */
function tipOfGroup(context: Context, one: GroupRow): Tip {
  const key = `interval_name.${one.interval}`;
  const method =
    one.interval === null || one.low === null ? [] : context.has(key) ? context.t(key) : code(one.interval);
  return tipOf(numberHeads(context), numberRow(context, one), [[context.t("interactive.method"), method]]);
}

/** Every key takes the same values, so that heads can be listed. */
export const numberColumns: readonly number[] = [1, 2, 3, 4];
