import type { VerdictLine } from "../charts/index.js";
import { unknownGroup } from "../core/groups.js";
import type { GateRow, GroupRow, Verdict } from "../record/run-record.js";
import { shownGate } from "../record/shown-gate.js";
import {
  type Amount,
  fallsFromOne,
  type GapUnit,
  gapAmount,
  gapFigures,
  gapUnitOf,
  isRatio,
  limitText,
} from "./amounts.js";
import type { Context } from "./context.js";
import { driftTitle, driftWho, isOfDrift } from "./drift-words.js";
import { inputUnit, inputWho, isOfInputs, referenceLast } from "./input-checks.js";
import { attributeName, jointName, metricNames, referenceName, shortGroupName } from "./names.js";
import type { Estimate } from "./precision.js";
import { named, type Rich } from "./rich-text.js";

/** A gate with the words for it. */
export interface Check {
  readonly gate: GateRow;
  /** Place in the order of the report, worst first, from 1. */
  readonly number: number;
  /** "Leavers reached, by language". */
  readonly title: Rich;
  /** "English against Danish"; null where no two groups were compared. */
  readonly who: Rich | null;
  readonly unit: GapUnit;
  readonly gap: Amount;
  /** The same comparison elsewhere (another model), as a table shows it. */
  readonly amountOf: (estimate: Estimate) => Rich | null;
  /** Bounds without their unit. */
  readonly figures: Rich | null;
  readonly limit: Rich;
  /** Confidence of the bounds: "95%", "99.2% after adjusting for 6 checks". */
  readonly level: Rich;
  /** As multiples of its own limit; null where there is no value or the limit is 0. */
  readonly line: VerdictLine | null;
  /** Rows of the two groups compared, where the record shows them. */
  readonly group: GroupRow | null;
  readonly reference: GroupRow | null;
  /** People whose group is unknown; null: none, or too few to show. */
  readonly unknown: number | null;
}

const rank: Readonly<Record<Verdict, number>> = { fail: 0, error: 1, undecided: 2, pass: 3 };

/** Whether a check limits how much a gap grew since the baseline. */
export const isRegression = ({ regression }: Pick<GateRow, "regression">): boolean => regression === true;

/** Of a growth less than nothing is no gap the other way round, but none at all. */
const isGrowth = (gate: GateRow): boolean => gate.disparity === "amplification" || isRegression(gate);

/** Distance from "no gap" in units of the limit's own distance from it. */
function multiple(gate: GateRow, value: number | null): number | null {
  if (value === null) return null;
  const ofOne = fallsFromOne(gate.disparity);
  const allowed = ofOne ? Math.abs(1 - gate.tolerance) : Math.abs(gate.tolerance);
  if (allowed === 0) return null;
  if (!ofOne) return (isGrowth(gate) ? Math.max(0, value) : Math.abs(value)) / allowed;
  return gate.bound === "at_least" ? Math.max(0, 1 - value) / allowed : Math.max(0, value - 1) / allowed;
}

/** Ratios and agreements that must not be small count downwards: their lower bound is the far one. */
function lineOf(gate: GateRow): VerdictLine | null {
  const value = multiple(gate, gate.value);
  if (value === null) return null;
  const downwards = fallsFromOne(gate.disparity) && gate.bound === "at_least";
  const low = multiple(gate, downwards ? gate.high : gate.low) ?? 0;
  const high = downwards ? multiple(gate, gate.low ?? 0) : multiple(gate, gate.high);
  return { verdict: gate.verdict, value, low, high };
}

/** What a check is called; one on growth says so. */
export function titleOf(
  context: Context,
  gate: Parameters<typeof gapTitle>[1] & Pick<GateRow, "regression" | "drift">,
): Rich {
  if (isOfDrift(gate)) return driftTitle(context, gate);
  const check = gapTitle(context, gate);
  return isRegression(gate) ? context.t("check.growth", { check }) : check;
}

