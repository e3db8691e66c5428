import { groupRates, type RateBlock, type RateNote, type RateRow } from "../charts/index.js";
import { splitNames, unknownGroup } from "../core/groups.js";
import type { GroupRow } from "../record/run-record.js";
import { unitOf, valueAmount } from "./amounts.js";
import type { Check } from "./checks.js";
import type { Context } from "./context.js";
import type { KeyEntry, Sketch } from "./figure.js";
import {
  attributeHead,
  attributeName,
  groupPhrase,
  metricNames,
  referencePhrase,
  shortGroupName,
  technical,
} from "./names.js";
import { chartRow, notesLast, numberColumns, numberHeads, numberRow, type RateSource, rowsOf } from "./rate-rows.js";
import { capitalised, named, plain, type Rich } from "./rich-text.js";
import { gateReason } from "./sentences.js";
import { type Block, row, table } from "./table.js";
import { widestPair } from "./widest-gap.js";

/** Rows drawn of one attribute; more are read in the table. */
const mostRows = 14;
/** Attributes in one figure. */
const mostAttributes = 10;

/** Reference, unknown and checked groups always; then the lowest and the highest. */
function chosen(
  source: RateSource,
  rows: readonly GroupRow[],
  reference: string | null,
): { rows: readonly GroupRow[]; left: number } {
  if (rows.length <= mostRows) return { rows, left: 0 };
  const needed = new Set([
    reference,
    unknownGroup,
    ...source.checks.flatMap(({ gate }) => (gate.attribute === rows[0]?.attribute ? [gate.group, gate.reference] : [])),
  ]);
  const sorted = rows.filter((row) => row.value !== null).toSorted((a, b) => (a.value ?? 0) - (b.value ?? 0));
  const picked = new Set(sorted.filter((row) => needed.has(row.group)));
  for (let end = 0; picked.size < Math.min(mostRows - 1, sorted.length) && end < sorted.length; end++) {
    const next = sorted.at(end % 2 === 0 ? end / 2 : -(end + 1) / 2);
    if (next !== undefined) picked.add(next);
  }
  const kept = sorted.filter((row) => picked.has(row));
  return { rows: kept, left: rows.length - kept.length };
}

/** What a figure shows of one attribute: in the drawing and, the same, in its table. */
interface Part {
  readonly attribute: string;
  readonly rows: readonly GroupRow[];
  /** Groups that stand in section A only. */
  readonly left: number;
}

function partOf(context: Context, source: RateSource, attribute: string): Part {
  const all = rowsOf(context, source, attribute);
  return { attribute, ...chosen(source, all, context.find.attribute(attribute)?.reference ?? null) };
}

function block(context: Context, source: RateSource, { attribute, rows, left }: Part): RateBlock {
  const drawn: (RateRow | RateNote)[] = rows.map((row) => chartRow(context, source, row));
  if (left > 0)
    drawn.push({
      label: context.text("rates.left_label", { n: left }),
      whole: false,
      note: context.text("rates.left_note"),
      brief: context.text("rates.left_brief"),
    });
  const reference = rows.find((row) => row.group === context.find.attribute(attribute)?.reference);
  const shown = drawn.some((row) => "mark" in row && row.mark === "reference");
  return {
    head: plain(attributeHead(context, attribute)),
    rows: notesLast(drawn),
    reference: shown ? (reference?.value ?? null) : null,
  };
}

function numbers(context: Context, { attribute, rows, left }: Part): Block {
  const printed = rows.map((row) => numberRow(context, row));
  const more =
    left === 0 ? [] : [row(context.t("rates.left_label", { n: left }), context.t("rates.left_note"), [], [], [])];
  return { head: attributeHead(context, attribute), rows: [...printed, ...more] };
}

