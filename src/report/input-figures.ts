import { attributionDumbbell, attributionWaterfall, type Tip } from "../charts/index.js";
import { gapAmount } from "./amounts.js";
import type { Check } from "./checks.js";
import type { ComparedGroups, ComparedInput } from "./compared-inputs.js";
import { pValue } from "./comparison-tables.js";
import type { Context } from "./context.js";
import type { KeyEntry, Sketch } from "./figure.js";
import { groupEnd, outputName, outputUnit, pushUnit } from "./input-names.js";
import { type InputRows, inputRows } from "./input-rows.js";
import { attributeName, groupPhrase, referencePhrase } from "./names.js";
import type { Estimate } from "./precision.js";
import { capitalised, plain, type Rich, words } from "./rich-text.js";
import { type Row, row, table } from "./table.js";
import { tipOf } from "./tip.js";

const groupOf = (context: Context, { attribute, group }: ComparedGroups): Rich =>
  groupPhrase(context, attribute, group);
const referenceOf = (context: Context, { attribute, reference }: ComparedGroups): Rich =>
  referencePhrase(context, attribute, reference);

const levelOf = ({ record, numbers }: Context): string => numbers.level(record.suite.confidence ?? 0.95);

/** Whether chance alone would seldom make a difference as large, all that were looked at considered. */
const isClear = ({ record }: Context, p: number | null): boolean =>
  p !== null && p < 1 - (record.suite.confidence ?? 0.95);

const directionOf = (value: number): string => (value === 0 ? "equal" : value < 0 ? "less" : "more");

const tickOf = (context: Context, signed: boolean) => (value: number, decimals: number) => {
  const digits = value === 0 ? 0 : Math.min(8, decimals);
  return (signed ? context.numbers.signed(value, digits) : context.numbers.decimal(value, digits)).text;
};

/** The same difference, seen from the other side. */
const turned = ({ value, low, high }: Estimate): Estimate => ({
  value: value === null ? null : -value,
  low: high === null ? null : -high,
  high: low === null ? null : -low,
});

/** The largest difference, and the largest that chance does not explain where that is another; never that there is none. */
function pushTakeaway(context: Context, compared: ComparedGroups): Rich {
  const { explanation, inputs } = compared;
  const clear = inputs.find(({ gap }) => isClear(context, gap.p_adjusted));
  const [largest] = inputs;
  const told = clear ?? largest;
  if (largest === undefined || told === undefined) return context.t("inputs.nothing");
  const { gap } = told;
  const amount = gapAmount(context, pushUnit(context, explanation), gap.value < 0 ? turned(gap) : gap);
  const form = clear === undefined ? "unclear" : clear === largest ? "clear" : "clear_but";
  const takeaway = context.t(`inputs.push.${form}`, {
    input: told.name,
    larger: largest.name,
    output: outputName(context, explanation),
    group: groupOf(context, compared),
    reference: referenceOf(context, compared),
    gap: amount.full ?? [],
    direction: directionOf(gap.value),
  });
  return capitalised(takeaway, context.language);
}

/** Entries for what is in the drawing, and nothing else. */
function pushKey(context: Context, compared: ComparedGroups, { rows }: InputRows): KeyEntry[] {
  const attribute = attributeName(context, compared.attribute);
  const entry = (present: boolean, sign: KeyEntry["sign"], text: Rich): KeyEntry[] => (present ? [{ sign, text }] : []);
  const has = (mark: string) => rows.some((one) => one.mark === mark && one.group !== null);
  return [
    ...entry(has("group"), "dot", groupOf(context, compared)),
    ...entry(has("over"), "square", context.t("key.input_over", { group: groupOf(context, compared) })),
    ...entry(has("undecided"), "diamond", context.t("key.input_undecided", { group: groupOf(context, compared) })),
    ...entry(true, "ring", referenceOf(context, compared)),
    ...entry(
      rows.some(({ group }) => group !== null && group.low !== null),
      "line",
      context.t("key.interval", { level: levelOf(context) }),
    ),
    ...entry(
      rows.some(({ sign }) => sign === "stand_in"),
      "stand-in",
      context.t("key.stand_in", { attribute }),
    ),
    ...entry(
      rows.some(({ sign }) => sign === "own"),
      "own",
      context.t("key.own", { attribute }),
    ),
  ];
}

