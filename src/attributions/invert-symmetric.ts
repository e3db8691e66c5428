/**
 * Inverse of a symmetric positive definite matrix of n × n numbers, of which the lower triangle is read, by Cholesky's factors: A = L Lᵀ, A⁻¹ = L⁻ᵀ L⁻¹.
 * Source: N. J. Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed., sections 10.1 and 14.2.
 */
export function invertSymmetric(matrix: Float64Array, n: number): Float64Array {
  const inverseFactor = invertLower(cholesky(matrix, n), n);
  const inverse = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = i; k < n; k++) sum += inverseFactor[k * n + i]! * inverseFactor[k * n + j]!;
      inverse[i * n + j] = sum;
      inverse[j * n + i] = sum;
    }
  }
  return inverse;
}

function cholesky(matrix: Float64Array, n: number): Float64Array {
  const factor = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * n + j]!;
      for (let k = 0; k < j; k++) sum -= factor[i * n + k]! * factor[j * n + k]!;
      factor[i * n + j] = i === j ? Math.sqrt(sum) : sum / factor[j * n + j]!;
    }
  }
  return factor;
}

function invertLower(factor: Float64Array, n: number): Float64Array {
  const inverse = new Float64Array(n * n);
  for (let column = 0; column < n; column++) {
    for (let i = column; i < n; i++) {
      let sum = i === column ? 1 : 0;
      for (let k = column; k < i; k++) sum -= factor[i * n + k]! * inverse[k * n + column]!;
      inverse[i * n + column] = sum / factor[i * n + i]!;
    }
  }
  return inverse;
}
