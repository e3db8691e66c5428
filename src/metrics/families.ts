import { fBeta } from "./f-beta.js";
import type { MetricFamily } from "./metric.js";
import { ndcgAt } from "./ndcg-at.js";
import { pinballLoss } from "./pinball-loss.js";
import { precisionAt } from "./precision-at.js";
import { quantileAbsoluteError } from "./quantile-absolute-error.js";
import { quantileError } from "./quantile-error.js";
import { quantileValue } from "./quantile-value.js";
import { recallAt } from "./recall-at.js";
import { selectionAt } from "./selection-at.js";
import { selectiveErrorRateAt } from "./selective-error-rate-at.js";
import { shareBeyond } from "./share-beyond.js";
import { skewAt } from "./skew-at.js";
import { topKAccuracy } from "./top-k-accuracy.js";

/** Metrics that take a parameter, in the order readers meet them. */
export const families: readonly MetricFamily[] = [
  fBeta,
  topKAccuracy,
  selectiveErrorRateAt,
  selectionAt,
  precisionAt,
  recallAt,
  skewAt,
  ndcgAt,
  quantileValue,
  shareBeyond,
  quantileError,
  quantileAbsoluteError,
  pinballLoss,
];
