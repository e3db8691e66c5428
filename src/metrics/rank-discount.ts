/** What a place of a ranking is worth: 1 at the first, less the further down. */
const discount = (place: number): number => 1 / Math.log2(1 + place);

/** Places from which, and over how many, sums are integrals: the first term left out is below 1e-13 of the sum. */
const few = 64;

/**
 * Sum of 1/log2(1 + place) over the places in (from, to], the first being 1; parts of places count in part. Long stretches far down by
 * the Euler–Maclaurin formula, so that ranking 1e12 rows takes no longer than ranking a thousand.
 * Source of the discount: Järvelin & Kekäläinen 2002, doi:10.1145/582415.582418; of the formula: Abramowitz & Stegun 1964, 23.1.30.
 */
export function discounts(from: number, to: number): number {
  if (!(to > from)) return 0;
  const [first, last] = [Math.floor(from), Math.ceil(to)];
  if (last - first === 1) return (to - from) * discount(last);
  return wholePlaces(first, last) - (from - first) * discount(first + 1) - (last - to) * discount(last);
}

/** The same of whole places. */
function wholePlaces(from: number, to: number): number {
  const summed = to - from <= few ? to : Math.max(from, few);
  let sum = 0;
  for (let place = from + 1; place <= summed; place++) sum += discount(place);
  return summed < to ? sum + farPlaces(summed, to) : sum;
}

/** Euler–Maclaurin: ∫ f + [f]/2 + [f′]/12 − [f‴]/720 between the ends, for places from {@link few} on. */
function farPlaces(from: number, to: number): number {
  const between = (f: (place: number) => number) => f(to) - f(from);
  return integral(from, to) + between(discount) / 2 + between(slope) / 12 - between(thirdDerivative) / 720;
}

function slope(place: number): number {
  const log = Math.log1p(place);
  return -Math.LN2 / ((1 + place) * log * log);
}

function thirdDerivative(place: number): number {
  const log = Math.log1p(place);
  return (-Math.LN2 * (2 + 6 / log + 6 / (log * log))) / ((1 + place) ** 3 * log * log);
}

/** Nodes and weights of Gauss–Legendre quadrature with ten points, on the positive half. */
const nodes = [0.1488743389816312, 0.4333953941292472, 0.6794095682990244, 0.8650633666889845, 0.9739065285171717];
const weights = [0.2955242247147529, 0.2692667193099963, 0.2190863625159821, 0.1494513491505806, 0.0666713443086881];

/** ∫ of the discount over stretches that each double the place: there ten points leave 1e-15 of it. */
function integral(from: number, to: number): number {
  let sum = 0;
  for (let start = from, end = 0; start < to; start = end) {
    end = Math.min(to, 2 * start);
    const [centre, half] = [(start + end) / 2, (end - start) / 2];
    for (let i = 0; i < nodes.length; i++) {
      const off = half * nodes[i]!;
      sum += half * weights[i]! * (discount(centre - off) + discount(centre + off));
    }
  }
  return sum;
}
