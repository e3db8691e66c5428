import type { Evidence } from "../core/estimate.js";

/** One group's value of one metric, in the words of the run record. */
export interface Estimate {
  readonly status: "ok" | "undefined";
  readonly value: number | null;
  readonly numerator: number | null;
  readonly denominator: number | null;
  /** null where the value has no interval; `reason` then says why. */
  readonly evidence: Evidence | null;
  readonly reason: string | null;
}

/** Why a value is never given one. */
export const noInterval = "no interval that holds its level for this metric yet";

/** An empty denominator: not 0, but nothing. */
export const undefinedEstimate = (reason: string, numerator: number | null, denominator: number | null): Estimate => ({
  status: "undefined",
  value: null,
  numerator,
  denominator,
  evidence: null,
  reason,
});
