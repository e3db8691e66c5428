import type { Confusion } from "../core/confusion.js";
import type { Evidence } from "../core/estimate.js";
import type { PairedCell, PairedGroup } from "../core/paired.js";
import type { MetricContext, RateMetric } from "../metrics/index.js";
import { effectivePairs, type SharePairs, type UnitPairs, type UnitSums, unitCorrelation } from "../stats/index.js";
import { unitConfusion } from "./quadrants.js";
import { unitProportions } from "./unit-proportions.js";

/** A share of the rows that two models answered. */
export interface PairedMetric {
  readonly metric: RateMetric;
  readonly context: MetricContext;
  /** The class that counts as positive; null: being right does. */
  readonly positive: string | null;
}

/** One of a group's two values. */
interface Value {
  readonly value: number;
  readonly evidence: Evidence;
  /** Rows of the denominator. */
  readonly n: number;
}

/** A group's share by both models, and what is known of the two together. */
export interface PairedShares {
  readonly before: Value;
  readonly now: Value;
  /** null: which rows the share is of depends on what is predicted. */
  readonly pairs: SharePairs | null;
  readonly correlation: number;
}

/**
 * Shares of each group's rows by both models; null where a denominator is empty. Where both shares are of the same rows, pairs are counted, and
 * units make them worth fewer ({@link effectivePairs}). Where the rows depend on what is predicted (precision), the two estimates are linked by
 * the correlation of their linearised errors over the rows, or units: a little less than what it is found to be, as if four more rows had been
 * said differently, since rows that will differ are not known from those that did not.
 * @param groups of one attribute: what is known of units is pooled over them
 */
export function pairedShares(groups: readonly PairedGroup[], of: PairedMetric): (PairedShares | null)[] {
  const tables = groups.map((group) => tableOf(group, of));
  const sides = { before: valuesOf(tables, "before"), now: valuesOf(tables, "now") };
  const common = tables.every(({ before, now }) => before.trials.every((trials, cell) => trials === now.trials[cell]));
  const pairs = common ? pairsOf(tables) : null;
  return tables.map((table, g) => {
    const [before, now] = [sides.before[g] ?? null, sides.now[g] ?? null];
    if (before === null || now === null) return null;
    const counted = pairs?.[g] ?? null;
    return { before, now, pairs: counted, correlation: counted === null ? linkOf(table, before, now) : 0 };
  });
}

/** What one row of each cell adds to a share: successes and trials, 0 or 1. */
interface Side {
  readonly successes: Float64Array;
  readonly trials: Float64Array;
}

/** A group's cells as both models count them; units by their rows of each cell, or each row a unit. */
interface Table {
  readonly before: Side;
  readonly now: Side;
  readonly n: Float64Array;
  readonly units: readonly { readonly rows: ArrayLike<number>; readonly count: number }[] | null;
}

function tableOf({ cells, profiles }: PairedGroup, of: PairedMetric): Table {
  return {
    before: sideOf(cells, of, "then"),
    now: sideOf(cells, of, "now"),
    n: Float64Array.from(cells, ({ n }) => n),
    units: profiles?.map(({ rows, units }) => ({ rows, count: units })) ?? null,
  };
}

function sideOf(cells: readonly PairedCell[], { metric, context, positive }: PairedMetric, key: "then" | "now"): Side {
  const shares = cells.map((cell) => metric.of(confusionOf(cell.label, cell[key], positive, metric.needs), context));
  return {
    successes: Float64Array.from(shares, ({ successes }) => successes),
    trials: Float64Array.from(shares, ({ trials }) => trials),
  };
}

/** Counts with this one row; none where the model left it to somebody else, unless the label alone is needed. */
function confusionOf(
  label: string | null,
  predicted: string | null,
  positive: string | null,
  needs: RateMetric["needs"],
): Confusion {
  if (predicted === null && needs !== "label") return unitConfusion(-1);
  if (positive === null) return unitConfusion(label === predicted ? 0 : 2);
  return unitConfusion((label === positive ? 0 : 1) + (predicted === positive ? 0 : 2));
}

function valuesOf(tables: readonly Table[], side: "before" | "now"): (Value | null)[] {
  if (tables.some(({ units }) => units !== null)) {
    const proportions = unitProportions(
      tables.map((table) => unitSums(table, table[side])),
      { weighted: false },
    );
    return proportions.map((found) => found && { value: found.value, evidence: found.evidence, n: found.n });
  }
  return tables.map((table) => {
    const [x, n] = [sumOf(table, table[side].successes), sumOf(table, table[side].trials)];
    return n === 0 ? null : { value: x / n, evidence: { interval: "wilson", basis: [x, n] }, n };
  });
}

