/** One unknown of a linear equation. Its right-hand side does not matter here: it is a number the reader can see. */
export interface Term {
  readonly line: number;
  readonly sign: number;
}

/** Largest prime below 2^26: products of two residues are exact doubles. */
const prime = 67_108_859;
/** Steps of elimination after which the question is given up: about a second. */
const mostSteps = 1e8;

const modulo = (value: number): number => ((value % prime) + prime) % prime;

/**
 * Unknowns that have one solution only, whatever the others are: those that are 0 in every solution of the homogeneous equations.
 * Two solutions with pseudo-random free unknowns are drawn in the integers modulo a prime; an unknown that is not determined is
 * 0 in both by accident with a chance of about 2^-52.
 */
export function determinedUnknowns(equations: readonly (readonly Term[])[]): number[] | "too large" {
  const unknowns = [...new Set(equations.flatMap((terms) => terms.map(({ line }) => line)))].sort((a, b) => a - b);
  const column = new Map(unknowns.map((line, index) => [line, index]));
  const basis = echelon(
    equations.map((terms) => terms.map(({ line, sign }): Entry => [column.get(line) as number, modulo(sign)])),
    unknowns.length,
  );
  if (basis === null) return "too large";
  const solutions = [solution(basis, 1), solution(basis, 2)];
  return unknowns.filter((_, index) => solutions.every((values) => values[index] === 0));
}

/** Column and coefficient, rising columns. */
type Entry = [number, number];

/** Row echelon form: per column the row that starts there, with coefficient 1; null where too many steps were needed. */
function echelon(rows: readonly Entry[][], columns: number): (Entry[] | undefined)[] | null {
  const basis: (Entry[] | undefined)[] = Array.from({ length: columns });
  const work = new Float64Array(columns);
  let steps = 0;
  for (const row of rows) {
    work.fill(0);
    for (const [column, coefficient] of row) work[column] = modulo((work[column] as number) + coefficient);
    for (let column = 0; column < columns; column++) {
      const factor = work[column] as number;
      if (factor === 0) continue;
      const pivot = basis[column];
      if (pivot === undefined) {
        basis[column] = normalised(work, column);
        break;
      }
      for (const [at, coefficient] of pivot) work[at] = modulo((work[at] as number) - factor * coefficient);
      steps += pivot.length;
    }
    steps += columns;
    if (steps > mostSteps) return null;
  }
  return basis;
}

function normalised(work: Float64Array, from: number): Entry[] {
  const inverse = power(work[from] as number, prime - 2);
  const entries: Entry[] = [];
  for (let column = from; column < work.length; column++) {
    if (work[column] !== 0) entries.push([column, modulo((work[column] as number) * inverse)]);
  }
  return entries;
}

/** Fermat: the inverse of a is a^(p − 2). */
function power(base: number, exponent: number): number {
  let result = 1;
  for (let square = base, rest = exponent; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result = modulo(result * square);
    square = modulo(square * square);
  }
  return result;
}

/** A solution of the homogeneous equations with free unknowns from a linear congruential sequence. */
function solution(basis: readonly (readonly Entry[] | undefined)[], seed: number): Float64Array {
  const values = new Float64Array(basis.length);
  let state = seed;
  for (let column = basis.length - 1; column >= 0; column--) {
    state = modulo(state * 48_271 + 11);
    const row = basis[column];
    values[column] =
      row === undefined
        ? state
        : modulo(
            -row.slice(1).reduce((sum, [at, coefficient]) => modulo(sum + coefficient * (values[at] as number)), 0),
          );
  }
  return values;
}
