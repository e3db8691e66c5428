/**
 * P(K > x) of Kolmogorov's limiting distribution, in [0, 1].
 * Source: A. Kolmogorov (1933); the two series of W. Feller, Annals of Mathematical Statistics 19 (1948) 177–189,
 * doi:10.1214/aoms/1177730243, each where it converges in a few terms.
 */
export function kolmogorovUpper(x: number): number {
  if (!(x > 0)) return 1;
  let sum = 0;
  if (x < 1) {
    for (let k = 1; k <= 7; k += 2) sum += Math.exp(-((k * Math.PI) ** 2) / (8 * x * x));
    return 1 - (Math.sqrt(2 * Math.PI) / x) * sum;
  }
  for (let k = 1; k <= 6; k++) sum += (k % 2 === 1 ? 2 : -2) * Math.exp(-2 * (k * x) ** 2);
  return sum;
}

/** Beyond this the matrix grows slow, and the limit with Vrbik's correction of order 1/n is right to 2·10⁻⁵ (measured at 1,000). */
const exactUpTo = 1000;

/**
 * P(Dₙ ≥ d) of the one-sample Kolmogorov–Smirnov statistic for n observations of a continuous distribution.
 * Source: G. Marsaglia, W. W. Tsang and J. Wang, J. Statistical Software 8/18 (2003), doi:10.18637/jss.v008.i18; for
 * n > 1,000 J. Vrbik, Pakistan Journal of Statistics and Operation Research 14 (2018) 9–18.
 */
export function kolmogorovUpperOf(n: number, d: number): number {
  if (d >= 1) return 0;
  if (d <= 0.5 / n) return 1;
  if (n > exactUpTo) {
    const x = Math.sqrt(n) * d;
    return kolmogorovUpper(x + 1 / (6 * Math.sqrt(n)) + (x - 1) / (4 * n));
  }
  return 1 - lowerByMatrix(n, d);
}

/** n!/nⁿ times the middle entry of Hⁿ; Durbin's matrix H has side 2k − 1 with k = ⌈nd⌉. */
function lowerByMatrix(n: number, d: number): number {
  const k = Math.floor(n * d) + 1;
  const side = 2 * k - 1;
  const { matrix, exponent } = power(durbinMatrix(side, k - n * d), side, n);
  let value = matrix[(k - 1) * side + k - 1]!;
  let exponents = exponent;
  for (let i = 1; i <= n; i++) {
    value *= i / n;
    if (value < 1e-140) {
      value *= 1e140;
      exponents -= 140;
    }
  }
  return value * 10 ** exponents;
}

function durbinMatrix(side: number, h: number): Float64Array {
  const matrix = new Float64Array(side * side);
  for (let i = 0; i < side; i++) {
    for (let j = 0; j <= Math.min(i + 1, side - 1); j++) matrix[i * side + j] = 1;
  }
  for (let i = 0; i < side; i++) {
    matrix[i * side] = matrix[i * side]! - h ** (i + 1);
    const last = (side - 1) * side + i;
    matrix[last] = matrix[last]! - h ** (side - i);
  }
  const corner = (side - 1) * side;
  if (2 * h > 1) matrix[corner] = matrix[corner]! + (2 * h - 1) ** side;
  for (let i = 0; i < side; i++) {
    for (let j = 0; j <= i; j++) {
      for (let g = 2; g <= i - j + 1; g++) matrix[i * side + j] = matrix[i * side + j]! / g;
    }
  }
  return matrix;
}

/** matrixⁿ by repeated squaring, scaled by powers of ten so that it stays in range. */
function power(base: Float64Array, side: number, n: number): { matrix: Float64Array; exponent: number } {
  if (n === 1) return { matrix: base, exponent: 0 };
  const half = power(base, side, Math.floor(n / 2));
  let matrix = product(half.matrix, half.matrix, side);
  if (n % 2 === 1) matrix = product(matrix, base, side);
  let exponent = 2 * half.exponent;
  if (matrix[(side * side) >> 1]! > 1e140) {
    matrix = matrix.map((entry) => entry * 1e-140);
    exponent += 140;
  }
  return { matrix, exponent };
}

function product(a: Float64Array, b: Float64Array, side: number): Float64Array {
  const result = new Float64Array(side * side);
  for (let i = 0; i < side; i++) {
    for (let k = 0; k < side; k++) {
      const factor = a[i * side + k]!;
      if (factor === 0) continue;
      for (let j = 0; j < side; j++) {
        result[i * side + j] = result[i * side + j]! + factor * b[k * side + j]!;
      }
    }
  }
  return result;
}
