import { compareDifference, compareRatio } from "../stats/index.js";
import type { PairDisparity } from "./disparity.js";
import { bare, samplesOf } from "./samples.js";

/** One value minus another, with its interval where both have one. */
export const pairDifference: PairDisparity["of"] = (member, other, options) => {
  const value = member.value - other.value;
  const samples = samplesOf([member, other]);
  if (samples === null) return bare(value);
  const { low, high, p, method } = compareDifference(...samples, options);
  return { value, low, high, p, method };
};

/** One value over another, with its interval where both have one; no value where the other is 0. */
export const pairRatio: PairDisparity["of"] = (member, other, options) => {
  const value = other.value > 0 ? member.value / other.value : null;
  const samples = samplesOf([member, other]);
  if (samples === null) return bare(value);
  const { low, high, p, method } = compareRatio(...samples, options);
  return { value, low, high, p, method };
};
