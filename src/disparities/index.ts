import { differenceToReference } from "./difference-to-reference.js";
import { differenceToRest } from "./difference-to-rest.js";
import type { Disparity } from "./disparity.js";
import { maxDifference } from "./max-difference.js";
import { minRatio } from "./min-ratio.js";
import { ratioToReference } from "./ratio-to-reference.js";
import { ratioToRest } from "./ratio-to-rest.js";

export type { Disparity, DisparityValue, Member, PairDisparity, SpreadDisparity } from "./disparity.js";

/** Every comparison of groups, in the order readers meet them. */
export const disparities: readonly Disparity[] = [
  maxDifference,
  minRatio,
  differenceToReference,
  ratioToReference,
  differenceToRest,
  ratioToRest,
];

/** The disparity of that snake_case name. */
export const disparityByName = (name: string): Disparity | undefined =>
  disparities.find((disparity) => disparity.name === name);
