const tiny = 1e-300;

/**
 * Continued fraction b₀ + a₁/(b₁ + a₂/(b₂ + …)) by the modified Lentz method.
 * Source: I. J. Thompson and A. R. Barnett, J. Comput. Phys. 64 (1986), doi:10.1016/0021-9991(86)90046-X.
 */
export function lentz(a: (m: number) => number, b: (m: number) => number): number {
  let value = b(0) || tiny;
  let c = value;
  let d = 0;
  // The terms needed grow with the root of the parameters: this many serve parameters beyond 10⁹.
  for (let m = 1; m < 200_000; m++) {
    const [am, bm] = [a(m), b(m)];
    d = 1 / (bm + am * d || tiny);
    c = bm + am / c || tiny;
    value *= c * d;
    // Negated, so that NaN ends the loop as well.
    if (!(Math.abs(c * d - 1) >= 4e-16)) break;
  }
  return value;
}
