/**
 * The least one-sided level at which a bound is beyond the tolerance, by bisection of its logarithm.
 * @param never the answer where it is at none below ½
 */
export function levelOf(isBeyond: (level: number) => boolean, never: number): number {
  let [below, above] = [Math.log(1e-12), Math.log(0.499)];
  if (!isBeyond(Math.exp(above))) return never;
  if (isBeyond(Math.exp(below))) return Math.exp(below);
  for (let step = 0; step < 40; step++) {
    const middle = (below + above) / 2;
    if (isBeyond(Math.exp(middle))) above = middle;
    else below = middle;
  }
  return Math.exp(above);
}
