/** Nodes in (0, 1), ascending, and their positive weights, which sum to 1. */
export interface Quadrature {
  readonly nodes: Float64Array;
  readonly weights: Float64Array;
}

const newtonSteps = 100;
const converged = 1e-15;

/**
 * Gauss–Legendre quadrature on [0, 1]: exact for polynomials of degree up to 2·count − 1.
 * Roots of the Legendre polynomial by Newton's method from their asymptotic places (Abramowitz & Stegun 1964, 25.4.30 and 22.16.6).
 */
export function gaussLegendre(count: number): Quadrature {
  const nodes = new Float64Array(count);
  const weights = new Float64Array(count);
  for (let place = 0; place < count; place++) {
    const { root, slope } = legendreRoot(count, Math.cos((Math.PI * (place + 0.75)) / (count + 0.5)));
    nodes[count - 1 - place] = (1 + root) / 2;
    weights[count - 1 - place] = 1 / ((1 - root * root) * slope * slope);
  }
  return { nodes, weights };
}

const known = new Map<number, Quadrature>();

/** The fewest nodes that are exact for polynomials of a degree. */
export function exactQuadrature(degree: number): Quadrature {
  const count = Math.ceil((degree + 1) / 2);
  const quadrature = known.get(count) ?? gaussLegendre(count);
  known.set(count, quadrature);
  return quadrature;
}

function legendreRoot(degree: number, guess: number): { root: number; slope: number } {
  let root = guess;
  for (let step = 0; step < newtonSteps; step++) {
    const { value, slope } = legendre(degree, root);
    const change = value / slope;
    root -= change;
    if (Math.abs(change) < converged) break;
  }
  return { root, slope: legendre(degree, root).slope };
}

/** The Legendre polynomial and its derivative inside (−1, 1), by the three-term recurrence. */
function legendre(degree: number, x: number): { value: number; slope: number } {
  let before = 1;
  let value = x;
  for (let n = 2; n <= degree; n++) {
    const next = ((2 * n - 1) * x * value - (n - 1) * before) / n;
    before = value;
    value = next;
  }
  return { value, slope: (degree * (x * value - before)) / (x * x - 1) };
}
