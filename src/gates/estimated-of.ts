import type { Evidence } from "../core/estimate.js";
import type { GroupRow } from "../record/run-record.js";

/** A value that has an interval. */
export interface Estimated {
  readonly value: number;
  readonly evidence: Evidence;
}

/** The value of a row of the record with what its interval follows from; null: it has none, and no gate can rest on it. */
export function estimatedOf({
  status,
  value,
  interval,
  basis,
}: Pick<GroupRow, "status" | "value" | "interval" | "basis">): Estimated | null {
  if (status !== "ok" || value === null || interval === null || basis === null) return null;
  return { value, evidence: { interval, basis } };
}
