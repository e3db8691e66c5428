/**
 * Šidák-adjusted p-values, 1 − (1 − p)^m, in input order: family-wise error for independent tests.
 * Source: Z. Šidák, J. American Statistical Association 62 (1967) 626–633, doi:10.1080/01621459.1967.10482935.
 */
export const sidak = (p: readonly number[]): number[] => p.map((value) => -Math.expm1(p.length * Math.log1p(-value)));