/** Entries for what is in the drawing, and nothing else. */
export function keyOf(context: Context, blocks: readonly RateBlock[]): KeyEntry[] {
  const rows = blocks.flatMap((one) => one.rows);
  const has = (mark: string) => rows.some((row) => "mark" in row && row.mark === mark);
  const entry = (present: boolean, sign: KeyEntry["sign"], key: string): KeyEntry[] =>
    present
      ? [
          {
            sign,
            text: context.t(`key.${key}`, { level: context.numbers.level(context.record.suite.confidence ?? 0.95) }),
          },
        ]
      : [];
  return [
    ...entry(has("reference"), "ring", "reference"),
    ...entry(has("group"), "dot", "group"),
    ...entry(has("over"), "square", "over"),
    ...entry(has("undecided"), "diamond", "undecided_pair"),
    ...entry(has("unknown"), "unknown", "unknown"),
    ...entry(
      rows.some((row) => "mark" in row && row.low !== null),
      "line",
      "interval",
    ),
  ];
}

/** The metric and, where there is one, the class that a figure is of. */
export function sourceName(context: Context, source: RateSource): Rich {
  const { name } = metricNames(context, source.metric);
  return source.class === null ? name : context.t("rates.of_class", { metric: name, class: named(source.class) });
}

/** A figure's title: the gap that decides, or how small the gaps are; never that there is none. `attributes`: whose groups it shows. */
export function takeaway(context: Context, source: RateSource, attributes: readonly string[]): Rich {
  const metric = sourceName(context, source);
  const worst = source.checks.find(({ gate }) => gate.verdict !== "pass");
  if (worst !== undefined) return judgedGap(context, worst, metric);
  if (source.checks.length === 0) return unjudgedGap(context, source, metric, attributes);
  const items = source.checks.slice(0, 4).map(({ gap, gate, limit }) =>
    context.t("rates.quiet_item", {
      gap: gap.tagged ?? [],
      attribute: attributeName(context, gate.attribute),
      limit,
    }),
  );
  return context.t("rates.quiet", { metric, gaps: context.clauses(items) });
}

const shownValue = (context: Context, row: GroupRow): Rich => valueAmount(context, row.metric, row).value ?? [];

function unjudgedGap(context: Context, source: RateSource, metric: Rich, attributes: readonly string[]): Rich {
  const pairs = attributes.flatMap((attribute) => {
    const pair = widestPair(context, rowsOf(context, source, attribute));
    return pair === null ? [] : [{ attribute, pair, gap: (pair[1].value ?? 0) - (pair[0].value ?? 0) }];
  });
  const [widest] = pairs.toSorted((a, b) => b.gap - a.gap);
  if (widest === undefined) return context.t("rates.nothing", { metric });
  const [lowest, highest] = widest.pair;
  return context.t("rates.no_limit", {
    metric,
    group: groupPhrase(context, widest.attribute, lowest.group ?? ""),
    reference: groupPhrase(context, widest.attribute, highest.group ?? ""),
    value: shownValue(context, lowest),
    value2: shownValue(context, highest),
  });
}

function judgedGap(context: Context, { gate, group, reference, gap, limit }: Check, metric: Rich): Rich {
  if (gap.value === null || group?.value == null || reference?.value == null) {
    return context.t("rates.not_measured", {
      metric,
      attribute: attributeName(context, gate.attribute),
      reason: gateReason(context, gate),
    });
  }
  return context.t(`rates.${gate.verdict}`, {
    metric,
    group: groupPhrase(context, gate.attribute, gate.group ?? ""),
    reference: referencePhrase(context, gate.attribute, gate.reference),
    value: shownValue(context, group),
    value2: shownValue(context, reference),
    gap: gap.tagged ?? [],
    limit,
  });
}

