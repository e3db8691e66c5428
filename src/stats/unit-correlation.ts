/**
 * Sums over units for one estimate; entry i belongs to the same units as entry i of its partner, 0 and 0 where it has
 * none of their rows.
 */
export interface SharedUnits {
  readonly numerator: Float64Array;
  readonly denominator: Float64Array;
}

/**
 * Correlation of two ratios (of groups that share units, or of two metrics), in [−1, 1], from their joint linearisation
 * over units: Σ eₐe_b / √(Σeₐ² Σe_b²) with residuals e = numerator − ratio · denominator. 0 where either has no spread.
 */
export function unitCorrelation(a: SharedUnits, b: SharedUnits, count: Float64Array): number {
  const [ratioA, ratioB] = [ratio(a, count), ratio(b, count)];
  let [aa, bb, ab] = [0, 0, 0];
  for (let i = 0; i < count.length; i++) {
    const residualA = a.numerator[i]! - ratioA * a.denominator[i]!;
    const residualB = b.numerator[i]! - ratioB * b.denominator[i]!;
    aa += count[i]! * residualA * residualA;
    bb += count[i]! * residualB * residualB;
    ab += count[i]! * residualA * residualB;
  }
  return aa > 0 && bb > 0 ? Math.min(1, Math.max(-1, ab / Math.sqrt(aa * bb))) : 0;
}

function ratio({ numerator, denominator }: SharedUnits, count: Float64Array): number {
  let [a, b] = [0, 0];
  for (let i = 0; i < count.length; i++) {
    a += count[i]! * numerator[i]!;
    b += count[i]! * denominator[i]!;
  }
  return b > 0 ? a / b : 0;
}
