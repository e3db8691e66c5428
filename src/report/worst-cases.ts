import { unknownGroup } from "../core/groups.js";
import type { WorstCaseRow } from "../record/run-record.js";
import { type Amount, gapAmount, gapUnitOf, isRatio, limitText } from "./amounts.js";
import type { Check } from "./checks.js";
import type { Context } from "./context.js";
import { attributeHead, attributeName, metricNames } from "./names.js";
import { named, type Rich } from "./rich-text.js";
import { countOf } from "./sentences.js";
import { type Row, row, type Table, table } from "./table.js";

/** Rows of the table; more are in run.json. */
const mostRows = 200;

/** How far unknown groups could change what was found: a sentence for each attribute that has any, and every rate in a table. */
export function worstCases(context: Context, checks: readonly Check[]): { sentences: Rich[]; table: Table | null } {
  const first = context.record.models[0]?.id;
  const rows = context.record.worst_case.filter(({ model, stratum }) => model === first && stratum === null);
  const sentences = context.record.attributes.flatMap(({ name }) => {
    const own = rows.filter(({ attribute }) => attribute === name);
    if (own.some(({ low }) => low === null))
      return [context.t("worst_case.hidden", { attribute: attributeName(context, name) })];
    const chosen = mostTold(context, checks, own);
    return chosen === null ? [] : [sentence(context, chosen)];
  });
  return { sentences, table: tableOf(context, rows) };
}

/** A spread with the limit that is set for it. */
interface Told {
  readonly one: WorstCaseRow;
  readonly check: Check | null;
}

/** The worst of an attribute's checks, else its widest gap but that of the base rate. */
function mostTold(context: Context, checks: readonly Check[], rows: readonly WorstCaseRow[]): Told | null {
  for (const check of checks) {
    const one = rows.find((row) => isOf(check, row));
    if (one !== undefined) return { one, check };
  }
  const [widest] = rows
    .filter(({ metric, disparity }) => metric !== "prevalence" && disparity === "max_difference")
    .toSorted((a, b) => (measured(context, b) ?? 0) - (measured(context, a) ?? 0));
  return widest === undefined ? null : { one: widest, check: null };
}

const isOf = ({ gate }: Check, row: WorstCaseRow): boolean =>
  gate.model === row.model &&
  gate.metric === row.metric &&
  gate.attribute === row.attribute &&
  gate.class === row.class &&
  gate.stratum === row.stratum &&
  gate.disparity === row.disparity;

/** The spread among the known groups. */
const measured = (context: Context, row: WorstCaseRow): number | null =>
  context.find.disparity(row, row.disparity)?.value ?? null;

/** How many of the unknown the metric counts: people, also where the bounds deal weights. */
function unknownOf(context: Context, row: WorstCaseRow): number {
  const group = context.find.group(row, unknownGroup);
  return group === undefined ? 0 : countOf(context, group);
}

function amountOf(context: Context, one: WorstCaseRow, limit: number | null = null): Amount {
  const { low, high } = one;
  return gapAmount(
    context,
    gapUnitOf(context, one.metric, one.disparity),
    { value: measured(context, one), low, high },
    limit,
  );
}

function sentence(context: Context, { one, check }: Told): Rich {
  const { value, interval } = amountOf(context, one, check?.gate.tolerance ?? null);
  const unit = gapUnitOf(context, one.metric, one.disparity);
  const limit = check === null ? [] : limitText(context, unit, check.gate);
  return context.t(`worst_case.${isRatio(one.disparity) ? "ratio" : "difference"}`, {
    check: check?.title ?? titleOf(context, one),
    value: value ?? context.t("amount.none"),
    n: unknownOf(context, one),
    interval: interval ?? context.t("amount.none"),
    shown: one.status === "ok" ? "all" : "some",
    limited: check === null ? "no" : "yes",
    limit,
  });
}

function titleOf(context: Context, { metric, attribute, class: className }: WorstCaseRow): Rich {
  const values = { metric: metricNames(context, metric).name, attribute: attributeName(context, attribute) };
  return className === null
    ? context.t("check.title", values)
    : context.t("check.class", { ...values, class: named(className) });
}

/** Every rate, gap and ratio in one row. */
function tableOf(context: Context, rows: readonly WorstCaseRow[]): Table | null {
  const gaps = rows.filter(({ disparity, low }) => disparity === "max_difference" && low !== null);
  if (gaps.length === 0) return null;
  const ratioOf = (gap: WorstCaseRow) =>
    rows.find(
      (row) =>
        row.disparity === "min_ratio" &&
        row.metric === gap.metric &&
        row.attribute === gap.attribute &&
        row.class === gap.class,
    );
  const blocks = context.record.attributes.map(({ name }) => ({
    head: attributeHead(context, name),
    rows: gaps
      .slice(0, mostRows)
      .filter(({ attribute }) => attribute === name)
      .map((gap) => rowOf(context, gap, ratioOf(gap))),
  }));
  const heads = [
    "method.name",
    "worst_case.unknown",
    "cell.widest",
    "worst_case.gap",
    "cell.ratio",
    "worst_case.gap",
  ].map((key) => context.t(key));
  return table(context.t("worst_case.caption"), heads, [1, 2, 3, 4, 5], blocks);
}

function rowOf(context: Context, gap: WorstCaseRow, ratio: WorstCaseRow | undefined): Row {
  const [gapFigures, ratioFigures] = [gap, ratio].map((one) => (one === undefined ? null : amountOf(context, one)));
  const name = metricNames(context, gap.metric).name;
  return row(
    gap.class === null ? name : context.t("rates.of_class", { metric: name, class: named(gap.class) }),
    context.t("number", { n: unknownOf(context, gap) }),
    gapFigures?.value ?? null,
    gapFigures?.interval ?? null,
    ratioFigures?.value ?? null,
    ratioFigures?.interval ?? null,
  );
}
