import { horner } from "./horner.js";

const centre = {
  numerator: [
    2.5090809287301227e3, 3.343057558358813e4, 6.72657709270087e4, 4.592195393154987e4, 1.373169376550946e4,
    1.9715909503065513e3, 1.3314166789178438e2, 3.3871328727963665,
  ],
  denominator: [
    5.226495278852854e3, 2.8729085735721943e4, 3.930789580009271e4, 2.1213794301586597e4, 5.394196021424751e3,
    6.871870074920579e2, 4.231333070160091e1, 1,
  ],
};
const tail = {
  numerator: [
    7.745450142783414e-4, 2.2723844989269184e-2, 2.417807251774506e-1, 1.2704582524523684, 3.6478483247632045,
    5.769497221460691, 4.630337846156546, 1.4234371107496835,
  ],
  denominator: [
    1.0507500716444169e-9, 5.475938084995345e-4, 1.5198666563616457e-2, 1.4810397642748008e-1, 6.897673349851e-1,
    1.6763848301838038, 2.053191626637759, 1,
  ],
};
const farTail = {
  numerator: [
    2.0103343992922881e-7, 2.7115555687434876e-5, 1.2426609473880784e-3, 2.6532189526576124e-2, 2.9656057182850487e-1,
    1.7848265399172913, 5.463784911164114, 6.657904643501103,
  ],
  denominator: [
    2.0442631033899397e-15, 1.421511758316446e-7, 1.8463183175100548e-5, 7.868691311456133e-4, 1.4875361290850615e-2,
    1.369298809227358e-1, 5.99832206555888e-1, 1,
  ],
};

/**
 * z with P(Z < z) = p for a standard normal Z, to about 16 significant digits; −∞ at 0 and ∞ at 1.
 * Source: M. J. Wichura, algorithm AS 241 (PPND16), Applied Statistics 37 (1988), doi:10.2307/2347330;
 * his coefficients are written in the fewest digits that give the same doubles.
 */
export function normalQuantile(p: number): number {
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q;
    return (q * horner(centre.numerator, r)) / horner(centre.denominator, r);
  }
  const small = q < 0 ? p : 1 - p;
  if (!(small > 0)) return small === 0 ? Math.sign(q) * Number.POSITIVE_INFINITY : Number.NaN;
  const r = Math.sqrt(-Math.log(small));
  const z =
    r <= 5
      ? horner(tail.numerator, r - 1.6) / horner(tail.denominator, r - 1.6)
      : horner(farTail.numerator, r - 5) / horner(farTail.denominator, r - 5);
  return q < 0 ? -z : z;
}

/** The z that a standard normal exceeds with probability alpha/2; keeps its digits for small alpha. */
export const twoSidedCritical = (alpha: number): number => -normalQuantile(alpha / 2);
