import { type CountedValues, poolValues } from "./counted-values.js";
import { tUpper } from "./student-t.js";

/** Result of the Brunner–Munzel test. */
export interface BrunnerMunzel {
  /** Positive when values of `y` tend to be larger. */
  readonly statistic: number;
  readonly degreesOfFreedom: number;
  /** Two-sided. */
  readonly p: number;
  /** P(X < Y) + ½ P(X = Y). */
  readonly probability: number;
}

/**
 * Brunner–Munzel test that a value of `y` is as often larger as smaller than one of `x`, without assuming equal spread; t
 * approximation. null with fewer than two values in a sample, or when the samples do not overlap (its variance is then 0).
 * Source: E. Brunner and U. Munzel, Biometrical Journal 42 (2000) 17–25, doi:10.1002/(SICI)1521-4036(200001)42:1<17::AID-BIMJ17>3.0.CO;2-U.
 */
export function brunnerMunzel(x: CountedValues, y: CountedValues): BrunnerMunzel | null {
  const [inX, inY] = poolValues([x, y]).counts as [Float64Array, Float64Array];
  const first = placements(inX, inY);
  const second = placements(inY, inX);
  if (first.size < 2 || second.size < 2) return null;
  const [byX, byY] = [first.variance / first.size, second.variance / second.size];
  if (!(byX + byY > 0)) return null;
  // Mean placement of y among x, as a share of x: P(X < Y) + ½ P(X = Y).
  const probability = second.mean / first.size;
  const [scaledX, scaledY] = [byX / second.size ** 2, byY / first.size ** 2];
  const statistic = (probability - 0.5) / Math.sqrt(scaledX + scaledY);
  const degreesOfFreedom =
    (scaledX + scaledY) ** 2 / (scaledX ** 2 / (first.size - 1) + scaledY ** 2 / (second.size - 1));
  const p = Math.min(1, 2 * tUpper(Math.abs(statistic), degreesOfFreedom));
  return { statistic, degreesOfFreedom, p, probability };
}

/** How many of the other sample lie below each value (ties count half): mean and variance over the sample. */
function placements(own: Float64Array, other: Float64Array): { size: number; mean: number; variance: number } {
  const below = new Float64Array(own.length);
  let [size, passed, sum] = [0, 0, 0];
  for (const [i, count] of own.entries()) {
    below[i] = passed + other[i]! / 2;
    passed += other[i]!;
    sum += count * below[i]!;
    size += count;
  }
  const mean = sum / size;
  const squares = own.reduce((total, count, i) => total + count * (below[i]! - mean) ** 2, 0);
  return { size, mean, variance: squares / (size - 1) };
}
