import type { InputSign, Push } from "../charts/index.js";
import { splitNames } from "../core/groups.js";
import type { AttributionGapRow, ExplanationRow } from "../record/run-record.js";
import type { Check } from "./checks.js";
import type { Context } from "./context.js";
import { isOfInputs } from "./input-checks.js";
import { inputName, ownInputs, standIns } from "./input-names.js";
import type { Rich } from "./rich-text.js";

/** One input, in two groups. */
export interface ComparedInput {
  readonly feature: string;
  readonly name: Rich;
  readonly sign: InputSign;
  readonly group: Push;
  readonly reference: Push;
  readonly gap: AttributionGapRow & { readonly value: number };
}

/** What the inputs of one output do for a group, beside what they do for the group that it is compared with. */
export interface ComparedGroups {
  readonly explanation: ExplanationRow;
  readonly attribute: string;
  readonly group: string;
  /** null: everybody else. */
  readonly reference: string | null;
  /** Mean outputs; null where one of them has none. */
  readonly outputs: {
    readonly group: number;
    readonly reference: number;
    readonly gap: AttributionGapRow & { readonly value: number };
  } | null;
  /** Largest difference first. */
  readonly inputs: readonly ComparedInput[];
}

type Valued = AttributionGapRow & { readonly value: number };
const hasValue = (row: AttributionGapRow): row is Valued => row.value !== null;

/** Comparisons of a figure over all inputs together, of one attribute, by group. */
const gapsOf = ({ record }: Context, { model, class: of }: ExplanationRow, attribute: string) =>
  (record.attribution_gaps ?? []).filter(
    (row) => row.model === model && row.class === of && row.attribute === attribute && row.figure === "mean_output",
  );

/** Attributes that an output was explained by: single ones first, in the record's order. */
export function explainedAttributes({ record }: Context, { model, class: of }: ExplanationRow): string[] {
  const rows = (record.attribution_gaps ?? []).filter((row) => row.model === model && row.class === of);
  const all = [...new Set(rows.map(({ attribute }) => attribute))];
  return all.toSorted((a, b) => splitNames(a).length - splitNames(b).length);
}

/** Groups of an attribute that are compared with another, in the record's order. */
export const comparedGroups = (context: Context, explanation: ExplanationRow, attribute: string): string[] =>
  gapsOf(context, explanation, attribute).map(({ group }) => group);

/** The group that a check speaks of, else the one whose mean output is furthest from the reference's among those large enough. */
export function furthestGroup(
  context: Context,
  explanation: ExplanationRow,
  attribute: string,
  checks: readonly Check[],
): string | null {
  const all = gapsOf(context, explanation, attribute);
  const named = checks.find(({ gate }) => isOfInputs(gate) && all.some(({ group }) => group === gate.group));
  if (named !== undefined) return named.gate.group;
  const size = (row: AttributionGapRow): number => context.find.attribution(row, "mean_output", null)?.n ?? 0;
  const large = all.filter((row) => size(row) >= (context.record.suite.min_group ?? 0));
  const [furthest] = (large.length > 0 ? large : all).toSorted(
    (a, b) => Math.abs(b.value ?? 0) - Math.abs(a.value ?? 0),
  );
  return furthest?.group ?? null;
}

/** Both groups' pushes of one input; null where there is no value of a group, or no difference. */
function comparedInput(
  context: Context,
  explanation: ExplanationRow,
  gap: AttributionGapRow,
  signOf: (feature: string) => InputSign,
): ComparedInput | null {
  const { feature } = gap;
  const at = (group: string | null) =>
    group === null ? undefined : context.find.attribution({ ...gap, group }, "mean_attribution", feature);
  const group = at(gap.group);
  if (feature === null || !hasValue(gap) || group?.value == null) return null;
  const reference = at(gap.reference);
  const rest = gap.reference === null ? group.value - gap.value : null;
  const value = reference?.value ?? rest;
  if (value === null) return null;
  return {
    feature,
    name: inputName(context, explanation, feature),
    sign: signOf(feature),
    group: { value: group.value, low: group.low, high: group.high },
    reference: { value, low: reference?.low ?? null, high: reference?.high ?? null },
    gap,
  };
}

function outputsOf(context: Context, gap: AttributionGapRow): ComparedGroups["outputs"] {
  const group = context.find.attribution(gap, "mean_output", null)?.value ?? null;
  if (!hasValue(gap) || group === null) return null;
  return { group, reference: group - gap.value, gap };
}

/** A group against the one that it is compared with; null where nothing can be compared. */
export function comparisonOf(
  context: Context,
  explanation: ExplanationRow,
  attribute: string,
  group: string,
): ComparedGroups | null {
  const whole = gapsOf(context, explanation, attribute).find((row) => row.group === group);
  if (whole === undefined) return null;
  const own = new Set(ownInputs(explanation, attribute));
  const proxies = new Set(standIns(context, explanation.model, attribute).map(({ feature }) => feature));
  const signOf = (feature: string): InputSign => (own.has(feature) ? "own" : proxies.has(feature) ? "stand_in" : null);
  const inputs = (context.record.attribution_gaps ?? [])
    .filter(
      (row) =>
        row.figure === "mean_attribution" &&
        row.model === explanation.model &&
        row.class === explanation.class &&
        row.attribute === attribute &&
        row.group === group,
    )
    .flatMap((gap) => comparedInput(context, explanation, gap, signOf) ?? [])
    .toSorted((a, b) => Math.abs(b.gap.value) - Math.abs(a.gap.value));
  const outputs = outputsOf(context, whole);
  return { explanation, attribute, group, reference: whole.reference, outputs, inputs };
}
