import { flipBars } from "../../charts/index.js";
import { changesInOrder } from "../../record/changes-in-order.js";
import type { FlipRow } from "../../record/run-record.js";
import { type ChangedPart, whatChanged } from "../../record/what-changed.js";
import { type ChangeWords, changeWords } from "../changes.js";
import type { Context } from "../context.js";
import type { Sketch } from "../figure.js";
import { attributeHead, groupName, people } from "../names.js";
import { named, plain, type Rich } from "../rich-text.js";
import { reasonText } from "../sentences.js";
import { dash, empty, row, type Table, table } from "../table.js";
import { change as absentChange } from "./absent.js";
import type { Material, SectionMaker } from "./section.js";

/** What the audit is compared with, and how. */
function baselineText(context: Context): Rich {
  const { name, paired, rows_paired, reason, finished } = context.record.baseline!;
  const key = paired ? "change.paired" : "change.unpaired";
  return context.t(key, {
    name: named(name),
    date: finished === null ? "" : context.numbers.date(finished),
    dated: finished === null ? "no" : "yes",
    n: rows_paired ?? 0,
    reason: reason === null ? empty : reasonText(context, reason),
  });
}

function changesTable(context: Context): Table {
  const rows = changesInOrder(context.record.changes ?? []).map((one) => changeWords(context, one));
  const heads = ["title", "before", "now", "change", "uncertainty", "reading"].map((key) =>
    context.t(`change.column.${key}`),
  );
  const line = ({ title, before, now, change, interval, ...words }: ChangeWords) =>
    row(title, before, now, change, interval, readingOf(context, words));
  return table(context.t("change.caption"), heads, [1, 2, 3, 4], [{ head: empty, rows: rows.map(line) }]);
}

const readingOf = (context: Context, { reading, reason }: Pick<ChangeWords, "reading" | "reason">): Rich =>
  reason === null ? reading : context.t("change.reading_why", { reading, reason });

/** Parts of the audit that changed, that did not, and those of which it is not known: a sentence each, where there are any. */
function partsText(context: Context): Rich[] {
  const parts = whatChanged(context.record);
  const sentence = (same: ChangedPart["same"], key: string): Rich[] => {
    const names = parts.filter((one) => one.same === same).map(({ part }) => context.t(`change.part.${part}`));
    return names.length === 0 ? [] : [context.t(key, { parts: context.list(names) })];
  };
  return [
    ...sentence(false, "change.changed"),
    ...sentence(true, "change.unchanged"),
    ...sentence(null, "change.not_known"),
  ];
}

/** Groups drawn; the table holds all. */
const most = 24;

const changed = ({ to_outcome, from_outcome }: FlipRow): number => (to_outcome ?? 0) + (from_outcome ?? 0);

function flipSketch(context: Context, all: FlipRow, rows: readonly FlipRow[]): Sketch {
  const count = (n: number | null) => (n === null ? null : context.t("number", { n }));
  const amount = (one: FlipRow): Rich =>
    one.status === "ok"
      ? context.t("change.flips.amount", { n: changed(one), of: one.n ?? 0 })
      : context.t("change.flips.not_shown");
  const bar = (one: FlipRow, label: Rich) => ({
    label: plain(label),
    bold: false,
    lost: one.n ? (one.from_outcome ?? 0) / one.n : null,
    got: one.n ? (one.to_outcome ?? 0) / one.n : null,
    text: plain(amount(one)),
  });
  const byAttribute = [...new Set(rows.map(({ attribute }) => attribute as string))].map((attribute) => ({
    attribute,
    rows: rows.filter((one) => one.attribute === attribute),
  }));
  const everybody = context.t("change.flips.everybody");
  const bars = [
    bar(all, everybody),
    ...byAttribute.flatMap(({ attribute, rows: groups }) => [
      { label: plain(attributeHead(context, attribute)), bold: true, lost: null, got: null, text: " " },
      ...groups.map((one) => bar(one, groupName(context, attribute, one.group ?? ""))),
    ]),
  ];
  const heads = ["group", "n", "got", "lost", "same", "p"].map((key) => context.t(`change.flips.column.${key}`));
  const line = (one: FlipRow, name: Rich) =>
    one.status === "suppressed"
      ? row(name, dash, dash, dash, dash, reasonText(context, one.reason, one.attribute))
      : row(name, ...[one.n, one.to_outcome, one.from_outcome, one.same].map(count), pText(context, one));
  const outcome = named(all.outcome);
  const words = { n: changed(all), of: all.n ?? 0, got: all.to_outcome ?? 0, lost: all.from_outcome ?? 0, outcome };
  return {
    takeaway: context.t("change.flips.takeaway", words),
    key: [
      { sign: "missing", text: context.t("change.flips.lost", { outcome }) },
      { sign: "filled", text: context.t("change.flips.got", { outcome }) },
    ],
    summary: [],
    chart: (size) =>
      flipBars(
        {
          rows: bars.slice(0, most),
          axisTitle: context.text("change.flips.axis"),
          tick: (value, decimals) => context.numbers.percent(Math.abs(value), Math.max(0, decimals - 2)),
        },
        size,
      ),
    table: table(
      context.t("change.flips.caption", { people: people(context) }),
      heads,
      [1, 2, 3, 4, 5],
      [
        { head: empty, rows: [line(all, everybody)] },
        ...byAttribute.map(({ attribute, rows: groups }) => ({
          head: attributeHead(context, attribute),
          rows: groups.map((one) => line(one, groupName(context, attribute, one.group ?? ""))),
        })),
      ],
    ),
  };
}

/** Small p-values to two digits; a group's is adjusted for all groups that were looked at. */
function pText(context: Context, { p, p_adjusted }: FlipRow): Rich | null {
  const shown = p_adjusted ?? p;
  if (shown === null) return null;
  return shown < 0.001
    ? context.t("change.flips.p_small")
    : context.t("amount.number", { n: context.numbers.decimal(shown, shown < 0.1 ? 3 : 2) });
}

async function make(material: Material) {
  const { context, figure } = material;
  const { baseline, changes = [], flips = [] } = context.record;
  if (baseline === undefined) return absentChange.make(material);
  const all = flips.find(({ attribute, status }) => attribute === null && status === "ok");
  const groups = flips.filter(({ attribute }) => attribute !== null);
  const view = {
    baseline: baselineText(context),
    table: changes.length === 0 ? null : changesTable(context),
    none: changes.length === 0 ? context.t("change.none") : [],
    units: context.t("change.units", { level: context.numbers.level(context.record.suite.confidence) }),
    parts: partsText(context),
    flips: all === undefined ? null : await figure(flipSketch(context, all, groups)),
    note: all === undefined ? [] : context.t(all.favourable ? "change.flips.note" : "change.flips.note_positive"),
  };
  return { template: "change", view };
}

/** What is better, worse or undecided since the baseline, and what changed? */
export const change: SectionMaker = { number: "11", id: "change", make };