/** One input in both groups: the row of a table of numbers. */
export function pushRow(context: Context, compared: ComparedGroups, input: ComparedInput): Row {
  const factor = pushUnit(context, compared.explanation) === "points" ? 100 : 1;
  const scaled = (value: number | null): number | null => (value === null ? null : value * factor);
  // The unit stands at the head of the table.
  const cell = ({ value, low, high }: Estimate): Rich => {
    const amount = gapAmount(context, "number", { value: scaled(value), low: scaled(low), high: scaled(high) });
    return amount.interval === null
      ? (amount.value ?? [])
      : context.t("cell.with_interval", { value: amount.value ?? [], interval: amount.interval });
  };
  const { sign, gap } = input;
  const head = capitalised(input.name, context.language);
  const name = sign === null ? head : context.t(`inputs.named.${sign}`, { input: head });
  return row(name, cell(input.group), cell(input.reference), cell(gap), pValue(context, gap.p_adjusted));
}

export const pushHeads = (context: Context, compared: ComparedGroups): Rich[] => [
  context.t("inputs.head.input"),
  groupEnd(context, compared.attribute, compared.group),
  groupEnd(context, compared.attribute, compared.reference),
  context.t("inputs.head.difference"),
  context.t("cell.p_adjusted"),
];

/** What its table says of an input, in the unit of the table. */
const pushTip = (context: Context, compared: ComparedGroups, input: ComparedInput): Tip =>
  tipOf(pushHeads(context, compared), pushRow(context, compared, input), [
    [context.t("interactive.unit"), context.t(`inputs.unit.${pushUnit(context, compared.explanation)}`)],
  ]);

/** Numeric columns of those rows. */
export const pushColumns: readonly number[] = [1, 2, 3, 4];

const unitWords = (context: Context, rows: InputRows): Rich => context.t(`inputs.unit.${rows.unit}`);

/** Per input, how far it pushes the output for the group and for its reference. */
export function pushSketch(context: Context, compared: ComparedGroups, checks: readonly Check[]): Sketch {
  const found = inputRows(context, compared, checks);
  const { rows, digits } = found;
  const names = {
    group: plain(groupEnd(context, compared.attribute, compared.group)),
    reference: plain(groupEnd(context, compared.attribute, compared.reference)),
  };
  const drawn = rows.flatMap(({ name, sign, input, mark, group, reference, shown }) =>
    group === null || reference === null
      ? []
      : [
          {
            label: plain(name),
            sign,
            mark,
            group,
            reference,
            difference: context.numbers.signed(shown, digits).text,
            ...(input === null ? {} : { tip: () => pushTip(context, compared, input) }),
          },
        ],
  );
  const output = outputName(context, compared.explanation);
  return {
    takeaway: pushTakeaway(context, compared),
    key: pushKey(context, compared, found),
    summary: [context.t("inputs.push.summary", { n: compared.inputs.length, output })],
    chart: (size) =>
      attributionDumbbell(
        {
          rows: drawn,
          names,
          differenceHead: context.text("inputs.difference"),
          axisTitle: context.text("inputs.push.axis", { output, unit: unitWords(context, found) }),
          tick: tickOf(context, true),
        },
        size,
      ),
    table: table(
      context.t("inputs.push.caption", { output, unit: unitWords(context, found) }),
      pushHeads(context, compared),
      pushColumns,
      [{ head: [], rows: compared.inputs.map((input) => pushRow(context, compared, input)) }],
    ),
  };
}

