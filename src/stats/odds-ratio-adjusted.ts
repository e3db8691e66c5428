import type { Bounds } from "../core/estimate.js";
import { oddsRatioWoolf } from "./odds-ratio.js";
import type { Proportion } from "./proportion.js";

/**
 * Woolf's logit interval after ½ is added to each of the four cells, for the odds ratio at two-sided confidence 1 − alpha;
 * always finite. Not a default, for comparison with other tools only: the halves stand for evidence that is not there. No
 * bounds without trials.
 * Source: J. J. Gart, Biometrika 53 (1966), doi:10.1093/biomet/53.1-2.1 (as by Haldane and Anscombe).
 */
export function oddsRatioAdjusted(a: Proportion, b: Proportion, alpha: number): Bounds {
  if (a.trials === 0 || b.trials === 0) return { low: null, high: null };
  const plusHalves = ({ successes, trials }: Proportion): Proportion => ({
    successes: successes + 0.5,
    trials: trials + 1,
  });
  return oddsRatioWoolf(plusHalves(a), plusHalves(b), alpha);
}

/**
 * The same with two rows shared out over the cells as if group and outcome were independent, so that the added rows pull
 * towards an odds ratio of 1; [0, ∞) (high null) where an outcome never occurs, which nothing can then be added to.
 * Source: A. Agresti, Biometrics 55 (1999) 597–602, doi:10.1111/j.0006-341X.1999.00597.x.
 */
export function oddsRatioSmoothed(a: Proportion, b: Proportion, alpha: number): Bounds {
  if (a.trials === 0 || b.trials === 0) return { low: null, high: null };
  const size = a.trials + b.trials;
  const rate = (a.successes + b.successes) / size;
  const plusShare = ({ successes, trials }: Proportion): Proportion => {
    const rows = (2 * trials) / size;
    return { successes: successes + rows * rate, trials: trials + rows };
  };
  return oddsRatioWoolf(plusShare(a), plusShare(b), alpha);
}
