import type { Context } from "./context.js";
import type { Quantity } from "./message.js";
import { type Digits, type Estimate, printed } from "./precision.js";
import type { Rich } from "./rich-text.js";

/** How values of a metric are printed: shares as percent, everything else as it is. */
export type Unit = "percent" | "number";

/** How gaps are printed: percentage points, ratios, agreements up to 1, shares of a whole, pushes on a model's scale, or the metric's own unit. */
export type GapUnit = "points" | "ratio" | "agreement" | "percent" | "log_odds" | "margin" | "number";

export const unitOf = (context: Context, metric: string | null): Unit => {
  const unit = context.find.metric(metric)?.unit;
  return unit === "proportion" || (unit === undefined && metric === null) ? "percent" : "number";
};

export const isRatio = (disparity: string): boolean => /(^|_)ratio(_|$)/.test(disparity);

/** What a disparity's value is: a gap, or something of which the best is 1 or nothing is compared. */
export type Kind = "gap" | "ratio" | "agreement" | "share";

export const kindOf = (disparity: string): Kind => {
  if (isRatio(disparity)) return "ratio";
  if (disparity === "attribution_rank_agreement") return "agreement";
  return disparity === "proxy_share" ? "share" : "gap";
};

/** Whether 1 is "no gap", so that values fall short of it. */
export const fallsFromOne = (disparity: string): boolean => ["ratio", "agreement"].includes(kindOf(disparity));

/** Disparities over several metrics that are gaps of shares; the others are numbers of their own. */
const jointGaps: readonly string[] = [
  "equalized_odds",
  "average_odds",
  "class_distance",
  "amplification",
  "score_ks_distance",
];

export const gapUnitOf = (context: Context, metric: string | null, disparity: string): GapUnit => {
  if (isRatio(disparity)) return "ratio";
  if (metric === null) return jointGaps.includes(disparity) ? "points" : "number";
  return unitOf(context, metric) === "percent" ? "points" : "number";
};

const isHundredfold = (unit: Unit | GapUnit): boolean => unit === "percent" || unit === "points";

const times = (estimate: Estimate, factor: number): Estimate => ({
  value: estimate.value === null ? null : estimate.value * factor,
  low: estimate.low === null ? null : estimate.low * factor,
  high: estimate.high === null ? null : estimate.high * factor,
});

/** A value and its interval in words; null where there is none. */
export interface Amount {
  readonly value: Rich | null;
  /** With the unit in full, "10.3 percentage points", and as it stands alone in a table, "ratio 0.92". */
  readonly full: Rich | null;
  readonly tagged: Rich | null;
  /** "54.3% to 61.4%", or "at least …" / "at most …" where one side has no bound. */
  readonly interval: Rich | null;
  readonly low: Rich | null;
  readonly high: Rich | null;
}

const dress = (context: Context, unit: Unit | GapUnit, quantity: Quantity | null, form = "amount"): Rich | null =>
  quantity === null ? null : context.t(`${form}.${unit}`, { n: quantity });

function interval(context: Context, unit: Unit | GapUnit, low: Quantity | null, high: Quantity | null): Rich | null {
  if (low !== null && high !== null) return context.t(`interval.${unit}`, { low, high });
  const known = low ?? high;
  if (known === null) return null;
  return context.t(low !== null ? "interval.from" : "interval.to", {
    bound: context.t(`amount.${unit}`, { n: known }),
  });
}

function amount(context: Context, unit: Unit | GapUnit, estimate: Estimate, options: Digits = {}): Amount {
  const factor = isHundredfold(unit) ? 100 : 1;
  const limit = options.limit === null || options.limit === undefined ? null : options.limit * factor;
  const { value, low, high } = printed(context.numbers, times(estimate, factor), { ...options, limit });
  return {
    value: dress(context, unit, value),
    full: dress(context, unit, value, "full"),
    tagged: dress(context, unit, value, "tagged"),
    interval: interval(context, unit, low, high),
    low: dress(context, unit, low),
    high: dress(context, unit, high),
  };
}

