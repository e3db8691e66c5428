import { mcnemarExact } from "./mcnemar.js";
import { normalUpper } from "./normal-upper.js";
import { signFlip } from "./sign-flip.js";

/** A number of units with the same difference. */
export interface CountedDifference {
  readonly difference: number;
  readonly units: number;
}

/** A two-sided test, and which one it is. */
export interface PairedSigns {
  readonly p: number;
  readonly method: "mcnemar_exact" | "sign_flip_exact" | "sign_flip_normal";
}

/** Up to so many units that differ all signs are gone through. */
const exactUpTo = 20;

/**
 * Whether differences of independent units scatter around 0: under the null each might as well have had the other sign. Differences of
 * one: McNemar's exact binomial test over units. Others: the exact distribution over all signs up to 20 units that differ, above that its
 * normal approximation Σd/√Σd², which needs no random numbers.
 * Source: Q. McNemar, Psychometrika 12 (1947), doi:10.1007/BF02295996; R. A. Fisher, The Design of Experiments (1935), section 21.
 */
export function pairedSigns(differences: readonly CountedDifference[]): PairedSigns {
  const moving = differences.filter(({ difference, units }) => difference !== 0 && units > 0);
  const count = (wanted: (difference: number) => boolean): number =>
    moving.reduce((sum, { difference, units }) => sum + (wanted(difference) ? units : 0), 0);
  if (moving.every(({ difference }) => Math.abs(difference) === 1))
    return {
      p: mcnemarExact(
        count((d) => d > 0),
        count((d) => d < 0),
      ),
      method: "mcnemar_exact",
    };
  if (count(() => true) <= exactUpTo) {
    const each = moving.flatMap(({ difference, units }) => new Array<number>(units).fill(difference));
    return { p: signFlip(each, { seed: 0, stream: "signs" })!.twoSided, method: "sign_flip_exact" };
  }
  const sum = moving.reduce((total, { difference, units }) => total + difference * units, 0);
  const squares = moving.reduce((total, { difference, units }) => total + difference * difference * units, 0);
  return { p: Math.min(1, 2 * normalUpper(Math.abs(sum) / Math.sqrt(squares))), method: "sign_flip_normal" };
}
