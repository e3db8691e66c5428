import type { Evidence } from "../core/estimate.js";

/** One group's value with the evidence from which its interval follows at any level. */
export interface Sample {
  readonly value: number;
  readonly evidence: Evidence;
}