/** A metric's value for one group. */
export const valueAmount = (context: Context, metric: string | null, estimate: Estimate): Amount =>
  amount(context, unitOf(context, metric), estimate);

const isOfOne = (unit: GapUnit): boolean => unit === "ratio" || unit === "agreement";

/** Ratios have two decimals, as limits such as 0.80 do; agreements of almost 1 need a third one. */
function digitsOf(unit: GapUnit): Digits {
  if (unit === "ratio") return { least: 2, most: 2 };
  return unit === "agreement" ? { least: 2, most: 3 } : {};
}

/** A gap between groups; `limit` keeps bounds apart from it in print. */
export const gapAmount = (context: Context, unit: GapUnit, estimate: Estimate, limit: number | null = null): Amount =>
  amount(context, unit, estimate, { limit, ...digitsOf(unit) });

/** A gap that was worked out for planning: one decimal, two for ratios, more only to keep it apart from the limit. */
export const roughAmount = (context: Context, unit: GapUnit, value: number, limit: number | null): Rich =>
  amount(
    context,
    unit,
    { value: null, low: value, high: null },
    { limit, most: unit === "points" ? 1 : 2, ...digitsOf(unit) },
  ).low ?? [];

/** The same gap as bare figures, where the unit stands beside them: "5.4 to 13.7". */
export function gapFigures(
  context: Context,
  unit: GapUnit,
  estimate: Estimate,
  limit: number | null = null,
): Rich | null {
  const factor = isHundredfold(unit) ? 100 : 1;
  const options = { limit: limit === null ? null : limit * factor, ...digitsOf(unit) };
  const { low, high } = printed(context.numbers, times(estimate, factor), options);
  return interval(context, "number", low, high);
}

/** A limit with no more digits than it was given with. */
function limitQuantity(context: Context, unit: GapUnit, tolerance: number): Quantity {
  const value = Number((tolerance * (isHundredfold(unit) ? 100 : 1)).toPrecision(12));
  const given = (String(value).split(".")[1] ?? "").length;
  return context.numbers.decimal(value, isOfOne(unit) ? Math.max(2, given) : given);
}

/** Gap, bounds and limit as short as a terminal wants them: "10.3 pt", "5.4–13.7", "max 5". */
export function gapPlain(
  context: Context,
  unit: GapUnit,
  estimate: Estimate,
  gate: { bound: "at_most" | "at_least"; tolerance: number | null },
): { value: Rich | null; interval: Rich | null; limit: Rich } {
  const factor = isHundredfold(unit) ? 100 : 1;
  const tolerance = gate.tolerance ?? 0;
  const { value, low, high } = printed(context.numbers, times(estimate, factor), {
    limit: tolerance * factor,
    ...digitsOf(unit),
  });
  const bounds = low !== null && high !== null ? context.t("terminal.interval", { low, high }) : null;
  const open =
    low === null && high === null
      ? null
      : context.t(low !== null ? "terminal.from" : "terminal.to", { bound: low ?? high ?? "" });
  return {
    value: value === null ? null : context.t(`terminal.gap.${unit}`, { n: value }),
    interval: bounds ?? open,
    limit: context.t(`terminal.limit.${gate.bound}`, { limit: limitQuantity(context, unit, tolerance) }),
  };
}

/** A limit as it stands after the word: "5 points" (a gap may be at most that), "at least 0.80". */
export function limitText(
  context: Context,
  unit: GapUnit,
  gate: { bound: "at_most" | "at_least"; tolerance: number },
): Rich {
  const limit = context.t(`amount.${unit}`, { n: limitQuantity(context, unit, gate.tolerance) });
  return gate.bound === "at_most" && !isOfOne(unit) ? limit : context.t(`limit.${gate.bound}`, { limit });
}
