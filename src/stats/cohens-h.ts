/**
 * Cohen's h = 2 arcsin √p − 2 arcsin √q, the difference of two proportions on a scale where its variance hardly depends on
 * them; in [−π, π].
 * Source: J. Cohen, Statistical Power Analysis for the Behavioral Sciences, 2nd ed. (1988), equation 6.2.1.
 */
export const cohensH = (p: number, q: number): number => 2 * (Math.asin(Math.sqrt(p)) - Math.asin(Math.sqrt(q)));
