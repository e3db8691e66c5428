const double = new Float64Array(1);
const doubleBits = new BigInt64Array(double.buffer);
const single = new Float32Array(1);
const singleBits = new Int32Array(single.buffer);

/** The smallest double above a value; infinity and NaN stay. With it, value <= t is value < nextUp(t). */
export function nextUp(value: number): number {
  if (Number.isNaN(value) || value === Number.POSITIVE_INFINITY) return value;
  if (value === 0) return Number.MIN_VALUE;
  double[0] = value;
  doubleBits[0]! += value > 0 ? 1n : -1n;
  return double[0];
}

/** The smallest float32 above a value that is one. */
export function nextUpSingle(value: number): number {
  if (Number.isNaN(value) || value === Number.POSITIVE_INFINITY) return value;
  single[0] = value === 0 ? 0 : value;
  singleBits[0]! += value >= 0 ? 1 : -1;
  return single[0];
}
