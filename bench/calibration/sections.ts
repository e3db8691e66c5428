import { areas } from "./auc.js";
import { clusters, weightedClusters, weights } from "./dependent-rows.js";
import { bootstrapped, derived } from "./derived.js";
import { derivedOfUnits } from "./derived-of-units.js";
import { differences } from "./differences.js";
import { drift } from "./drift.js";
import { gates } from "./gates.js";
import { means, quantiles } from "./means.js";
import { monthly } from "./monthly.js";
import { oneProportion } from "./one-proportion.js";
import { dependentQuantiles, regressionErrors } from "./regression.js";
import { pairedChanges, rowsNeeded } from "./rows-needed.js";
import { scoreDistances } from "./score-distances.js";
import type { Section } from "./section.js";
import { sharedUnits } from "./shared-units.js";
import { stratified } from "./stratified.js";
import { family } from "./suites.js";

/** All parts, in the order of docs/calibration.md. */
export const sections: readonly Section[] = [
  oneProportion,
  clusters,
  weights,
  weightedClusters,
  means,
  quantiles,
  dependentQuantiles,
  regressionErrors,
  derived,
  bootstrapped,
  derivedOfUnits,
  areas,
  scoreDistances,
  drift,
  differences,
  sharedUnits,
  stratified,
  pairedChanges,
  gates,
  family,
  rowsNeeded,
  monthly,
];
