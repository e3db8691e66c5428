import { normalQuantile } from "./normal-quantile.js";

/**
 * Rows of each of two groups that would settle a gate on |a − b| with the given power if today's rates a and b are the
 * true ones: find the gap above the tolerance where it is, show it to be within the tolerance otherwise, at one-sided
 * level alpha. Rounded up; null where the gap is the tolerance, which no number of rows settles. n = (z_alpha +
 * z_power)²·[a(1 − a) + b(1 − b)]/(|a − b| − tolerance)².
 * Source: J. Fleiss, B. Levin and M. Paik, "Statistical Methods for Rates and Proportions" (2003), section 4.2, with
 * unpooled variances.
 */
export function neededPerGroup(a: number, b: number, tolerance: number, alpha: number, power: number): number | null {
  const distance = Math.abs(Math.abs(a - b) - tolerance);
  if (distance < 1e-12) return null;
  const z = normalQuantile(power) - normalQuantile(alpha);
  return Math.max(1, Math.ceil((z * z * (a * (1 - a) + b * (1 - b))) / (distance * distance)));
}