/** From which group's value to which, by attribute, for those who do not see the drawing. */
function spans(context: Context, source: RateSource, attributes: readonly string[]): Rich[] {
  return attributes.flatMap((attribute) => {
    const rows = rowsOf(context, source, attribute)
      .filter((row) => row.value !== null)
      .toSorted((a, b) => (a.value ?? 0) - (b.value ?? 0));
    const [lowest, highest] = [rows[0], rows.at(-1)];
    if (lowest === undefined || highest === undefined) return [];
    const name = (row: GroupRow) => shortGroupName(context, attribute, row.group ?? "");
    return [
      context.t("rates.span", {
        attribute: capitalised(attributeName(context, attribute), context.language),
        low: shownValue(context, lowest),
        lowest: name(lowest),
        high: shownValue(context, highest),
        highest: name(highest),
      }),
    ];
  });
}

/** The axis in words: what the share is of, then the field's term. */
export function axisTitle(context: Context, metric: string): string {
  const { name, share } = metricNames(context, metric);
  return share === null
    ? context.text("rates.axis", { metric: name, term: technical(context, metric) })
    : context.text("rates.axis_share", { ...share, term: technical(context, metric) });
}

export const tickOf = (context: Context, metric: string): ((value: number) => string) => {
  const percent = unitOf(context, metric) === "percent";
  return (value) => {
    const digits = Math.min(
      4,
      (String(Number((percent ? value * 100 : value).toPrecision(6))).split(".")[1] ?? "").length,
    );
    return percent ? context.numbers.percent(value, digits) : context.numbers.decimal(value, digits).text;
  };
};

/** Attributes of which a figure shows groups, those with the worst checks first, and how many more there are. */
function attributesOf(context: Context, source: RateSource): { attributes: readonly string[]; left: number } {
  const all = context.record.attributes
    .map(({ name }) => name)
    .filter((name) => rowsOf(context, source, name).length > 0);
  if (all.length <= mostAttributes) return { attributes: all, left: 0 };
  const place = (name: string) => source.checks.find(({ gate }) => gate.attribute === name)?.number ?? Infinity;
  const worst = new Set(all.toSorted((a, b) => (place(a) < place(b) ? -1 : 1)).slice(0, mostAttributes));
  return { attributes: all.filter((name) => worst.has(name)), left: all.length - mostAttributes };
}

/** What a drawing says of attributes that it leaves out. */
function leftBlock(context: Context, left: number): RateBlock[] {
  if (left === 0) return [];
  const note = context.text("rates.left_brief");
  const label = context.text("rates.left_attributes", { n: left });
  return [{ head: null, rows: [{ label, whole: false, note, brief: note }], reference: null }];
}

function leftNumbers(context: Context, left: number): Block[] {
  const name = context.t("rates.left_attributes", { n: left });
  return left === 0 ? [] : [{ head: [], rows: [row(name, context.t("rates.left_brief"), [], [], [])] }];
}

/** One metric by single attributes, on one scale. */
export function rateSketch(context: Context, source: RateSource): Sketch {
  const { attributes, left } = attributesOf(context, source);
  const parts = attributes.map((attribute) => partOf(context, source, attribute));
  const blocks = [...parts.map((part) => block(context, source, part)), ...leftBlock(context, left)];
  const single = {
    ...source,
    checks: source.checks.filter(({ gate }) => splitNames(gate.attribute).length === 1 && gate.stratum === null),
  };
  return {
    takeaway: takeaway(context, single, attributes),
    key: keyOf(context, blocks),
    summary: spans(context, source, attributes),
    chart: (size) =>
      groupRates(
        {
          blocks,
          rateHead: context.text(unitOf(context, source.metric) === "percent" ? "rates.rate" : "rates.value"),
          countHead: context.text(
            metricNames(context, source.metric).share !== null && context.record.suite.weight === null
              ? "rates.of"
              : "rates.n",
          ),
          axisTitle: axisTitle(context, source.metric),
          everybody: null,
          natural: context.find.metric(source.metric)?.range ?? [null, null],
          tick: tickOf(context, source.metric),
        },
        size,
      ),
    table: table(
      context.t("rates.caption", { metric: metricNames(context, source.metric).name }),
      numberHeads(context),
      numberColumns,
      [...parts.map((part) => numbers(context, part)), ...leftNumbers(context, left)],
    ),
  };
}
