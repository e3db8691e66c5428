import { type CountedValues, poolValues } from "./counted-values.js";

/** One step of two cumulative distributions: their difference F − G from `value` up to the next value, `width` away. */
export type GapVisitor = (gap: number, width: number, value: number) => void;

/** Visits F(value) − G(value) at every value of either sample, ascending; the last step, where both are 1, has width 0. */
export function visitDistributionGap(x: CountedValues, y: CountedValues, visit: GapVisitor): void {
  const { values, counts } = poolValues([x, y]);
  const [inX, inY] = counts as [Float64Array, Float64Array];
  const [n, m] = counts.map((inSample) => inSample.reduce((sum, count) => sum + count, 0)) as [number, number];
  let [upToX, upToY] = [0, 0];
  for (const [i, value] of values.entries()) {
    upToX += inX[i]!;
    upToY += inY[i]!;
    visit(upToX / n - upToY / m, (values[i + 1] ?? value) - value, value);
  }
}
