import { horner } from "./horner.js";

const near = {
  numerator: [
    1.8577770618460315e-1, 3.1611237438705655, 1.1386415415105016e2, 3.77485237685302e2, 3.2093775891384694e3,
  ],
  denominator: [1, 2.3601290952344122e1, 2.4402463793444417e2, 1.2826165260773723e3, 2.844236833439171e3],
};
const middle = {
  numerator: [
    2.1531153547440383e-8, 5.641884969886701e-1, 8.883149794388377, 6.611919063714163e1, 2.986351381974001e2,
    8.81952221241769e2, 1.7120476126340707e3, 2.0510783778260716e3, 1.2303393547979972e3,
  ],
  denominator: [
    1, 1.5744926110709835e1, 1.176939508913125e2, 5.371811018620099e2, 1.6213895745666903e3, 3.2907992357334597e3,
    4.362619090143247e3, 3.4393676741437216e3, 1.2303393548037495e3,
  ],
};
const far = {
  numerator: [
    1.6315387137302097e-2, 3.0532663496123236e-1, 3.6034489994980445e-1, 1.2578172611122926e-1, 1.6083785148742275e-2,
    6.587491615298378e-4,
  ],
  denominator: [
    1, 2.568520192289822, 1.8729528499234673, 5.279051029514285e-1, 6.051834131244132e-2, 2.3352049762686918e-3,
  ],
};
const inverseRootPi = 5.641895835477563e-1;

/** exp(−x²) without the rounding error of x²: x is split into sixteenths and a small rest. */
function gaussian(x: number): number {
  const coarse = Math.trunc(x * 16) / 16;
  return Math.exp(-coarse * coarse) * Math.exp(-(x - coarse) * (x + coarse));
}

/** erfc of x > 0.46875. */
function tail(x: number): number {
  if (x <= 4) return (gaussian(x) * horner(middle.numerator, x)) / horner(middle.denominator, x);
  // Beyond 28 it is less than the smallest number in double precision.
  if (x > 28) return 0;
  const inverse = 1 / (x * x);
  const correction = (inverse * horner(far.numerator, inverse)) / horner(far.denominator, inverse);
  return (gaussian(x) * (inverseRootPi - correction)) / x;
}

/**
 * erfc(x) = 2/√π ∫ₓ^∞ exp(−t²) dt, in [0, 2], to about 16 significant digits in both tails.
 * Source: W. J. Cody, "Rational Chebyshev approximations for the error function", Math. Comp. 23 (1969),
 * doi:10.1090/S0025-5718-1969-0247736-4, with the coefficients of his program CALERF (in the fewest digits that give
 * the same doubles).
 */
export function complementaryError(x: number): number {
  if (Math.abs(x) <= 0.46875) {
    const square = x * x;
    return 1 - (x * horner(near.numerator, square)) / horner(near.denominator, square);
  }
  return x < 0 ? 2 - tail(-x) : tail(x);
}
