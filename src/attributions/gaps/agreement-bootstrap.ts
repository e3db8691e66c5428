import type { Evidence } from "../../core/estimate.js";
import { type Random, random } from "../../core/random.js";
import { bcaLimit } from "../../stats/bootstrap.js";
import { tabulate } from "../../stats/tabulated.js";
import { type FigureEstimate, without } from "./estimates.js";
import { type PossibleOrders, possibleOrders } from "./possible-orders.js";
import type { RankFigure } from "./rank-agreement.js";
import { sidesOf, type UnitPair } from "./unit-parts.js";

/** How units are drawn. */
export interface BootstrapPlan {
  readonly seed: number;
  /** Names the stream of random numbers. */
  readonly stream: string;
  readonly replicates: number;
}

/** Fewer units than this say too little about an order. */
const leastUnits = 30;
const tooFew = `fewer than ${leastUnits} units in a group`;

/**
 * Agreement of two groups' importances Σ w|φ|/Σ w, one figure after the other, with BCa intervals: units are drawn anew with all
 * their rows, those of either group only and those of both by themselves; acceleration by leaving out one unit at a time.
 * Source: Efron and Tibshirani 1993, section 14.3; Davison and Hinkley 1997, section 3.8 (resampling clusters).
 * @param sums Σ w|φ| per part, one array per player
 */
export function agreements(
  pair: UnitPair,
  sums: readonly Float64Array[],
  weight: Float64Array,
  figures: readonly RankFigure[],
  plan: BootstrapPlan,
): FigureEstimate[] {
  const table = tableOf(pair, sums, weight);
  const strata = strataOf(pair);
  const n = pair.rows.reduce((all, side) => side.reduce((sum, rows) => sum + rows, all), 0);
  const smallest = Math.min(...pair.rows.map((side) => side.reduce((units, rows) => units + Number(rows > 0), 0)));
  if (smallest === 0) return figures.map(() => without("undefined", "no rows in this group", n, pair.size));
  const whole = importances(table, everyUnitOnce(strata), startsOf(strata));
  const limitsOf = smallest < leastUnits ? null : resampledLimits(table, strata, whole, plan);
  return figures.map((figure): FigureEstimate => {
    const value = figure.of(...whole);
    if (value === null) return without("undefined", "the inputs cannot be ranked", n, pair.size);
    const found = limitsOf === null ? tooFew : evidenceOf(figure, value, limitsOf, n);
    return typeof found === "string"
      ? { status: "not_estimable", value, evidence: null, reason: found, n, units: pair.size }
      : { status: "ok", value, evidence: found, reason: null, n, units: pair.size };
  });
}

/** Sums by unit and side, the players of a unit side by side and their weight behind them. */
interface Table {
  readonly players: number;
  readonly sides: readonly [Float64Array, Float64Array];
}

function tableOf(pair: UnitPair, sums: readonly Float64Array[], weight: Float64Array): Table {
  const width = sums.length + 1;
  const sides = [new Float64Array(pair.size * width), new Float64Array(pair.size * width)] as const;
  for (const [column, ofParts] of [...sums, weight].entries()) {
    for (const [side, byUnit] of sidesOf(pair, ofParts).entries()) {
      for (let unit = 0; unit < pair.size; unit++) sides[side]![unit * width + column] = byUnit[unit]!;
    }
  }
  return { players: sums.length, sides };
}

/** Units of the first side only, of the second only, and of both. */
function strataOf({ size, rows }: UnitPair): Int32Array[] {
  const places = Array.from({ length: size }, (_, unit) => unit);
  const isOn = (unit: number, side: 0 | 1): boolean => rows[side][unit]! > 0;
  return [
    places.filter((unit) => isOn(unit, 0) && !isOn(unit, 1)),
    places.filter((unit) => isOn(unit, 1) && !isOn(unit, 0)),
    places.filter((unit) => isOn(unit, 0) && isOn(unit, 1)),
  ].map((units) => Int32Array.from(units));
}

const everyUnitOnce = (strata: readonly Int32Array[]): Int32Array =>
  Int32Array.from(strata.flatMap((each) => [...each]));

/** Importance of each player on either side, of units drawn stratum by stratum: `starts` says where each begins. */
function importances(table: Table, units: Int32Array, starts: readonly number[]): Importances {
  const [, second = 0, both = 0] = starts;
  const sums = table.sides.map(() => new Float64Array(table.players + 1)) as [Float64Array, Float64Array];
  addUnits(table, 0, units.subarray(0, second), sums[0]);
  addUnits(table, 1, units.subarray(second, both), sums[1]);
  for (const side of [0, 1] as const) addUnits(table, side, units.subarray(both), sums[side]);
  return [meansOf(sums[0]), meansOf(sums[1])];
}

