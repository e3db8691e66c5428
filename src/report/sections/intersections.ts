import { intersections as intersectionChart, type RateBlock } from "../../charts/index.js";
import { splitNames, unknownGroup } from "../../core/groups.js";
import type { GroupRow, ShrunkenRow } from "../../record/run-record.js";
import { unitOf, valueAmount } from "../amounts.js";
import type { Context } from "../context.js";
import type { Sketch } from "../figure.js";
import { attributeHead, attributeName, childName, groupName, metricNames } from "../names.js";
import type { Estimate } from "../precision.js";
import { axisTitle, keyOf, takeaway, tickOf } from "../rate-figure.js";
import { chartRow, numberColumns, numberHeads, numberRow, type RateSource, rowsOf } from "../rate-rows.js";
import { plain, type Rich } from "../rich-text.js";
import { countOf } from "../sentences.js";
import { empty, type Table, table } from "../table.js";
import type { Material, SectionMaker } from "./section.js";

/** Drawings of combinations, and rows in one: the others stand in the tables. */
const most = { figures: 4, rows: 40 } as const;

interface Combined extends RateSource {
  readonly attribute: string;
}

/** Metric and combination pairs: checked ones first, then the others in the record's order. */
function combinations({ context, checks }: Material): Combined[] {
  const first = context.record.models[0]?.id;
  const rows = context.record.groups.filter(
    (row) =>
      row.model === first &&
      row.stratum === null &&
      row.attribute !== null &&
      splitNames(row.attribute).length > 1 &&
      row.metric !== "prevalence",
  );
  const keys = new Map(rows.map((row) => [JSON.stringify([row.metric, row.class, row.attribute]), row]));
  const all = [...keys.values()].map((row) => ({
    metric: row.metric,
    class: row.class,
    attribute: row.attribute ?? "",
    checks: checks.filter(
      ({ gate }) =>
        gate.metric === row.metric &&
        gate.class === row.class &&
        gate.attribute === row.attribute &&
        gate.stratum === null,
    ),
  }));
  const place = ({ checks }: Combined) => checks[0]?.number ?? Number.MAX_SAFE_INTEGER;
  return all.toSorted((a, b) => place(a) - place(b));
}

const parentOf = (row: GroupRow): string => splitNames(row.group ?? "")[0] ?? "";

/** Each group of the first attribute, with its combinations under it. */
function blocks(context: Context, source: Combined): RateBlock[] {
  const first = splitNames(source.attribute)[0] ?? "";
  const rows = rowsOf(context, source, source.attribute);
  const largest = Math.max(0, ...rows.filter((row) => row.value !== null).map((row) => countOf(context, row)));
  const parents = rowsOf(context, source, first);
  const names = [...new Set([...parents.map((row) => row.group ?? ""), ...rows.map(parentOf)])];
  const ordered = [...names.filter((name) => name !== unknownGroup), ...names.filter((name) => name === unknownGroup)];
  return ordered.flatMap((name) => {
    const parent = parents.find((row) => row.group === name);
    const children = rows
      .filter((row) => parentOf(row) === name)
      .map((row) =>
        chartRow(context, source, row, { label: childName(context, source.attribute, row.group ?? ""), largest }),
      );
    if (children.length === 0) return [];
    const label =
      name === unknownGroup
        ? context.t("group.unknown_of", { attribute: attributeHead(context, first) })
        : groupName(context, first, name);
    const whole =
      parent === undefined ? [] : [chartRow(context, { ...source, checks: [] }, parent, { whole: true, label })];
    const alone = parent === undefined ? plain(label) : null;
    return [{ head: alone, rows: [...whole, ...children], reference: null }];
  });
}

/** Whole blocks while they fit. */
function cut(all: readonly RateBlock[]): { blocks: readonly RateBlock[]; left: number } {
  let rows = 0;
  const kept = all.filter((block, index) => {
    rows += block.rows.length;
    return index === 0 || rows <= most.rows;
  });
  const trimmed = kept.map((block) => ({ ...block, rows: block.rows.slice(0, most.rows) }));
  const count = (blocks: readonly RateBlock[]) => blocks.reduce((sum, block) => sum + block.rows.length, 0);
  return { blocks: trimmed, left: count(all) - count(trimmed) };
}

/** Values as counted and, where there are any, as drawn towards all. */
function numbers(context: Context, source: Combined): Table {
  const drawn = shrunkenOf(context, source);
  const caption = context.t("intersections.caption", {
    metric: metricNames(context, source.metric).name,
    attribute: attributeName(context, source.attribute),
  });
  const level = context.numbers.level(context.record.suite.confidence ?? 0.95);
  const more = drawn.size === 0 ? [] : [context.t("intersections.shrunken_head", { level })];
  const rows = rowsOf(context, source, source.attribute).map((row) => {
    const printed = numberRow(context, row);
    const value = drawn.get(row.group ?? "");
    return drawn.size === 0
      ? printed
      : { ...printed, cells: [...printed.cells, value === undefined ? empty : withInterval(context, value)] };
  });
  const columns = [...numberColumns, ...more.map(() => numberColumns.length + 1)];
  return table(caption, [...numberHeads(context), ...more], columns, [
    { head: attributeHead(context, source.attribute), rows },
  ]);
}

