import { fBeta } from "./f-beta.js";
import type { MetricFamily } from "./metric.js";

/** Metrics that take a parameter, in the order readers meet them. */
export const families: readonly MetricFamily[] = [fBeta];