function addUnits({ sides }: Table, side: 0 | 1, units: Int32Array, sums: Float64Array): void {
  const [values, width] = [sides[side], sums.length];
  for (let i = 0; i < units.length; i++) {
    for (let column = 0, from = units[i]! * width; column < width; column++) sums[column]! += values[from + column]!;
  }
}

const startsOf = ([first, second]: readonly Int32Array[]): number[] => [
  0,
  first!.length,
  first!.length + second!.length,
];

const meansOf = (sums: Float64Array): Float64Array => {
  const weight = sums.at(-1)!;
  return sums.subarray(0, -1).map((sum) => sum / weight);
};

type Importances = readonly [Float64Array, Float64Array];

/** What limits are made from. */
interface Resampled {
  /** Importances on each replicate. */
  readonly drawn: readonly Importances[];
  /** Importances without each unit in turn, stratum by stratum. */
  readonly left: readonly (readonly Importances[])[];
  readonly orders: PossibleOrders;
}

function resampledLimits(
  table: Table,
  strata: readonly Int32Array[],
  whole: Importances,
  { seed, stream, replicates }: BootstrapPlan,
): Resampled {
  const uniform = random(seed, stream);
  const [units, starts] = [everyUnitOnce(strata), startsOf(strata)];
  const drawn = Array.from({ length: replicates }, () => {
    drawWithin(strata, uniform, units);
    return importances(table, units, starts);
  });
  const orders = possibleOrders([
    { found: whole[0], drawn: drawn.map(([first]) => first) },
    { found: whole[1], drawn: drawn.map(([, second]) => second) },
  ]);
  return { drawn, left: leftOut(table, strata), orders };
}

function drawWithin(strata: readonly Int32Array[], uniform: Random, into: Int32Array): void {
  let at = 0;
  for (const units of strata)
    for (let i = 0; i < units.length; i++) into[at++] = units[Math.floor(uniform() * units.length)]!;
}

/** Importances without each unit in turn, stratum by stratum. */
function leftOut(table: Table, strata: readonly Int32Array[]): Importances[][] {
  const width = table.players + 1;
  const totals = table.sides.map((side) => {
    const sums = new Float64Array(width);
    for (let i = 0; i < side.length; i++) sums[i % width]! += side[i]!;
    return sums;
  });
  const withoutUnit = (unit: number): Importances =>
    totals.map((sums, s) =>
      meansOf(sums.map((sum, column) => Math.max(0, sum - table.sides[s]![unit * width + column]!))),
    ) as unknown as Importances;
  return strata.map((units) => Array.from(units, withoutUnit));
}

/** Largest share of replicates in which a figure may be undefined. */
const mostUndefined = 0.05;

function evidenceOf(
  figure: RankFigure,
  value: number,
  { drawn, left, orders }: Resampled,
  n: number,
): Evidence | string {
  const defined = drawn.flatMap((each) => figure.of(...each) ?? []).sort((a, b) => a - b);
  if (defined.length < drawn.length * (1 - mostUndefined))
    return "more than 5 % of the bootstrap replicates have no value";
  const jackknife = left.map((units) => Float64Array.from(units, (each) => figure.of(...each) ?? Number.NaN));
  const bca = bcaLimit(defined, value, acceleration(jackknife)) ?? (() => value);
  const limit = (z: number): number =>
    z < 0
      ? Math.min(value, bca(z), figure.of(...orders.unlike(z)) ?? value)
      : Math.max(value, bca(z), figure.of(...orders.alike(z)) ?? value);
  return { interval: "bca", basis: monotone(tabulate(n, (z) => (z === 0 ? value : limit(z)))) };
}

/** Greedily found orders need not become more extreme at every step outwards: limits are never inside those of a lower level. */
function monotone([most = 0, rows = 0, ...limits]: readonly number[]): number[] {
  const middle = (limits.length - 1) / 2;
  for (let i = middle - 1; i >= 0; i--) limits[i] = Math.min(limits[i]!, limits[i + 1]!);
  for (let i = middle + 1; i < limits.length; i++) limits[i] = Math.max(limits[i]!, limits[i - 1]!);
  return [most, rows, ...limits];
}

/** As `jackknifeAcceleration` of cells: Σ l³ / (6 (Σ l²)^1.5) with l = (k − 1)(mean − value left out)/k within each stratum of k. */
function acceleration(left: readonly Float64Array[]): number {
  let [cubes, squares] = [0, 0];
  for (const values of left) {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    for (const value of values) {
      const influence = ((values.length - 1) * (mean - value)) / values.length;
      cubes += influence ** 3;
      squares += influence ** 2;
    }
  }
  return squares > 0 && Number.isFinite(cubes) ? cubes / (6 * squares ** 1.5) : 0;
}
