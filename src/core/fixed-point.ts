/**
 * Sums of non-integers are sums of integers of 2^-40, so that they do not depend on the order of the rows, on threads or on the engine.
 * Each term is off by at most 2^-41, a sum of n terms by at most n · 2^-41.
 */
export const fixedPointScale = 2 ** 40;

/** A value as an integer multiple of 2^-40, halves away from zero (as SQL's `round`). */
export const toFixedPoint = (value: number): number => Math.sign(value) * Math.round(Math.abs(value) * fixedPointScale);

/** Exact integer sum of many fixed-point terms, from its decimal or BigInt form, as a number. */
export const fromFixedPoint = (sum: bigint | string | number): number => Number(sum) / fixedPointScale;

/** The largest error that rounding `n` terms to fixed point can have caused in their sum. */
export const quantisationBound = (n: number): number => n / (2 * fixedPointScale);
