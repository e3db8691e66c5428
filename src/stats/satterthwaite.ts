/** Standard error of the difference of two means, and the degrees of freedom that go with it. */
export interface Satterthwaite {
  readonly error: number;
  readonly df: number;
}

/**
 * Standard error and approximate degrees of freedom of a difference of two means, from their standard errors and
 * degrees of freedom. `correlation` of the means, where the same units stand in both groups, enters the error only.
 * Without any spread df is 1.
 * Source: F. E. Satterthwaite, Biometrics Bulletin 2 (1946), doi:10.2307/3002019; for two samples B. L. Welch,
 * Biometrika 34 (1947), doi:10.1093/biomet/34.1-2.28.
 */
export function satterthwaite(
  errorA: number,
  dfA: number,
  errorB: number,
  dfB: number,
  correlation = 0,
): Satterthwaite {
  const [a, b] = [errorA * errorA, errorB * errorB];
  // As a share of the variance, so that no fourth power can underflow.
  const share = a + b > 0 ? a / (a + b) : 0;
  const df = a + b > 0 ? 1 / (share ** 2 / dfA + (1 - share) ** 2 / dfB) : 1;
  return { error: Math.sqrt(Math.max(0, a + b - 2 * correlation * errorA * errorB)), df };
}
