import type { Evidence, WrittenInterval } from "../core/estimate.js";
import { balancedAccuracyScas } from "./balanced-accuracy-scas.js";
import { benefitTango } from "./benefit-tango.js";
import { clopperPearson } from "./clopper-pearson.js";
import { delongLogit, delongLogitClustered } from "./delong-logit.js";
import { dkwDistance } from "./dkw-distance.js";
import { f1Wilson } from "./f1-wilson.js";
import type { Interval, IntervalFunction } from "./interval-function.js";
import { jeffreys } from "./jeffreys.js";
import { mccFisherZ } from "./mcc-fisher-z.js";
import { moverWilson } from "./mover-wilson.js";
import { newcombeAuc } from "./newcombe-auc.js";
import { tDistance } from "./t-distance.js";
import { tBounded, tMean } from "./t-mean.js";
import { tLog, tLogComplement, tLogit } from "./t-scales.js";
import { tabulated } from "./tabulated.js";
import { tangoGrowth } from "./tango-growth.js";
import { wilson } from "./wilson.js";
import { wilsonEffective } from "./wilson-effective.js";

/** Intervals of one value by the names that records use. */
export const intervals: Readonly<Record<string, IntervalFunction>> = {
  wilson,
  jeffreys,
  clopper_pearson: clopperPearson,
  wilson_effective: wilsonEffective,
  mover_wilson: moverWilson,
  t_mean: tMean,
  t_logit: tLogit,
  t_log: tLog,
  t_log_complement: tLogComplement,
  t_bounded: tBounded,
  f1_wilson: f1Wilson,
  balanced_accuracy_scas: balancedAccuracyScas,
  benefit_tango: benefitTango,
  mcc_fisher_z: mccFisherZ,
  delong_logit: delongLogit,
  delong_logit_clustered: delongLogitClustered,
  newcombe_auc: newcombeAuc,
  bca: tabulated,
  order_statistic: tabulated,
  tango_growth: tangoGrowth,
  t_distance: tDistance,
  dkw_distance: dkwDistance,
};

/**
 * The two-sided interval at confidence 1 − alpha that a record's evidence stands for. @throws on a name that is not in
 * {@link intervals}.
 */
export function boundsOf(evidence: Evidence, alpha: number): Interval {
  const interval = Object.hasOwn(intervals, evidence.interval) ? intervals[evidence.interval] : undefined;
  if (interval === undefined) {
    throw new Error(`unknown interval "${evidence.interval}"; known: ${Object.keys(intervals).join(", ")}`);
  }
  return interval(evidence.basis, alpha);
}

/** The same as records have it, with its evidence. @throws as {@link boundsOf} */
export function writtenInterval(evidence: Evidence | null, alpha: number): WrittenInterval {
  if (evidence === null) return { low: null, high: null, interval: null, basis: null };
  const { low, high } = boundsOf(evidence, alpha);
  return { low, high, interval: evidence.interval, basis: evidence.basis };
}