/** What the gap of a check is called: its metric (or, without one, its disparity), for which class and stratum, and by which attribute. */
export function gapTitle(
  context: Context,
  gate: Pick<GateRow, "metric" | "attribute" | "class" | "stratum" | "disparity">,
): Rich {
  const metric = gate.metric === null ? jointName(context, gate.disparity) : metricNames(context, gate.metric).name;
  const attribute = attributeName(context, gate.attribute);
  if (gate.class !== null && gate.stratum !== null)
    return context.t("check.class_stratum", {
      metric,
      attribute,
      class: named(gate.class),
      stratum: named(gate.stratum),
    });
  if (gate.class !== null) return context.t("check.class", { metric, attribute, class: named(gate.class) });
  if (gate.stratum !== null) return context.t("check.stratum", { metric, attribute, stratum: named(gate.stratum) });
  return context.t("check.title", { metric, attribute });
}

/** The two groups; where neither is named, none were compared. */
function whoOf(context: Context, gate: GateRow): Rich | null {
  if (isOfInputs(gate)) return inputWho(context, gate);
  if (isOfDrift(gate)) return driftWho(context, gate);
  if (gate.group === null) return null;
  return context.t("check.who", {
    group: shortGroupName(context, gate.attribute, gate.group),
    reference: referenceName(context, gate.attribute, gate.reference),
  });
}

/** Whether the suite's many checks moved the failing bound. */
export const isAdjusted = (gate: GateRow): boolean => gate.level !== null && gate.level - gate.confidence > 1e-9;

/** How sure the bounds are. Holm's adjustment moves the failing bound only, and then each bound has a level of its own. */
export const levelText = (context: Context, gate: GateRow): Rich => {
  const level = gate.level ?? gate.confidence;
  const confidence = context.numbers.level(gate.confidence);
  if (!isAdjusted(gate)) return context.t("level.plain", { level: confidence });
  const failing = gate.bound === "at_most" ? "low" : "high";
  return context.t(`level.adjusted.${failing}`, {
    level: context.numbers.level(level),
    confidence,
    checks: context.record.gates.length,
  });
};

/** A gate with the words for it. `number` is its place among the checks; 0: it stands alone. */
export function checkOf(context: Context, given: GateRow, number = 0): Check {
  const gate = referenceLast(context, given);
  const ofInputs = isOfInputs(gate);
  const unit = ofInputs ? inputUnit(context, gate) : gapUnitOf(context, gate.metric, gate.disparity);
  const bounds = { value: gate.value, low: gate.low, high: gate.high };
  const isSigned = isRatio(gate.disparity) || isGrowth(gate);
  const size = isSigned ? bounds : { ...bounds, value: gate.value === null ? null : Math.abs(gate.value) };
  // The values behind a growth are not those whose difference it is, and inputs have none among the metrics.
  const rowOf = (group: string | null): GroupRow | null =>
    group === null || isGrowth(gate) || ofInputs
      ? null
      : (context.find.group({ ...gate, metric: gate.pair_metric }, group) ?? null);
  return {
    gate,
    number,
    title: titleOf(context, gate),
    who: whoOf(context, gate),
    unit,
    gap: gapAmount(context, unit, size, gate.tolerance),
    amountOf: (estimate) =>
      gapAmount(context, unit, { value: estimate.value, low: estimate.low, high: estimate.high }).tagged,
    figures: gapFigures(context, unit, size, gate.tolerance),
    limit: limitText(context, unit, gate),
    level: levelText(context, gate),
    line: lineOf(gate),
    group: rowOf(gate.group),
    reference: rowOf(gate.reference),
    unknown: unknownPeople(context, gate.attribute),
  };
}

/** People of the unknown group of an attribute, in units where the suite names them. */
export function unknownPeople(context: Context, attribute: string): number | null {
  const row = context.find.population(attribute, unknownGroup);
  if (row === undefined || row.status !== "ok") return null;
  const count = row.units ?? row.n;
  return count === 0 ? null : count;
}

/** All gates, worst first: over, not measured, undecided, within; then by how far the interval reaches towards or past the limit. */
export function checksOf(context: Context): Check[] {
  const reach = (gate: GateRow) => {
    const line = lineOf(gate);
    return line === null ? 0 : (line.high ?? Number.MAX_VALUE);
  };
  return context.record.gates
    .map(shownGate)
    .toSorted((a, b) => rank[a.verdict] - rank[b.verdict] || reach(b) - reach(a))
    .map((gate, index) => checkOf(context, gate, index + 1));
}
