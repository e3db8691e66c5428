import type { NeighbourhoodRow, NeighbourRow } from "../record/run-record.js";
import { gapAmount } from "./amounts.js";
import type { Context } from "./context.js";
import { attributeHead, groupName, referenceName } from "./names.js";
import { code, named, type Rich, words } from "./rich-text.js";
import { type Block, type Row, row, type Table, table } from "./table.js";

/** Whether rows that are alike are decided alike: a table for each model of which this can be said. */
export function neighbourTables(context: Context): Table[] {
  return (context.record.neighbourhoods ?? []).flatMap((neighbourhood) =>
    neighbourhood.status === "ok" ? [tableOf(context, neighbourhood)] : [],
  );
}

const heads = ["cell.group", ...["rows", "consistency", "gap", "distance"].map((key) => `neighbours.head.${key}`)];

function tableOf(context: Context, { model, k, columns }: NeighbourhoodRow): Table {
  const own = (context.record.neighbours ?? []).filter((one) => one.model === model);
  const caption = context.t(context.record.models.length > 1 ? "neighbours.caption_model" : "neighbours.caption", {
    model: code(model),
    k: k ?? 0,
    columns: context.list(columns.map((column) => code(column))),
  });
  const attributes = [...new Set(own.map(({ attribute }) => attribute))];
  const blocks = attributes.map((attribute): Block => {
    const rows = own.filter((one) => one.attribute === attribute);
    return {
      head: attribute === null ? words("") : attributeHead(context, attribute),
      rows: rows.filter(({ figure }) => figure === "consistency").flatMap((one) => groupRows(context, one, rows)),
    };
  });
  return table(
    caption,
    heads.map((key) => context.t(key)),
    [1, 2, 3, 4],
    blocks,
  );
}

/** A group's agreement with its neighbours, and its gap to the reference group: of several classes one below the other. */
function groupRows(context: Context, one: NeighbourRow, rows: readonly NeighbourRow[]): Row[] {
  const gaps = rows.filter(({ figure, group }) => figure === "neighbour_gap" && group === one.group);
  const [first, ...others] = gaps;
  const name =
    one.attribute === null || one.group === null
      ? context.t("group.everybody")
      : groupName(context, one.attribute, one.group);
  return [
    row(
      name,
      one.n === null ? null : context.t("number", { n: one.n }),
      amountOf(context, "percent", one),
      first === undefined ? null : gapCell(context, first),
      distanceOf(context, first ?? one),
    ),
    ...others.map((gap) => row(name, null, null, gapCell(context, gap), distanceOf(context, gap))),
  ];
}

function gapCell(context: Context, gap: NeighbourRow): Rich | null {
  const amount = amountOf(context, "points", gap);
  if (amount === null) return null;
  const reference = referenceName(context, gap.attribute ?? "", gap.reference);
  return context.t(gap.class === null ? "neighbours.gap" : "neighbours.gap_class", {
    amount,
    reference,
    class: named(gap.class ?? ""),
  });
}

function amountOf(context: Context, unit: "percent" | "points", estimate: NeighbourRow): Rich | null {
  const { value, interval } = gapAmount(context, unit, estimate);
  return value === null || interval === null ? value : context.t("cell.with_interval", { value, interval });
}

const distanceOf = (context: Context, { distance }: NeighbourRow): Rich | null =>
  distance === null ? null : words(context.numbers.decimal(distance, 2).text);