/** Shrunken values of the first model by group, over all strata. */
const shrunkenOf = (context: Context, { metric, class: className, attribute }: Combined) =>
  new Map(
    context.record.shrunken
      .filter(
        (row) =>
          row.metric === metric &&
          row.class === className &&
          row.attribute === attribute &&
          row.stratum === null &&
          row.model === context.record.models[0]?.id,
      )
      .map((row) => [row.group, row]),
  );

function withInterval(context: Context, row: ShrunkenRow): Rich {
  const { value, interval } = valueAmount(context, row.metric, row);
  return context.t("cell.with_interval", { value: value ?? [], interval: interval ?? [] });
}

/** How much of the spread of combinations is left when those of few people are not taken at their word. */
function shrunkenNote(context: Context, source: Combined): Rich {
  const drawn = [...shrunkenOf(context, source).values()].toSorted((a, b) => a.value - b.value);
  const [lowest, highest] = [drawn[0], drawn.at(-1)];
  if (lowest === undefined || highest === undefined) return [];
  const names = new Set(drawn.map(({ group }) => group));
  const counted = rowsOf(context, source, source.attribute)
    .filter((row) => names.has(row.group ?? ""))
    .toSorted((a, b) => (a.value ?? 0) - (b.value ?? 0));
  const shown = (row: Estimate | undefined): Rich =>
    row === undefined ? [] : (valueAmount(context, source.metric, row).value ?? []);
  return context.t("intersections.shrunken", {
    low: shown(lowest),
    high: shown(highest),
    lowest: groupName(context, source.attribute, lowest.group),
    highest: groupName(context, source.attribute, highest.group),
    low2: shown(counted[0]),
    high2: shown(counted.at(-1)),
  });
}

function sketch(context: Context, source: Combined): Sketch & { left: number } {
  const { blocks: drawn, left } = cut(blocks(context, source));
  const everybody = context.find.group(
    { ...source, model: context.record.models[0]?.id ?? "", attribute: null, stratum: null },
    null,
  );
  const all =
    everybody?.value == null
      ? null
      : {
          value: everybody.value,
          label: context.text("intersections.all", {
            value: valueAmount(context, source.metric, everybody).value ?? [],
          }),
        };
  const first = splitNames(source.attribute)[0] ?? "";
  const key = keyOf(context, drawn).map((entry) =>
    entry.sign === "dot"
      ? { ...entry, text: context.t("key.combination", { attribute: attributeName(context, first) }) }
      : entry,
  );
  return {
    left,
    takeaway: takeaway(context, source, [source.attribute]),
    key: [...key, { sign: "bar", text: context.t("key.count") }],
    summary: [],
    chart: (size) =>
      intersectionChart(
        {
          blocks: drawn,
          rateHead: context.text(unitOf(context, source.metric) === "percent" ? "rates.rate" : "rates.value"),
          countHead: context.text("intersections.counted"),
          axisTitle: axisTitle(context, source.metric),
          everybody: drawn.some(({ rows }) => rows.some((row) => "mark" in row)) ? all : null,
          natural: context.find.metric(source.metric)?.range ?? [null, null],
          tick: tickOf(context, source.metric),
        },
        size,
      ),
    table: numbers(context, source),
  };
}

/** How many combinations there are, and how many of them could not be compared. */
function tally(context: Context, source: Combined): Rich {
  const rows = rowsOf(context, source, source.attribute);
  const hidden = rows.filter(({ status }) => status === "suppressed").length;
  const small = rows.filter(
    (row) => row.value !== null && countOf(context, row) < (context.record.suite.min_group ?? 0),
  ).length;
  const unmeasured = rows.filter((row) => row.value === null && row.status !== "suppressed").length;
  return context.t("intersections.tally", {
    n: rows.length,
    attribute: attributeName(context, source.attribute),
    hidden,
    small,
    unmeasured,
    least: context.record.suite.min_group ?? 0,
  });
}

async function make(material: Material) {
  const { context, figure } = material;
  const all = combinations(material);
  const gated = all.filter(({ checks }) => checks.length > 0).length;
  const drawn = all.slice(0, Math.max(Math.min(gated, 2 * most.figures), most.figures));
  const figures = [];
  for (const source of drawn) {
    const { left, ...rest } = sketch(context, source);
    figures.push({
      figure: await figure(rest),
      tally: tally(context, source),
      shrunken: shrunkenNote(context, source),
      cut: left > 0 ? context.t("intersections.cut", { n: left }) : [],
    });
  }
  const more = all.length > drawn.length ? context.t("intersections.more", { n: all.length - drawn.length }) : [];
  return {
    template: "intersections",
    view: { figures, more, none: all.length > 0 ? [] : context.t("intersections.none") },
  };
}

/** Does a gap hide in a combination of groups? */
export const intersections: SectionMaker = { number: "7", id: "intersections", make };
