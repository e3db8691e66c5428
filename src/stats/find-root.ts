/**
 * Root of f in [low, high], where f(low) and f(high) have opposite signs (or one is 0), to about 15 significant digits.
 * Without a change of sign (rounding may hide a root that lies at an end) the end where f is nearer to 0.
 * Source: T. R. Chandrupatla, "A new hybrid quadratic/bisection algorithm", Adv. Eng. Software 28 (1997),
 * doi:10.1016/S0965-9978(96)00051-8.
 */
export function findRoot(f: (x: number) => number, low: number, high: number): number {
  let [x1, x2] = [low, high];
  let [f1, f2] = [f(x1), f(x2)];
  if (f1 === 0 || f2 === 0 || Math.sign(f1) === Math.sign(f2)) return Math.abs(f1) <= Math.abs(f2) ? x1 : x2;
  let [x3, f3] = [x1, f1];
  let t = 0.5;
  for (let step = 0; step < 200; step++) {
    const x = x1 + t * (x2 - x1);
    const fx = f(x);
    if (Math.sign(fx) === Math.sign(f1)) {
      x3 = x1;
      f3 = f1;
    } else {
      x3 = x2;
      f3 = f2;
      x2 = x1;
      f2 = f1;
    }
    x1 = x;
    f1 = fx;
    const best = Math.abs(f1) < Math.abs(f2) ? x1 : x2;
    const tolerance = (2 * Number.EPSILON * Math.abs(best) + 1e-300) / Math.abs(x2 - x1);
    if (tolerance > 0.5 || f1 === 0 || f2 === 0) return best;
    t = nextShare(x1, x2, x3, f1, f2, f3);
    t = Math.min(1 - tolerance, Math.max(tolerance, t));
  }
  return x1;
}

/** Where between x1 and x2 to look next: inverse quadratic interpolation where that is safe, else the middle. */
function nextShare(x1: number, x2: number, x3: number, f1: number, f2: number, f3: number): number {
  const xi = (x1 - x2) / (x3 - x2);
  const phi = (f1 - f2) / (f3 - f2);
  if (!(phi * phi < xi && (1 - phi) * (1 - phi) < 1 - xi)) return 0.5;
  return (f1 / (f2 - f1)) * (f3 / (f2 - f3)) + ((x3 - x1) / (x2 - x1)) * (f1 / (f3 - f1)) * (f2 / (f3 - f2));
}
