import type { Random } from "../../src/core/random.js";
import type { UnitSums } from "../../src/stats/index.js";
import { drawLogNormal, drawUnitRate, drawUnitSize } from "./draws.js";

/** Which weights rows carry. */
export type Weights = "none" | "by row" | "by unit" | "by outcome";

/** A population of rows in units. */
export interface UnitPopulation {
  readonly units: number;
  /** Mean of the geometric unit sizes; 1: independent rows. */
  readonly size: number;
  readonly p: number;
  /** Correlation of two rows of one unit. */
  readonly icc: number;
  readonly weights: Weights;
}

/** How many times as much a success weighs where weights depend on the outcome. */
const successWeight = 3;

/** The weighted share that estimates aim at. */
export const trueShare = ({ p, weights }: UnitPopulation): number =>
  weights === "by outcome" ? (successWeight * p) / (1 - p + successWeight * p) : p;

/** The weight of one row: log-normal(1) by row or by unit, and three times as much for successes where that is asked for. */
function weightOf(random: Random, weights: Weights, ofUnit: number, success: boolean): number {
  if (weights === "none") return 1;
  if (weights === "by unit") return ofUnit;
  return drawLogNormal(random) * (weights === "by outcome" && success ? successWeight : 1);
}

/** Draws the sums of every unit of a sample. */
export function drawUnits(random: Random, { units, size, p, icc, weights }: UnitPopulation): UnitSums {
  const sums = {
    numerator: new Float64Array(units),
    denominator: new Float64Array(units),
    rows: new Float64Array(units),
    count: new Float64Array(units).fill(1),
  };
  for (let unit = 0; unit < units; unit++) {
    const rate = drawUnitRate(random, p, icc);
    const ofUnit = weights === "by unit" ? drawLogNormal(random) : 1;
    const rows = size === 1 ? 1 : drawUnitSize(random, size);
    sums.rows[unit] = rows;
    for (let row = 0; row < rows; row++) {
      const success = random() < rate;
      const weight = weightOf(random, weights, ofUnit, success);
      sums.denominator[unit]! += weight;
      if (success) sums.numerator[unit]! += weight;
    }
  }
  return sums;
}
