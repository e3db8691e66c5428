import { neededPerGroup } from "./needed-per-group.js";
import { twoSidedCritical } from "./normal-quantile.js";
import { normalUpper } from "./normal-upper.js";
import { tukeyCritical } from "./studentized-range.js";
import { twoGroupCritical } from "./two-group-gap.js";

/** The gate on the largest gap between groups that is to be settled, as for `maxGap`. */
export interface GapPlan {
  readonly tolerance: number;
  /** One-sided level of the passing bound, and of the failing one unless `lowAlpha` says otherwise (Holm over a suite). */
  readonly alpha: number;
  readonly lowAlpha?: number;
}

/**
 * Chance that a gate on the largest gap between groups is settled, with `n` rows in each group and these true rates: that it
 * fails where the true gap is above the tolerance, that it passes where it is below. Normal approximation of the limits that
 * `maxGap` uses, with e the standard error of a pair's difference: it passes if no two estimates are further apart than
 * tolerance − z·e, and fails unless none are further apart than tolerance + c·e, c Tukey's critical value (the two-group one
 * for two groups).
 * Source: two one-sided tests, D. J. Schuirmann, J. Pharmacokin. Biopharm. 15 (1987), doi:10.1007/BF01068419.
 */
export function gapSettledPower(rates: readonly number[], n: number, plan: GapPlan): number {
  const { tolerance, alpha, lowAlpha = alpha } = plan;
  const z = twoSidedCritical(2 * alpha);
  if (gapOf(rates) <= tolerance) return withinReach(rates, n, (e) => tolerance - z * e, z);
  const error = Math.sqrt((2 * rowVariance(rates.reduce((sum, rate) => sum + rate, 0) / rates.length, n, z)) / n);
  const c = rates.length === 2 ? twoGroupCritical(lowAlpha, tolerance, error) : tukeyCritical(lowAlpha, rates.length);
  return 1 - withinReach(rates, n, (e) => tolerance + c * e, c);
}

/**
 * Rows of each group that settle such a gate with the given power if these rates are the true ones, to four digits. null where
 * the gap is the tolerance, which no number of rows settles, or where more than 10¹² would be needed.
 * @throws RangeError with fewer than two groups.
 */
export function neededOfGroups(rates: readonly number[], plan: GapPlan, power: number): number | null {
  if (rates.length < 2) throw new RangeError(`a gap needs two groups, not ${rates.length}`);
  const enough = (n: number): boolean => gapSettledPower(rates, n, plan) >= power;
  const pair = neededPerGroup(Math.max(...rates), Math.min(...rates), plan.tolerance, plan.alpha, power);
  const bracket = pair === null ? null : bracketed(enough, pair);
  if (bracket === null) return null;
  let [least, most] = bracket;
  while (most - least > Math.max(1, most / 1e4)) {
    const middle = Math.floor((least + most) / 2);
    if (enough(middle)) most = middle;
    else least = middle;
  }
  return most;
}

/** Two numbers, at most twice apart, of which the first is too few and the second enough. */
function bracketed(enough: (n: number) => boolean, start: number): [number, number] | null {
  let [least, most] = [Math.floor(start / 2), start];
  while (least > 0 && enough(least)) [least, most] = [Math.floor(least / 2), least];
  while (most <= 1e12 && !enough(most)) [least, most] = [most, 2 * most];
  return most > 1e12 ? null : [least, most];
}

const gapOf = (rates: readonly number[]): number => Math.max(...rates) - Math.min(...rates);

/** Variance of one row as score limits see it: at the rate with c²/2 successes and failures added, so that 0 needs rows too. */
function rowVariance(rate: number, n: number, c: number): number {
  const drawn = (n * rate + (c * c) / 2) / (n + c * c);
  return drawn * (1 - drawn);
}

/** Groups with one true rate. */
interface Alike {
  readonly rate: number;
  readonly groups: number;
}

/** More different rates than this are put on so many evenly spaced ones: the time grows with the square of their number. */
const mostRates = 24;

function alike(rates: readonly number[]): Alike[] {
  const [low, gap] = [Math.min(...rates), gapOf(rates)];
  const onGrid = (rate: number) => low + (gap * Math.round((mostRates - 1) * ((rate - low) / gap))) / (mostRates - 1);
  const many = new Set(rates).size > mostRates;
  const counts = new Map<number, number>();
  for (const rate of many ? rates.map(onGrid) : rates) counts.set(rate, (counts.get(rate) ?? 0) + 1);
  return [...counts].map(([rate, groups]) => ({ rate, groups }));
}

/**
 * Chance that no two of the estimates are further apart than `reach` of the standard error of their difference:
 * Σᵢ ∫ fᵢ(x) Πⱼ [Fⱼ(x + reachᵢⱼ) − Fⱼ(x)] dx, with i the group of the lowest estimate x.
 * Source: range of normal variables, H. L. Harter, Ann. Math. Statist. 31 (1960), doi:10.1214/aoms/1177705684, here with unequal
 * means and variances.
 */
function withinReach(rates: readonly number[], n: number, reach: (error: number) => number, c: number): number {
  const kinds = alike(rates);
  const variances = kinds.map(({ rate }) => rowVariance(rate, n, c) / n);
  // A rate of 0 or 1 does not vary at all: a deviation far below any tolerance stands for none.
  const deviations = kinds.map(({ rate }) => Math.max(Math.sqrt((rate * (1 - rate)) / n), 1e-9));
  let sum = 0;
  for (const [i, lowest] of kinds.entries()) {
    const reaches = variances.map((variance) => reach(Math.sqrt(variance + variances[i]!)));
    for (let t = -range; t <= range; t += step) {
      const x = lowest.rate + t * deviations[i]!;
      let product = lowest.groups * density(t);
      for (let j = 0; j < kinds.length && product > 1e-12; j++) {
        const { rate, groups } = kinds[j]!;
        const from = (x - rate) / deviations[j]!;
        const share = Math.max(0, normalUpper(from) - normalUpper(from + reaches[j]! / deviations[j]!));
        product *= share ** (j === i ? groups - 1 : groups);
      }
      sum += product;
    }
  }
  return sum * step;
}

const density = (t: number): number => Math.exp((-t * t) / 2) / Math.sqrt(2 * Math.PI);

/** Trapezoid rule in standard deviations of the lowest estimate: more than enough digits for a number of rows. */
const range = 6;
const step = 1 / 4;
