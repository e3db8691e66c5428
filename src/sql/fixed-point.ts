import { fixedPointScale } from "../core/fixed-point.js";

/** A double as an integer of 2^-40, halves away from zero. Sums of these do not depend on the order of rows or threads. */
export const fixedPoint = (value: string): string => `CAST(round((${value}) * ${fixedPointScale}) AS HUGEINT)`;
