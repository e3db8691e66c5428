import type { Evidence, Status } from "../../core/estimate.js";
import { cautiousMean, type UnitSums, unitCorrelation } from "../../stats/index.js";
import { satterthwaite } from "../../stats/satterthwaite.js";
import { type Ratio, sidesOf, type UnitPair } from "./unit-parts.js";

/** A figure with what its interval takes. */
export interface FigureEstimate {
  readonly status: Status;
  readonly value: number | null;
  /** null where the value has no interval; `reason` then says why. */
  readonly evidence: Evidence | null;
  readonly reason: string | null;
  /** Rows and units behind it. */
  readonly n: number;
  readonly units: number;
}

/** A figure that has neither value nor interval. */
export const without = (status: Status, reason: string, n = 0, units = 0): FigureEstimate => ({
  status,
  value: null,
  evidence: null,
  reason,
  n,
  units,
});

const noRows = "no rows in this group";
const oneUnit = "a single unit has no spread";
const noWeight = "no input has any part in this group's answers";

/**
 * Σ numerator/Σ denominator on one side of a pair, with its variance linearised over units (see `cautiousMean`: residuals
 * lengthened by leverage, and no more degrees of freedom than their spread speaks for).
 */
export function estimateSide(pair: UnitPair, side: 0 | 1, ratio: Ratio): FigureEstimate {
  const sums = sideSums(pair, side, ratio);
  const [n, units] = sizesOf(sums.rows);
  if (n === 0) return without("undefined", noRows);
  const mean = cautiousMean(sums);
  if (mean === null) return without("undefined", noWeight, n, units);
  if (units < 2) return { status: "not_estimable", value: mean.value, evidence: null, reason: oneUnit, n, units };
  return { status: "ok", value: mean.value, evidence: mean.evidence, reason: null, n, units };
}

/**
 * The figure of the first side minus that of the second. Standard error and degrees of freedom by Welch and Satterthwaite, with
 * the covariance that units on both sides bring about (joint linearisation).
 */
export function estimateGap(pair: UnitPair, ratio: Ratio): FigureEstimate {
  const sides = ([0, 1] as const).map((side) => estimateSide(pair, side, ratio)) as [FigureEstimate, FigureEstimate];
  const [a, b] = sides;
  const size = { n: a.n + b.n, units: pair.size };
  if (a.value === null || b.value === null) {
    const missing = a.value === null ? a : b;
    return without("not_estimable", missing.reason as string, size.n, size.units);
  }
  const value = a.value - b.value;
  const lacking = sides.find(({ evidence }) => evidence === null);
  if (lacking !== undefined) return { status: "not_estimable", value, evidence: null, reason: lacking.reason, ...size };
  const [[, errorA = 0, dfA = 1], [, errorB = 0, dfB = 1]] = [a, b].map(({ evidence }) => evidence?.basis ?? []) as [
    readonly number[],
    readonly number[],
  ];
  const { error, df } = satterthwaite(errorA, dfA, errorB, dfB, correlationOf(pair, ratio));
  return {
    status: "ok",
    value,
    evidence: { interval: "t_mean", basis: [value, error, df, size.n] },
    reason: null,
    ...size,
  };
}

function sideSums(pair: UnitPair, side: 0 | 1, { numerator, denominator }: Ratio): UnitSums {
  return {
    numerator: sidesOf(pair, numerator)[side],
    denominator: sidesOf(pair, denominator)[side],
    rows: pair.rows[side],
    count: new Float64Array(pair.size).fill(1),
  };
}

function correlationOf(pair: UnitPair, { numerator, denominator }: Ratio): number {
  const [numerators, denominators] = [sidesOf(pair, numerator), sidesOf(pair, denominator)];
  return unitCorrelation(
    { numerator: numerators[0], denominator: denominators[0] },
    { numerator: numerators[1], denominator: denominators[1] },
    new Float64Array(pair.size).fill(1),
  );
}

function sizesOf(rows: Float64Array): [number, number] {
  let [n, units] = [0, 0];
  for (const ofUnit of rows) {
    n += ofUnit;
    if (ofUnit > 0) units++;
  }
  return [n, units];
}
