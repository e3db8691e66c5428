import { splitNames } from "../../core/groups.js";
import type { DisparityRow, GroupRow } from "../../record/run-record.js";
import { gapAmount, gapUnitOf } from "../amounts.js";
import type { Check } from "../checks.js";
import { jointTable, pValue, strataTable } from "../comparison-tables.js";
import { compatibilityCut, compatibilityTables } from "../compatibility-tables.js";
import type { Context } from "../context.js";
import { inputTables } from "../input-tables.js";
import { islandOf } from "../island.js";
import { attributeHead, attributeName, groupName, metricNames, referenceName, technical } from "../names.js";
import { neighbourTables } from "../neighbour-tables.js";
import { numberColumns, numberHeads, numberRow } from "../rate-rows.js";
import { code, named, type Rich, words } from "../rich-text.js";
import { countOf } from "../sentences.js";
import { type Block, row, type Table, table } from "../table.js";
import type { Material, SectionMaker } from "./section.js";

/** Rows of the longest table: a page of more is slow to open, and run.json has them all. */
const mostRows = 1600;

function checksTable(context: Context, checks: readonly Check[]): Table | null {
  if (checks.length === 0) return null;
  const rows = checks.map((check) =>
    row(
      check.title,
      context.has(`disparity.${check.gate.disparity}`)
        ? context.t(`disparity.${check.gate.disparity}`)
        : code(check.gate.disparity),
      check.who,
      check.gap.tagged,
      check.gap.interval,
      context.t("number.level", { level: context.numbers.level(check.gate.level ?? check.gate.confidence) }),
      check.limit,
      pValue(context, check.gate.p),
      pValue(context, check.gate.p_adjusted),
      context.t(`verdict.${check.gate.verdict}`),
    ),
  );
  const heads = [
    "cell.check",
    "cell.comparison",
    "cell.pair",
    "cell.gap",
    "cell.interval_plain",
    "cell.level",
    "cell.limit",
    "cell.p",
    "cell.p_adjusted",
    "cell.verdict",
  ].map((key) => context.t(key));
  return table(context.t("numbers.checks"), heads, [3, 4, 5, 6, 7, 8], [{ head: [], rows }]);
}

function headOf(context: Context, one: GroupRow): Rich {
  const parts = [
    ...(context.record.models.length > 1 ? [code(one.model)] : []),
    context.t("method.measure", { name: metricNames(context, one.metric).name, term: technical(context, one.metric) }),
    ...(one.class === null ? [] : [context.t("numbers.class", { class: named(one.class) })]),
    one.attribute === null ? context.t("group.everybody") : attributeHead(context, one.attribute),
    ...(one.stratum === null ? [] : [context.t("numbers.stratum", { stratum: named(one.stratum) })]),
  ];
  return parts.flatMap((part, index) => [...(index > 0 ? words(" · ") : []), ...part]);
}

/** Everybody first, then single attributes, combinations, strata; the record's order within each. */
const weight = (one: GroupRow): number =>
  one.stratum !== null ? 3 : one.attribute === null ? 0 : splitNames(one.attribute).length > 1 ? 2 : 1;

function groupsTable(context: Context): { table: Table | null; left: number } {
  const all = context.record.groups
    .map((one) => ({ one, weight: weight(one) }))
    .toSorted((a, b) => a.weight - b.weight);
  const kept = all.slice(0, mostRows).map(({ one }) => one);
  const blocks = new Map<string, { first: GroupRow; rows: GroupRow[] }>();
  for (const one of kept) {
    const key = JSON.stringify([one.attribute === null, one.model, one.metric, one.class, one.attribute, one.stratum]);
    const block = blocks.get(key) ?? { first: one, rows: [] };
    block.rows.push(one);
    blocks.set(key, block);
  }
  const everybody = (one: GroupRow) => ({
    ...numberRow(context, { ...one, attribute: null, group: "" }),
    name: context.t("group.everybody_n", { n: countOf(context, one) }),
  });
  const printed: Block[] = [...blocks.values()].map(({ first, rows }) => ({
    head: headOf(context, first),
    rows: rows.map((one) => (one.group === null ? everybody(one) : numberRow(context, one))),
  }));
  return {
    table:
      printed.length === 0 ? null : table(context.t("numbers.groups"), numberHeads(context), numberColumns, printed),
    left: all.length - kept.length,
  };
}

const placeKey = ({ model, metric, attribute, class: classOf, stratum }: DisparityRow): string =>
  JSON.stringify([model, metric, attribute, classOf, stratum]);

/** What is compared: model where there are several, measure and attribute, class and stratum. */
function aboutOf(context: Context, one: DisparityRow): Rich {
  const parts = [
    ...(context.record.models.length > 1 ? [code(one.model)] : []),
    context.t("check.title", {
      metric: metricNames(context, one.metric ?? "").name,
      attribute: attributeName(context, one.attribute),
    }),
    ...(one.class === null ? [] : [named(one.class)]),
    ...(one.stratum === null ? [] : [named(one.stratum)]),
  ];
  return parts.flatMap((part, index) => [...(index > 0 ? words(" · ") : []), ...part]);
}

/** Comparisons of all groups of an attribute at once, gap and ratio in one row; those of single groups stand beside the groups. */
function disparitiesTable(context: Context): Table | null {
  const ratios = new Map(
    context.record.disparities.filter(({ disparity }) => disparity === "min_ratio").map((one) => [placeKey(one), one]),
  );
  const gaps = context.record.disparities
    .filter(({ disparity, status }) => disparity === "max_difference" && status === "ok")
    .slice(0, mostRows / 4);
  const rows = gaps.map((one) => {
    const gap = gapAmount(context, gapUnitOf(context, one.metric, one.disparity), one);
    const ratio = ratios.get(placeKey(one));
    const ratioAmount = ratio === undefined ? null : gapAmount(context, "ratio", ratio);
    const who =
      one.group === null
        ? null
        : context.t("check.who", {
            group: groupName(context, one.attribute, one.group),
            reference: referenceName(context, one.attribute, one.reference),
          });
    return row(
      aboutOf(context, one),
      who,
      gap.value,
      gap.interval,
      ratioAmount?.value ?? null,
      ratioAmount?.interval ?? null,
      pValue(context, one.p_adjusted),
    );
  });
  const heads = [
    "cell.comparison",
    "cell.pair",
    "cell.widest",
    "cell.interval_plain",
    "cell.ratio",
    "cell.interval_plain",
    "cell.p_adjusted",
  ].map((key) => context.t(key));
  return rows.length === 0
    ? null
    : table(context.t("numbers.comparisons"), heads, [2, 3, 4, 5, 6], [{ head: [], rows }]);
}

async function make({ context, checks }: Material) {
  const groups = groupsTable(context);
  const inputs = inputTables(context);
  const tables = [
    checksTable(context, checks),
    disparitiesTable(context),
    jointTable(context),
    strataTable(context),
    groups.table,
    ...inputs.tables,
    ...neighbourTables(context),
    ...compatibilityTables(context),
  ].filter((one) => one !== null);
  const left = groups.left + inputs.left + compatibilityCut(context);
  const view = {
    lead: context.t("numbers.lead", { level: context.numbers.level(context.record.suite.confidence ?? 0.95) }),
    tables,
    cut: left > 0 ? context.t("numbers.cut", { n: left }) : [],
    islandNote: context.t("numbers.island"),
    island: islandOf(context.record, mostRows),
  };
  return { template: "numbers", view };
}

/** Every number behind every figure. */
export const allNumbers: SectionMaker = { number: "A", id: "numbers", make };
