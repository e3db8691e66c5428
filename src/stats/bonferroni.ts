/**
 * Bonferroni-adjusted p-values, m·p cut at 1, in input order: family-wise error under any dependence.
 * Source: O. J. Dunn, J. American Statistical Association 56 (1961) 52–64, doi:10.1080/01621459.1961.10482090.
 */
export const bonferroni = (p: readonly number[]): number[] => p.map((value) => Math.min(1, value * p.length));
