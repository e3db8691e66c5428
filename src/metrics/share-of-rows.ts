import type { Entries, Measurement } from "./metric.js";

/** Of each entry the part of its rows that is in numerator and denominator, in [0, 1]. */
interface Parts {
  readonly success: Float64Array;
  readonly trial: Float64Array;
}

/**
 * A share of rows on one side of a cut in a ranking. The cut is taken as it fell: the interval is about rows that stand above this cut,
 * not about where it would fall in other data, so rows count as trials and groups as independent. null without trials.
 */
export function shareOfRows({ w }: Entries, { success, trial }: Parts): Measurement | null {
  let [numerator, denominator, weight] = [0, 0, 0];
  for (let i = 0; i < w.length; i++) {
    numerator += w[i]! * success[i]!;
    denominator += w[i]! * trial[i]!;
    weight += w[i]!;
  }
  if (!(denominator > 0)) return null;
  const value = Math.min(1, numerator / denominator);
  return {
    value,
    numerator,
    denominator,
    influence: success.map((one, i) => ((one - value * trial[i]!) * weight) / denominator),
    scale: "logit",
    evidence: { interval: "wilson", basis: [Math.min(numerator, denominator), denominator] },
    ...(ofAllRows({ success, trial })
      ? { share: { of: value, evidence: ({ evidence }) => evidence, tooFew: "no rows of any weight" } }
      : {}),
  };
}

/** Whether every row is a trial, and a success or not as a whole: then the effective size of a proportion is known. */
const ofAllRows = ({ success, trial }: Parts): boolean =>
  trial.every((one) => one === 1) && success.every((one) => one === 0 || one === 1);
