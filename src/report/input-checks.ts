import type { GateRow } from "../record/run-record.js";
import { type Amount, type GapUnit, gapAmount, kindOf } from "./amounts.js";
import type { Context } from "./context.js";
import { agreementFigure, inputName, outputName, ownInputs, pushUnit, standIns } from "./input-names.js";
import type { Arguments } from "./message.js";
import { attributeName, groupPhrase, referenceName, referencePhrase, shortGroupName } from "./names.js";
import { decimalsFor } from "./precision.js";
import { type Rich, words } from "./rich-text.js";

/** Figures that checks of what inputs do are made of. */
const judged: Readonly<Record<string, string>> = {
  attribution_gap: "mean_attribution",
  proxy_share: "protected_or_proxy_share",
  attribution_rank_agreement: agreementFigure,
};

/** Whether a check is of what inputs do, not of what comes out. */
export const isOfInputs = ({ disparity }: Pick<GateRow, "disparity">): boolean => Object.hasOwn(judged, disparity);

export function inputUnit(context: Context, gate: GateRow): GapUnit {
  const kind = kindOf(gate.disparity);
  if (kind === "share") return "percent";
  return kind === "agreement" ? "agreement" : pushUnit(context, gate);
}

/** The reference group second: neither of the two is worse off by what an input does. */
export function referenceLast(context: Context, gate: GateRow): GateRow {
  const { group, reference } = gate;
  const turned = isOfInputs(gate) && reference !== null && group === context.find.attribute(gate.attribute)?.reference;
  return turned ? { ...gate, group: reference, reference: group } : gate;
}

const featureOf = (context: Context, gate: GateRow): Rich =>
  gate.pair_metric === null ? words("") : inputName(context, context.find.explanation(gate), gate.pair_metric);

/** Whom a check speaks of: "1 against 0, by tenure", or "most for Yes". */
export function inputWho(context: Context, gate: GateRow): Rich | null {
  if (gate.group === null) return null;
  const group = shortGroupName(context, gate.attribute, gate.group);
  if (kindOf(gate.disparity) === "share") return context.t("check.most_for", { group });
  const reference = referenceName(context, gate.attribute, gate.reference);
  return gate.pair_metric === null
    ? context.t("check.who", { group, reference })
    : context.t("check.who_input", { group, reference, input: featureOf(context, gate) });
}

/** The largest gap or share, or the least agreement, that the record holds for a model: what a check of that model would be of. */
export function inputValue({ record }: Context, gate: GateRow, model: string): number | null {
  const figure = judged[gate.disparity];
  const isShare = kindOf(gate.disparity) === "share";
  const rows = isShare ? record.attributions : record.attribution_gaps;
  const values = (rows ?? []).flatMap((row) =>
    row.model === model && row.class === gate.class && row.attribute === gate.attribute && row.figure === figure
      ? (row.value ?? [])
      : [],
  );
  if (values.length === 0) return null;
  return kindOf(gate.disparity) === "agreement" ? Math.min(...values) : Math.max(...values.map(Math.abs));
}

/** A push with its sign, to the digits that its difference has. */
export const signedPush = (context: Context, unit: GapUnit, value: number, digits: number): Rich =>
  context.t(`amount.${unit}`, { n: context.numbers.signed(value * (unit === "points" ? 100 : 1), digits) });

interface Pair {
  readonly values: Arguments;
  readonly direction: "less" | "more" | "equal";
}

/** Both groups' pushes of the input that a gap is of. */
function pairOf(context: Context, gate: GateRow): Pair | null {
  const at = (group: string | null) =>
    group === null ? undefined : context.find.attribution({ ...gate, group }, "mean_attribution", gate.pair_metric);
  const [group, reference] = [at(gate.group), at(gate.reference)];
  if (group?.value == null || reference?.value == null || gate.pair_metric === null) return null;
  const unit = pushUnit(context, gate);
  const factor = unit === "points" ? 100 : 1;
  const digits = decimalsFor({
    value: (gate.value ?? 0) * factor,
    low: gate.low === null ? null : gate.low * factor,
    high: gate.high === null ? null : gate.high * factor,
  });
  const push = (value: number) => signedPush(context, unit, value, digits);
  return {
    direction: group.value === reference.value ? "equal" : group.value < reference.value ? "less" : "more",
    values: {
      input: featureOf(context, gate),
      value: push(group.value),
      value2: push(reference.value),
      count: group.n ?? 0,
      count2: reference.n ?? 0,
    },
  };
}

function argumentsOf(context: Context, gate: GateRow, gap: Rich): Arguments {
  const explanation = context.find.explanation(gate);
  const inputs = [
    ...(explanation === undefined ? [] : ownInputs(explanation, gate.attribute)),
    ...standIns(context, gate.model, gate.attribute).map(({ feature }) => feature),
  ];
  return {
    gap,
    output: outputName(context, gate),
    attribute: attributeName(context, gate.attribute),
    group: groupPhrase(context, gate.attribute, gate.group ?? ""),
    reference: referencePhrase(context, gate.attribute, gate.reference),
    n: inputs.length,
    inputs: context.list(inputs.map((feature) => inputName(context, explanation, feature))),
  };
}

/** What a check of inputs found, as a sentence of the findings (`finding`) or of the first screen (`strip`); null: its groups are not shown. */
export function inputSentence(context: Context, gate: GateRow, gap: Amount, place: "finding" | "strip"): Rich | null {
  if (gate.group === null || gap.full === null) return null;
  const all = argumentsOf(context, gate, gap.full);
  const kind = kindOf(gate.disparity);
  if (kind !== "gap") return context.t(`${place}.inputs.${kind}`, all);
  const pair = pairOf(context, gate);
  return pair === null ? null : context.t(`${place}.inputs.gap`, { ...all, ...pair.values, direction: pair.direction });
}

/** Both pushes for the terminal; null where a check is of no single input. */
export function inputDetail(context: Context, gate: GateRow): Rich | null {
  const pair = pairOf(context, gate);
  const who = inputWho(context, gate);
  return pair === null || who === null ? null : context.t("terminal.inputs", { ...pair.values, who });
}

/** A model's figure as a table shows it beside the check. */
export const inputAmount = (context: Context, gate: GateRow, model: string): Rich | null =>
  gapAmount(context, inputUnit(context, { ...gate, model }), {
    value: inputValue(context, gate, model),
    low: null,
    high: null,
  }).tagged;