/** Inputs named in a sentence about what makes a gap. */
const mostNamed = 3;

/** How much of the gap between two averages the largest parts make. */
function stepsTakeaway(context: Context, compared: ComparedGroups, { rows, unit, factor, digits }: InputRows): Rich {
  const { outputs, explanation } = compared;
  if (outputs === null) return context.t("inputs.nothing");
  // As the drawing has it, where all parts add up.
  const total = rows.reduce((sum, { shown }) => sum + shown, 0) || outputs.gap.value * factor;
  const inputs = rows.filter(({ group }) => group !== null);
  const leading = inputs.filter(({ by }) => by * total > 0).slice(0, mostNamed);
  const amount = (value: number): Rich =>
    context.t(`full.${unit}`, { n: context.numbers.decimal(Math.abs(value), digits) });
  const part = leading.reduce((sum, { shown }) => sum + shown, 0);
  const values = {
    output: outputName(context, explanation),
    group: groupOf(context, compared),
    reference: referenceOf(context, compared),
    gap: amount(total),
    direction: directionOf(total),
  };
  const clear = isClear(context, outputs.gap.p_adjusted ?? outputs.gap.p);
  if (!clear || leading.length === 0) return context.t("inputs.steps.unclear", values);
  return context.t(Math.abs(part) <= Math.abs(total) ? "inputs.steps.part" : "inputs.steps.beyond", {
    ...values,
    n: leading.length,
    inputs: context.list(leading.map(({ spoken }) => spoken)),
    part: words(context.numbers.decimal(Math.abs(part), digits).text),
  });
}

/** From the average output of the reference to that of the group, input by input; null where an average is not known. */
export function stepsSketch(context: Context, compared: ComparedGroups, checks: readonly Check[]): Sketch | null {
  const { outputs, explanation, attribute } = compared;
  if (outputs === null || compared.inputs.length === 0) return null;
  const found = inputRows(context, compared, checks);
  const { rows, digits, factor } = found;
  const [from, to] = [outputs.reference * factor, outputs.group * factor];
  const ends = {
    from: groupEnd(context, attribute, compared.reference),
    to: groupEnd(context, attribute, compared.group),
  };
  const average = (value: number) => context.numbers.decimal(value, digits).text;
  const by = (value: number) => context.numbers.signed(value, digits).text;
  const output = outputName(context, explanation);
  const unit = context.t(`inputs.unit.${outputUnit(context, explanation)}`);
  const values = { output, unit, group: groupOf(context, compared), reference: referenceOf(context, compared) };
  const isLogOdds = found.unit === "log_odds";
  const numbers = [
    row(ends.from, words(average(from))),
    ...rows.map(({ name, shown }) => row(name, words(by(shown)))),
    row(ends.to, words(average(to))),
  ];
  return {
    takeaway: stepsTakeaway(context, compared, found),
    key: [
      { sign: "filled", text: context.t("key.lowers", values) },
      { sign: "missing", text: context.t("key.raises", values) },
    ],
    summary: [context.t("inputs.steps.summary", { ...values, value: average(from), value2: average(to) })],
    chart: (size) =>
      attributionWaterfall(
        {
          from: { label: plain(ends.from), value: from, text: average(from) },
          to: { label: plain(ends.to), value: to, text: average(to) },
          steps: rows.map(({ name, by: step, shown }) => ({ label: plain(name), by: step, text: by(shown) })),
          axisTitle: context.text(isLogOdds ? "inputs.steps.axis_chance" : "inputs.steps.axis", values),
          tick: tickOf(context, false),
          gloss: isLogOdds ? (value) => context.numbers.percent(1 / (1 + Math.exp(-value)), 0) : null,
        },
        size,
      ),
    table: table(
      context.t("inputs.steps.caption", values),
      [context.t("inputs.head.step"), context.t("inputs.head.by")],
      [1],
      [{ head: [], rows: numbers }],
    ),
  };
}