const sumOf = ({ n }: Table, per: Float64Array): number => n.reduce((sum, rows, cell) => sum + rows * per[cell]!, 0);

/** Units of a group, in the order of their profiles; where rows are independent, one unit a row. */
const unitsOf = ({ units, n }: Table): readonly { readonly rows: ArrayLike<number>; readonly count: number }[] =>
  units ?? Array.from(n, (count, cell) => ({ rows: Uint8Array.from(n, (_, other) => Number(other === cell)), count }));

function unitSums(table: Table, { successes, trials }: Side): UnitSums {
  const units = unitsOf(table);
  const denominator = Float64Array.from(units, ({ rows }) => dot(rows, trials));
  return {
    numerator: Float64Array.from(units, ({ rows }) => dot(rows, successes)),
    denominator,
    rows: denominator,
    count: Float64Array.from(units, ({ count }) => count),
  };
}

function dot(rows: ArrayLike<number>, per: Float64Array): number {
  let sum = 0;
  for (let cell = 0; cell < per.length; cell++) sum += rows[cell]! * per[cell]!;
  return sum;
}

/** Cells by what both say of the share: both, now only, before only, neither. */
interface Quarters {
  readonly both: Float64Array;
  readonly nowOnly: Float64Array;
  readonly beforeOnly: Float64Array;
  readonly neither: Float64Array;
}

function quartersOf({ before, now }: Table): Quarters {
  const part = (isNow: number, isBefore: number): Float64Array =>
    now.trials.map((trials, cell) =>
      Number(trials === 1 && now.successes[cell] === isNow && before.successes[cell] === isBefore),
    );
  return { both: part(1, 1), nowOnly: part(1, 0), beforeOnly: part(0, 1), neither: part(0, 0) };
}

function pairsOf(tables: readonly Table[]): (SharePairs | null)[] {
  const quarters = tables.map(quartersOf);
  const differences = sizesOf(tables, (g) => [quarters[g]!.nowOnly, quarters[g]!.beforeOnly]);
  const sums = sizesOf(tables, (g) => [quarters[g]!.both, quarters[g]!.neither]);
  return tables.map((table, g) => {
    const { both, nowOnly, beforeOnly, neither } = quarters[g]!;
    const [n11, n10, n01, n00] = [both, nowOnly, beforeOnly, neither].map((part) => sumOf(table, part)) as [
      number,
      number,
      number,
      number,
    ];
    const [difference, sum] = [differences?.[g] ?? null, sums?.[g] ?? null];
    const n = n11 + n10 + n01 + n00;
    if (n === 0) return null;
    return {
      ...{ n11, n10, n01, n00 },
      effectiveDifference: difference?.n ?? n,
      effectiveSum: sum?.n ?? n,
      df: difference?.df ?? null,
    };
  });
}

/** How many independent pairs each group's are worth; null: rows are independent. */
function sizesOf(
  tables: readonly Table[],
  parts: (group: number) => readonly [plus: Float64Array, minus: Float64Array],
) {
  if (tables.every(({ units }) => units === null)) return null;
  return effectivePairs(
    tables.map((table, g): UnitPairs => {
      const units = unitsOf(table);
      const [plus, minus] = parts(g);
      const of = (per: Float64Array) => Float64Array.from(units, ({ rows }) => dot(rows, per));
      return {
        plus: of(plus),
        minus: of(minus),
        rows: of(table.now.trials),
        count: Float64Array.from(units, ({ count }) => count),
      };
    }),
  );
}

/** Rows that are taken to have been said differently, beyond those that were. */
const unseen = 4;

/** Correlation of both estimates, never more than what so many more differing rows would leave of it. */
function linkOf(table: Table, before: Value, now: Value): number {
  const count = Float64Array.from(unitsOf(table), (unit) => unit.count);
  const found = unitCorrelation(unitSums(table, table.now), unitSums(table, table.before), count);
  const share = (before.value + now.value) / 2;
  const size = Math.min(sizeOf(before), sizeOf(now));
  const loss = unseen / 2 / (size * share * (1 - share));
  return loss < 1 && found > 0 ? Math.max(0, found - loss) : Math.min(0, found);
}

/** Trials, or how many independent ones they are worth: of both intervals the second number. */
const sizeOf = ({ evidence }: Value): number => evidence.basis[1]!;
