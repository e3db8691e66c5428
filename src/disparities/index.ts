import { amplification } from "./amplification.js";
import { attributionGap } from "./attribution-gap.js";
import { attributionRankAgreement } from "./attribution-rank-agreement.js";
import { averageOdds } from "./average-odds.js";
import { betweenGroupSd } from "./between-group-sd.js";
import { classDistance } from "./class-distance.js";
import { conditionalDemographicDisparity } from "./conditional-demographic-disparity.js";
import { differenceToBest } from "./difference-to-best.js";
import { differenceToReference } from "./difference-to-reference.js";
import { differenceToRest } from "./difference-to-rest.js";
import { differentialFairness } from "./differential-fairness.js";
import type { Disparity } from "./disparity.js";
import { equalizedOdds } from "./equalized-odds.js";
import { betweenGroupEntropy, withinGroupEntropy } from "./group-entropy.js";
import { maxDifference } from "./max-difference.js";
import { minRatio } from "./min-ratio.js";
import { proxyShare } from "./proxy-share.js";
import { ratioToBest } from "./ratio-to-best.js";
import { ratioToReference } from "./ratio-to-reference.js";
import { ratioToRest } from "./ratio-to-rest.js";
import { rocAreaBetween } from "./roc-area-between.js";
import { scoreDistance } from "./score-distance.js";
import { scoreKsDistance } from "./score-ks-distance.js";
import { stratifiedDifference, stratifiedDifferenceToRest } from "./stratified-difference.js";
import { stratifiedRatio, stratifiedRatioToRest } from "./stratified-ratio.js";
import { stratumHomogeneity } from "./stratum-homogeneity.js";

export {
  type AttributionDisparity,
  type BestDisparity,
  type CountsDisparity,
  type Disparity,
  type DisparityValue,
  type DistributionDisparity,
  type GroupScores,
  type JointDisparity,
  type Member,
  namesNoMetric,
  type PairDisparity,
  type PairedDisparity,
  type SpreadDisparity,
  type StratifiedDisparity,
  type StratumPair,
  type WithoutMetric,
} from "./disparity.js";

/** Every comparison of groups, in the order readers meet them. */
export const disparities: readonly Disparity[] = [
  maxDifference,
  minRatio,
  betweenGroupSd,
  differenceToReference,
  ratioToReference,
  differenceToRest,
  ratioToRest,
  differenceToBest,
  ratioToBest,
  equalizedOdds,
  averageOdds,
  classDistance,
  differentialFairness,
  betweenGroupEntropy(0),
  betweenGroupEntropy(1),
  betweenGroupEntropy(2),
  withinGroupEntropy(0),
  withinGroupEntropy(1),
  withinGroupEntropy(2),
  amplification,
  scoreDistance,
  scoreKsDistance,
  rocAreaBetween,
  stratifiedDifference,
  stratifiedRatio,
  stratifiedDifferenceToRest,
  stratifiedRatioToRest,
  conditionalDemographicDisparity,
  stratumHomogeneity,
  attributionGap,
  proxyShare,
  attributionRankAgreement,
];

/** The disparity of that snake_case name. */
export const disparityByName = (name: string): Disparity | undefined =>
  disparities.find((disparity) => disparity.name === name);
