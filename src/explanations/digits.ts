const most = 6;

/** Decimals with which two numbers that differ also look different, from two on. */
export function digitsToTell(a: number, b: number | null): number {
  let digits = 2;
  while (b !== null && a !== b && digits < most && a.toFixed(digits) === b.toFixed(digits)) digits++;
  return digits;
}

/** Decimals for amounts of which the largest has this size: three digits of it, or two where it is below 1. */
export function digitsFor(amounts: readonly number[]): number {
  const largest = amounts.reduce((max, amount) => Math.max(max, Math.abs(amount)), 0);
  if (largest === 0) return 2;
  const magnitude = Math.floor(Math.log10(largest));
  return Math.min(most, Math.max(0, (magnitude < 0 ? 1 : 2) - magnitude));
}
