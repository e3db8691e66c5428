import type { DisparityRow } from "../record/run-record.js";
import { gapAmount, gapUnitOf } from "./amounts.js";
import type { Context } from "./context.js";
import { attributeName, groupName, jointName, metricNames, referenceName } from "./names.js";
import { code, named, type Rich, words } from "./rich-text.js";
import { row, type Table, table } from "./table.js";

/** Rows of the longest of these tables; run.json has all of them. */
const mostRows = 200;

/** p with at most two digits; "< 0.001" below that. */
export function pValue(context: Context, p: number | null): Rich | null {
  if (p === null) return null;
  if (p < 0.001) return context.t("number.below", { n: context.numbers.decimal(0.001, 3) });
  return words(context.numbers.decimal(p, p < 0.1 ? 3 : 2).text);
}

/** Whom a comparison is of; null: all groups together. */
const whoOf = (context: Context, { attribute, group, reference }: DisparityRow): Rich | null =>
  group === null
    ? null
    : context.t("check.who", {
        group: groupName(context, attribute, group),
        reference: referenceName(context, attribute, reference),
      });

function titleOf(context: Context, one: DisparityRow): Rich {
  const metric = one.metric === null ? jointName(context, one.disparity) : metricNames(context, one.metric).name;
  const parts = [
    ...(context.record.models.length > 1 ? [code(one.model)] : []),
    context.t("check.title", { metric, attribute: attributeName(context, one.attribute) }),
    ...(one.class === null ? [] : [named(one.class)]),
  ];
  return parts.flatMap((part, index) => [...(index > 0 ? words(" · ") : []), ...part]);
}

/** Comparisons over several metrics at once, over all rows; those within single strata are in run.json. */
export function jointTable(context: Context): Table | null {
  const rows = context.record.disparities
    .filter(
      ({ metric, stratum, status, value }) => metric === null && stratum === null && status === "ok" && value !== null,
    )
    .slice(0, mostRows)
    .map((one) => {
      const gap = gapAmount(context, gapUnitOf(context, one.metric, one.disparity), one);
      return row(titleOf(context, one), whoOf(context, one), gap.value, gap.interval, pValue(context, one.p_adjusted));
    });
  const heads = ["cell.comparison", "cell.pair", "cell.gap", "cell.interval_plain", "cell.p_adjusted"];
  return rows.length === 0
    ? null
    : table(
        context.t("numbers.joint"),
        heads.map((key) => context.t(key)),
        [2, 3, 4],
        [{ head: [], rows }],
      );
}

/** Differences within strata beside those of all rows, with the strata in which it is the other way round. */
export function strataTable(context: Context): Table | null {
  const rows = context.record.disparities
    .filter(({ disparity, value }) => disparity === "stratified_difference" && value !== null)
    .slice(0, mostRows)
    .map((one) => {
      const unit = gapUnitOf(context, one.metric, one.disparity);
      const raw = context.find.disparity(one, "difference_to_reference", one.group);
      const within = gapAmount(context, unit, one);
      const reversed = (one.reversed_strata ?? []).map((stratum) => named(stratum));
      return row(
        titleOf(context, one),
        whoOf(context, one),
        raw === undefined ? null : gapAmount(context, unit, raw).value,
        within.value,
        within.interval,
        pValue(context, one.p_adjusted),
        reversed.length === 0 ? null : context.list(reversed),
      );
    });
  const heads = [
    "comparison",
    "groups",
    "all_rows",
    "within_strata",
    "interval_plain",
    "p_adjusted",
    "reversed_strata",
  ];
  return rows.length === 0
    ? null
    : table(
        context.t("numbers.strata"),
        heads.map((key) => context.t(`cell.${key}`)),
        [2, 3, 4, 5],
        [{ head: [], rows }],
      );
}
